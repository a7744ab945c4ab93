//! Calls made and dropped while a thread ends, when most of its thread-local variables are gone.

use retries::testing;
use retries::{Attempt, Budget, remaining, reported_blocking, retry, within_blocking};
use retries_soak::{Child, Down, Recorder, Totals, counters, is_child};
use std::cell::RefCell;
use std::future::{Future, pending};
use std::pin::Pin;
use std::sync::mpsc::{Sender, channel};
use std::task::{Context, Waker};
use std::thread;
use std::time::Duration;

const HOUR: Duration = Duration::from_hours(1);

static LARGE: Budget = Budget::tokens(1000);

#[retry(
    fixed("1ms"), jitter, deadline = "1h", max_attempts = 3, budget = LARGE, attempt = n, name = "last",
    on_retry = |event| assert!(event.error().is_some()), cancel = pending::<()>(),
)]
fn call() -> Result<Attempt, Down> {
    assert!(remaining() <= Some(HOUR) && n.remaining().is_some());
    if n.number() < 3 { Err(Down) } else { Ok(*n) }
}

/// Makes calls when it is dropped, in and outside a scope, a report and a recording.
struct CallsAtTheEnd(Sender<u32>);

impl Drop for CallsAtTheEnd {
    fn drop(&mut self) {
        let alone = call();
        let (reported, _) = reported_blocking(|| within_blocking(HOUR, call));
        let recorded = testing::record(call).output;
        for result in [alone, reported, recorded] {
            _ = self.0.send(result.map_or(0, Attempt::number));
        }
        assert_eq!(remaining(), None);
    }
}

type Waiting = Pin<Box<dyn Future<Output = Result<(), Down>>>>;

thread_local! {
    static AT_THE_END: RefCell<Option<CallsAtTheEnd>> = const { RefCell::new(None) };
    static WAITING: RefCell<Option<Waiting>> = const { RefCell::new(None) };
}

/// Runs the test in a process of its own, because a panic at a thread's end aborts it.
fn in_child(test: &str) {
    let (status, lines) = Child::start(test, &[]).end();
    assert!(status.success(), "{status}");
    assert_eq!(lines, ["done"]);
}

#[test]
fn calls_in_the_destructors_of_a_thread_are_made_and_counted() {
    if !is_child() {
        return in_child("calls_in_the_destructors_of_a_thread_are_made_and_counted");
    }
    let recorder = Recorder::install();
    // The destructors run in the order of the first uses or in the other one, so try both.
    for calls_first in [true, false] {
        let (send, made) = channel();
        let thread = thread::spawn(move || {
            if calls_first {
                call().unwrap();
                _ = reported_blocking(call);
                _ = testing::record(call);
            }
            AT_THE_END.set(Some(CallsAtTheEnd(send)));
            if !calls_first {
                call().unwrap();
                _ = reported_blocking(call);
                _ = testing::record(call);
            }
        });
        thread.join().unwrap();
        assert_eq!(made.iter().collect::<Vec<_>>(), [3, 3, 3]);
    }
    let totals = Totals::of("last", &recorder, 0);
    assert_eq!(
        (totals.calls, totals.recovered, totals.retries),
        (12, 12, 24)
    );
    println!("> done");
}

static BUDGET: Budget = Budget::tokens(50).costs(1, 1, 1);

#[retry(fixed("1h"), budget = BUDGET, cancel, sleep = |_| pending::<()>(), name = "waiting")]
async fn wait() -> Result<(), Down> {
    Err(Down)
}

#[test]
fn a_call_that_waits_when_its_thread_ends_is_cancelled_and_gives_its_retry_back() {
    if !is_child() {
        return in_child(
            "a_call_that_waits_when_its_thread_ends_is_cancelled_and_gives_its_retry_back",
        );
    }
    for _ in 0..2 {
        let thread = thread::spawn(|| {
            let mut waiting: Waiting = Box::pin(wait());
            let polled = waiting
                .as_mut()
                .poll(&mut Context::from_waker(Waker::noop()));
            assert!(polled.is_pending());
            assert_eq!(BUDGET.available(), 49);
            WAITING.set(Some(waiting));
        });
        thread.join().unwrap();
    }
    assert_eq!(BUDGET.available(), 50);
    let counters = counters("waiting");
    assert_eq!((counters.calls, counters.cancelled), (2, 2));
    println!("> done");
}
