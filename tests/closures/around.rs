//! `before_retry`, `or_else`, `when` and `cancel` of a call that blocks its thread.

use super::{EVERY_SECOND, Error, SECOND, fails_with};
use retries::{
    Backoff, Budget, CallRequest, CancelToken, Event, EventKind, Kind, Refused, RetryBudget,
    RetryRequest, StopReason, retry,
};
use std::cell::{Cell, RefCell};
use std::future::{Future, pending, poll_fn, ready};
use std::sync::{Arc, Mutex};
use std::task::{Poll, Waker};
use std::thread;
use std::time::{Duration, Instant};

const MS: Duration = Duration::from_millis(1);

fn reconnect(event: &Event<'_, Error>) -> Result<(), Error> {
    match event.error() {
        Some(Error::Busy(_)) => Ok(()),
        _ => Err(Error::Gone),
    }
}

fn cached(error: Error, reason: StopReason) -> Result<&'static str, Error> {
    if reason == StopReason::Attempts {
        Ok("cached")
    } else {
        Err(error)
    }
}

#[test]
fn before_retry_runs_after_on_retry_and_before_the_wait() {
    let notes = RefCell::new(Vec::new());
    let note = |text: &str| notes.borrow_mut().push(text.to_owned());
    let result = retry(|| {
        note("attempt");
        Err::<(), _>(Error::Busy(1))
    })
    .policy(EVERY_SECOND.max_attempts(2))
    .sleep(|wait| note(&format!("wait {wait:?}")))
    .before_retry(|event| {
        note(&format!("before_retry {}", event.attempt().number()));
        if event.error().is_some_and(|error| error.is_busy()) {
            Ok(())
        } else {
            Err(Error::Gone)
        }
    })
    .on_retry(|_| note("on_retry"))
    .call();
    assert_eq!(result, Err(Error::Busy(1)));
    assert_eq!(
        *notes.borrow(),
        [
            "attempt",
            "on_retry",
            "before_retry 1",
            "wait 1s",
            "attempt"
        ]
    );
}

#[test]
fn an_error_of_before_retry_ends_the_call_without_a_wait() {
    let ends = RefCell::new(Vec::new());
    let caller = EVERY_SECOND
        .sleep(|_| panic!("no wait"))
        .before_retry(reconnect)
        .on_give_up(|event| {
            ends.borrow_mut()
                .push((event.kind(), event.error().cloned()));
        });
    let result = caller.call(|| Err::<(), _>(Error::Refused));
    assert_eq!(result, Err(Error::Gone));
    let reason = EventKind::GaveUp(StopReason::BeforeRetry);
    assert_eq!(*ends.borrow(), [(reason, Some(Error::Gone))]);
}

#[test]
fn a_question_mark_in_before_retry_converts_to_the_error_of_the_closure() {
    fn parse(text: &str) -> Result<u8, Box<dyn std::error::Error>> {
        retry(|| Ok(text.parse::<u8>()?))
            .before_retry(|_| {
                u8::try_from(text.len() + 256)?;
                Ok(())
            })
            .call()
    }

    let error = parse("a").expect_err("before_retry fails");
    assert!(error.is::<std::num::TryFromIntError>());
    assert_eq!(parse("7").ok(), Some(7));
}

#[test]
fn an_error_of_before_retry_gives_the_budget_its_withdrawal_back() {
    let budget = Budget::tokens(500);
    let caller = EVERY_SECOND.sleep(|_| ()).budget(&budget);
    let closing = caller.before_retry(reconnect);
    assert_eq!(
        closing.call(|| Err::<(), _>(Error::Refused)),
        Err(Error::Gone)
    );
    assert_eq!(budget.available(), 100);
    assert_eq!(
        closing.call(|| Err::<(), _>(Error::Busy(1))),
        Err(Error::Busy(1))
    );
    assert_eq!(budget.available(), 98);
}

#[test]
fn before_retry_that_lasts_past_the_deadline_ends_the_call() {
    let end = Cell::new(None);
    let caller = retry(fails_with([Error::Busy(1), Error::Busy(2)]))
        .backoff(Backoff::fixed(20 * MS))
        .deadline(50 * MS)
        .before_retry(|_| {
            thread::sleep(40 * MS);
            Ok(())
        })
        .on_give_up(|event| end.set(Some(event.kind())));
    assert_eq!(caller.call(), Err(Error::Busy(1)));
    assert_eq!(end.get(), Some(EventKind::GaveUp(StopReason::Deadline)));
}

