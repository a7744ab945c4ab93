//! What a call costs with `#[retry]`, beside the bare function, a loop written by hand, and other
//! crates. Prints one table, in less than a minute:
//!
//! ```sh
//! cargo run --release --manifest-path benches/Cargo.toml
//! ```

mod alloc;
mod async_failure;
mod async_success;
mod budget;
mod contestant;
mod crew;
mod deadline;
mod future_size;
mod measure;
mod next_delay;
mod policy;
mod sleeping_tasks;
mod sync_failure;
mod sync_success;
mod table;
mod work;

use std::thread;

use crew::Crew;
use table::Table;

fn main() {
    let mut table = Table::default();

    table.times("sync, first try succeeds", 1, sync_success::contestants());
    table.times("the same with a deadline", 1, deadline::contestants());
    table.times(
        "async, first try succeeds",
        1,
        async_success::contestants(0),
    );
    table.times(
        "async, each further poll",
        500,
        async_success::contestants(500),
    );
    table.times(
        "sync, each failing attempt of 10, no wait",
        10,
        sync_failure::contestants(),
    );
    table.times(
        "async, each of 10, 1 s apart, paused clock",
        10,
        async_failure::seconds::contestants(),
    );
    table.times(
        "async, one wait of 0 s, real clock",
        1,
        async_failure::zero::contestants(),
    );
    table.times(
        "next delay: exp, full jitter, cap",
        next_delay::RETRIES,
        next_delay::contestants(),
    );

    thread::scope(|scope| {
        scope.spawn(|| budgets(&mut table));
    });

    table.bytes("future, small, bytes", future_size::small::sizes());
    table.bytes(
        "future, 1 KiB alive across an await, bytes",
        future_size::array::sizes(),
    );
    table.bytes(
        "future, 1 KiB argument by value, bytes",
        future_size::argument::sizes(),
    );
    table.bytes(
        "heap of a task asleep, one of 100,000, bytes",
        sleeping_tasks::bytes_each(),
    );

    table.allocations(
        "allocations, sync, first try succeeds",
        1,
        sync_success::contestants(),
    );
    table.allocations(
        "allocations, sync, each retry",
        9,
        sync_failure::contestants(),
    );
    table.allocations(
        "allocations, async, first try succeeds",
        1,
        async_success::contestants(0),
    );
    table.allocations(
        "allocations, async, each retry",
        9,
        async_failure::seconds::contestants(),
    );

    println!("{table}");
}

/// On a thread of its own, which is bound to a core.
fn budgets(table: &mut Table) {
    let (one, two) = (Crew::of_one, Crew::of_two);
    table.times("budget, a success, 1 thread", 1, budget::success(&one()));
    table.times("budget, a success, 2 threads", 1, budget::success(&two()));
    table.times("the same, not full, 1 thread", 1, budget::filling(&one()));
    table.times("the same, not full, 2 threads", 1, budget::filling(&two()));
    table.times(
        "budget, a withdrawal, 1 thread",
        1,
        budget::withdrawal(&one()),
    );
    table.times(
        "budget, a withdrawal, 2 threads",
        1,
        budget::withdrawal(&two()),
    );
    table.times(
        "budget, each failing attempt of 10, 1 thread",
        10,
        budget::failure_of_ten(&one()),
    );
    table.times(
        "budget, each failing attempt of 10, 2 threads",
        10,
        budget::failure_of_ten(&two()),
    );
}
