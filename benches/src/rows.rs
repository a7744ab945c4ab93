//! The compared calls.

use crate::contestant::Entry;
use crate::crew::Crew;
use crate::{
    async_failure, async_success, budget, bundle, deadline, layer, next_delay, scope, sync_failure,
    sync_success,
};

pub struct Row {
    pub label: &'static str,
    /// The number of equal parts of a call. The table shows the cost of one part.
    pub parts: u32,
    /// Made when the row is measured: threads may spin, and budgets expire.
    pub entries: fn() -> Vec<Entry>,
}

const fn row(label: &'static str, parts: u32, entries: fn() -> Vec<Entry>) -> Row {
    Row {
        label,
        parts,
        entries,
    }
}

pub const WITHOUT_TIMER: &[Row] = &[
    row("sync, first try succeeds", 1, sync_success::contestants),
    row(
        "sync, first try, with a deadline",
        1,
        deadline::blocking::contestants,
    ),
    row("async, first try succeeds", 1, || {
        async_success::contestants(0)
    }),
    row(
        "async, first try, with a deadline",
        1,
        deadline::asynchronous::contestants,
    ),
    row("async, each further poll", 500, || {
        async_success::contestants(500)
    }),
    row("async, each further poll, with a deadline", 500, || {
        scope::deadline_after(500)
    }),
    row(
        "sync, first try, with nested = stop",
        1,
        scope::blocking_nested,
    ),
    row("async, first try, with nested = stop", 1, || {
        scope::nested_after(0)
    }),
    row("async, each further poll, with nested = stop", 500, || {
        scope::nested_after(500)
    }),
    row(
        "sync, first try, a bundle with budget and hooks",
        1,
        bundle::blocking,
    ),
    row(
        "sync, first try, budget and hooks written out",
        1,
        bundle::blocking_written_out,
    ),
    row(
        "async, first try, a bundle with budget and hooks",
        1,
        bundle::asynchronous,
    ),
    row(
        "async, first try, budget and hooks written out",
        1,
        bundle::asynchronous_written_out,
    ),
    row(
        "sync, each failing attempt of 10, no wait",
        10,
        sync_failure::contestants,
    ),
    row(
        "sync, each failing attempt of 10, jitter drawn",
        10,
        sync_failure::with_drawn_waits,
    ),
    row(
        "next delay: exp, full jitter, cap",
        next_delay::RETRIES,
        next_delay::contestants,
    ),
    row(
        "next delay, inlined, of a known policy",
        next_delay::RETRIES,
        next_delay::of_known_policy,
    ),
];

pub const LAYERS: &[Row] = &[row("a layer, first try succeeds", 1, layer::contestants)];

pub const ON_TIMER: &[Row] = &[
    row(
        "async, each of 10, 1 s apart, paused clock",
        10,
        async_failure::seconds::contestants,
    ),
    row(
        "async, each of 20 waits of 0 s, real clock",
        20,
        async_failure::zero::contestants,
    ),
];

pub const BUDGET_OF_ONE_THREAD: &[Row] = &[
    row("budget, a success, 1 thread", 1, || {
        budget::success(&Crew::of_one())
    }),
    row("budget, a success, not full, 1 thread", 1, || {
        budget::filling(&Crew::of_one())
    }),
    row("budget, a withdrawal, 1 thread", 1, || {
        budget::withdrawal(&Crew::of_one())
    }),
    row("budget, each failing attempt of 10, 1 thread", 10, || {
        budget::failure_of_ten(&Crew::of_one())
    }),
];

pub const BUDGET_OF_TWO_THREADS: &[Row] = &[
    row("budget, a success, 2 threads", 1, || {
        budget::success(&Crew::of_two())
    }),
    row("budget, a success, not full, 2 threads", 1, || {
        budget::filling(&Crew::of_two())
    }),
    row("budget, a withdrawal, 2 threads", 1, || {
        budget::withdrawal(&Crew::of_two())
    }),
    row("budget, each failing attempt of 10, 2 threads", 10, || {
        budget::failure_of_ten(&Crew::of_two())
    }),
];