#[test]
fn or_else_makes_the_outcome_of_a_call_that_gave_up() {
    let caller = EVERY_SECOND.sleep(|_| ());
    let down = || Err::<&str, _>(Error::Busy(1));
    assert_eq!(caller.or_else(cached).call(down), Ok("cached"));
    let permanent = caller.on(|_: &Error| false).or_else(cached);
    assert_eq!(permanent.call(down), Err(Error::Busy(1)));
    let first = retry(down).sleep(|_| ()).or_else(|error, reason| {
        if error.is_busy() {
            cached(error, reason)
        } else {
            Ok("gone")
        }
    });
    assert_eq!(first.call(), Ok("cached"));
    assert_eq!(
        retry(|| None)
            .max_attempts(1)
            .or_else(|(), reason| Some(reason))
            .call(),
        Some(StopReason::Attempts)
    );
}

#[test]
fn or_else_is_called_neither_for_a_success_nor_for_a_success_that_on_ok_gives_up() {
    let caller = EVERY_SECOND
        .sleep(|_| ())
        .or_else(|(), _| -> Option<u8> { panic!("no failure") });
    assert_eq!(caller.call(|| Some(1)), Some(1));
    assert_eq!(caller.on_ok(|_| true).call(|| Some(1)), Some(1));
}

#[test]
fn or_else_comes_after_before_retry() {
    let result = retry(|| Err::<&str, _>(Error::Refused))
        .sleep(|_| panic!("no wait"))
        .or_else(|error, reason| {
            assert_eq!((error, reason), (Error::Gone, StopReason::BeforeRetry));
            Ok("cached")
        })
        .before_retry(reconnect)
        .call();
    assert_eq!(result, Ok("cached"));
}

/// Refuses calls, or only retries.
struct Refuses {
    calls: bool,
}

impl RetryBudget for Refuses {
    fn admit(&self, _: &CallRequest) -> Result<(), Refused> {
        if self.calls {
            Err(Refused::new("closed"))
        } else {
            Ok(())
        }
    }

    fn withdraw(&self, _: &RetryRequest) -> Option<u32> {
        None
    }
}

#[test]
fn a_refused_first_attempt_and_a_refused_retry_go_to_or_else() {
    let attempts = Cell::new(0);
    let call = |calls| {
        retry(|| {
            attempts.set(attempts.get() + 1);
            Err(Error::Busy(1))
        })
        .budget(Refuses { calls })
        .on_refused(|_| Error::Refused)
        .or_else(|error, reason| Ok((error, reason)))
        .call()
    };
    assert_eq!(call(true), Ok((Error::Refused, StopReason::Budget)));
    assert_eq!(attempts.get(), 0);
    assert_eq!(call(false), Ok((Error::Busy(1), StopReason::Budget)));
    assert_eq!(attempts.get(), 1);
}

#[test]
fn each_when_has_its_own_delay_and_number_and_the_first_that_matches_holds() {
    let waits = RefCell::new(Vec::new());
    let mut fails = fails_with([Error::Busy(1), Error::Gone, Error::Busy(2), Error::Late(1)]);
    let result = retry(&mut fails)
        .policy(EVERY_SECOND.max_attempts(2))
        .sleep(|wait| waits.borrow_mut().push(wait))
        .when(
            |error| error.is_busy(),
            Kind::new().backoff(Backoff::fixed(5 * MS)).max_attempts(3),
        )
        .when(|error| *error == Error::Gone, Backoff::fixed(7 * SECOND))
        .when(|error| error.is_busy(), Backoff::fixed(60 * SECOND))
        .call();
    // `Gone` uses up the retry of the policy.
    assert_eq!(result, Err(Error::Late(1)));
    assert_eq!(*waits.borrow(), [5 * MS, 7 * SECOND, 5 * MS]);
}

#[test]
fn a_when_of_a_number_alone_keeps_the_backoff() {
    let waits = RefCell::new(Vec::new());
    let caller = EVERY_SECOND
        .when(
            |error| matches!(error, Error::Busy(_)),
            Kind::new().max_attempts(5),
        )
        .sleep(|wait| waits.borrow_mut().push(wait));
    let result = caller.call(|| Err::<(), _>(Error::Busy(1)));
    assert_eq!(result, Err(Error::Busy(1)));
    assert_eq!(waits.take(), [SECOND; 4]);
    let result = caller.call(|| Err::<(), _>(Error::Gone));
    assert_eq!(result, Err(Error::Gone));
    assert_eq!(waits.take(), [SECOND; 2]);
}

#[test]
fn on_decides_before_when() {
    let caller = EVERY_SECOND
        .on(|error: &Error| error.is_busy())
        .when(|error| *error == Error::Gone, Kind::new().max_attempts(9))
        .sleep(|_| panic!("no wait"));
    assert_eq!(caller.call(|| Err::<(), _>(Error::Gone)), Err(Error::Gone));
}

#[derive(Clone, Default)]
struct Stop(Arc<Mutex<(bool, Vec<Waker>)>>);

impl Stop {
    fn stop(&self) {
        let mut state = self.0.lock().expect("no call panics");
        state.0 = true;
        state.1.drain(..).for_each(Waker::wake);
    }
}

impl CancelToken for Stop {
    fn cancelled(&self) -> impl Future<Output = ()> {
        poll_fn(|cx| {
            let mut state = self.0.lock().expect("no call panics");
            if state.0 {
                return Poll::Ready(());
            }
            state.1.push(cx.waker().clone());
            Poll::Pending
        })
    }
}

#[test]
fn a_token_or_a_future_ends_the_wait_of_a_thread_at_once() {
    let stop = Stop::default();
    let end = Cell::new(None);
    let caller = EVERY_SECOND
        .backoff(Backoff::fixed(600 * SECOND))
        .on_give_up(|event| end.set(Some(event.kind())))
        .or_else(|_, _| -> Result<(), Error> { panic!("cancelled") });
    let down = || Err::<(), _>(Error::Busy(1));
    let start = Instant::now();
    thread::scope(|scope| {
        scope.spawn(|| {
            thread::sleep(20 * MS);
            stop.stop();
        });
        assert_eq!(caller.cancel(&stop).call(down), Err(Error::Busy(1)));
    });
    assert!(start.elapsed() < 300 * SECOND);
    assert_eq!(end.take(), Some(EventKind::GaveUp(StopReason::Cancelled)));
    let by_future = caller.cancel(|| stop.cancelled());
    assert_eq!(by_future.call(down), Err(Error::Busy(1)));
    assert_eq!(end.take(), Some(EventKind::GaveUp(StopReason::Cancelled)));
}

#[test]
fn a_cancelled_call_makes_its_attempt_and_no_retry() {
    let caller = EVERY_SECOND
        .cancel(|| ready(()))
        .sleep(|_| panic!("no wait"))
        .before_retry(|_| -> Result<(), Error> { panic!("no retry") });
    assert_eq!(caller.call(|| Ok::<_, Error>(1)), Ok(1));
    assert_eq!(caller.call(|| Err::<(), _>(Error::Gone)), Err(Error::Gone));
}

#[test]
fn a_wait_that_is_cancelled_gives_the_budget_its_withdrawal_back() {
    let (budget, stop) = (Budget::tokens(500), Stop::default());
    let caller = EVERY_SECOND
        .budget(&budget)
        .cancel(Some(&stop))
        .sleep(|_| stop.stop());
    assert_eq!(caller.call(|| Err::<(), _>(Error::Gone)), Err(Error::Gone));
    assert_eq!(budget.available(), 100);
}

#[test]
fn without_a_cancel_the_call_makes_its_attempts() {
    let attempts = Cell::new(0);
    let count = || {
        attempts.set(attempts.get() + 1);
        None::<u8>
    };
    let quick = EVERY_SECOND.backoff(Backoff::fixed(MS));
    assert_eq!(quick.cancel_at_shutdown().call(count), None);
    assert_eq!(quick.cancel(Stop::default()).call(count), None);
    assert_eq!(quick.cancel(pending::<u8>).call(count), None);
    assert_eq!(attempts.get(), 9);
}

#[cfg(feature = "test-util")]
#[test]
fn a_recorded_call_waits_in_virtual_time_and_shows_why_it_ended() {
    let log = retries::testing::record(|| {
        retry(fails_with([Error::Busy(1), Error::Busy(2), Error::Gone]))
            .policy(EVERY_SECOND)
            .named("shop::charge")
            .show_errors()
            .when(|error| error.is_busy(), Backoff::fixed(60 * SECOND))
            .before_retry(|event| {
                retries::testing::advance(SECOND);
                if event.attempt().is_first() {
                    Ok(())
                } else {
                    Err(Error::Refused)
                }
            })
            .or_else(|error, _| {
                if error == Error::Refused {
                    Ok("cached")
                } else {
                    Err(error)
                }
            })
            .cancel(Stop::default())
            .call()
    });
    assert_eq!(log.output, Ok("cached"));
    assert_eq!(
        log.to_string(),
        "shop::charge: attempt 1 of 3 failed: Busy(1), said the server; the next is in 60s (backoff)\n\
         shop::charge: attempt 2 of 3 failed: Busy(2), said the server; the next is in 60s (backoff)\n\
         shop::charge: attempt 2 of 3 failed: Refused, said the server; gave up (before_retry)\n"
    );
}
