//! Each word of a call that yields to the executor.

use super::{EVERY_SECOND, Error, SECOND, fails_with};
use retries::{Attempt, Budget, Policy, TimedOut, retry_async, retry_async_mut};
use std::cell::{Cell, RefCell};
use std::future::{pending, ready};
use std::io;
use std::time::Duration;
use tokio::time::{Instant, sleep};

#[tokio::test(start_paused = true)]
async fn words_come_in_any_order_around_the_closure() {
    let start = Instant::now();
    let lines = RefCell::new(Vec::new());
    let mut fails = fails_with([Error::Busy(1), Error::Busy(2), Error::Gone]);
    let result = EVERY_SECOND
        .named("get")
        .max_attempts(9)
        .on_retry(|event| lines.borrow_mut().push(event.attempt().number()))
        .on(|error: &Error| error.is_busy())
        .call_async(|| ready(fails()))
        .await;
    assert_eq!(result, Err(Error::Gone));
    assert_eq!(start.elapsed(), 2 * SECOND);
    assert_eq!(*lines.borrow(), [1, 2]);
}

#[tokio::test(start_paused = true)]
async fn the_closure_may_come_first() {
    let mut fails = fails_with([Error::Busy(1), Error::Gone]);
    let call = retry_async(|| ready(fails())).on(|error| error.is_busy());
    assert_eq!(call.policy(EVERY_SECOND).call().await, Err(Error::Gone));

    let call = retry_async(|| async { Ok::<i32, Error>(503) });
    let call = call
        .policy(EVERY_SECOND)
        .on_ok(|status| status.is_negative());
    assert_eq!(call.call().await, Ok(503));
}

#[tokio::test(start_paused = true)]
async fn the_closure_may_take_the_number_of_the_attempt() {
    let number = |n: Attempt| async move { if n.is_last() { Ok(n.number()) } else { Err(()) } };
    assert_eq!(EVERY_SECOND.call_async(number).await, Ok(3));
    assert_eq!(retry_async(number).max_attempts(5).call().await, Ok(5));
    let number = async |n: Attempt| n.is_last().then(|| n.number());
    assert_eq!(EVERY_SECOND.call_async_mut(number).await, Some(3));
    assert_eq!(
        EVERY_SECOND.on(|()| true).call_async_mut(number).await,
        Some(3)
    );
}

struct Feed(u32);

impl Feed {
    async fn next(&mut self) -> Result<u32, Error> {
        sleep(SECOND).await;
        self.0 += 1;
        if self.0 < 3 {
            Err(Error::Busy(self.0))
        } else {
            Ok(self.0)
        }
    }
}

#[tokio::test(start_paused = true)]
async fn an_async_closure_may_borrow_what_it_changes() {
    let mut feed = Feed(0);
    assert_eq!(
        EVERY_SECOND
            .call_async_mut(async || feed.next().await)
            .await,
        Ok(3)
    );
    let mut feed = Feed(0);
    let next = EVERY_SECOND
        .on(Error::is_busy)
        .call_async_mut(async || feed.next().await);
    assert_eq!(next.await, Ok(3));
    let mut feed = Feed(0);
    let next = retry_async_mut(async || feed.next().await).on(|error| !error.is_busy());
    assert_eq!(next.call().await, Err(Error::Busy(1)));
}

#[tokio::test(start_paused = true)]
async fn attempt_timeout_cuts_attempts_off_and_makes_the_error_by_from() {
    let start = Instant::now();
    let call = EVERY_SECOND
        .on(|error| matches!(error, Error::Late(_)))
        .attempt_timeout(5 * SECOND)
        .call_async(pending::<Result<u8, Error>>);
    assert_eq!(call.await, Err(Error::Late(3)));
    assert_eq!(start.elapsed(), (5 + 1 + 5 + 1 + 5) * SECOND);
}

#[tokio::test(start_paused = true)]
async fn an_attempt_that_ends_in_time_is_not_cut_off() {
    let call = retry_async(|| async {
        sleep(SECOND).await;
        Some(1)
    });
    assert_eq!(call.attempt_timeout(2 * SECOND).call().await, Some(1));
}

#[tokio::test(start_paused = true)]
async fn a_cut_off_attempt_that_returns_an_option_is_none() {
    let call = retry_async(pending::<Option<u8>>).attempt_timeout(SECOND);
    assert_eq!(call.call().await, None);
}

#[tokio::test(start_paused = true)]
async fn on_timeout_makes_the_error_before_or_after_attempt_timeout() {
    let attempt = || pending::<Result<u8, String>>();
    let text = |timed_out: TimedOut| timed_out.to_string();
    let after = Err("attempt 3 of 3 was cut off after 2s".to_owned());
    let call = retry_async(attempt)
        .attempt_timeout(2 * SECOND)
        .on_timeout(text);
    assert_eq!(call.call().await, after);
    let call = EVERY_SECOND.on_timeout(text).attempt_timeout(2 * SECOND);
    assert_eq!(call.call_async(attempt).await, after);
}

#[tokio::test(start_paused = true)]
async fn on_timeout_takes_the_attempt_timeout_of_the_policy_over() {
    let policy = EVERY_SECOND.attempt_timeout(2 * SECOND);
    let call = policy
        .on_timeout(io::Error::from)
        .call_async(pending::<io::Result<()>>);
    assert_eq!(call.await.unwrap_err().kind(), io::ErrorKind::TimedOut);
}

#[tokio::test(start_paused = true)]
async fn on_timeout_without_a_time_cuts_off_at_the_deadline_only() {
    let start = Instant::now();
    let call = EVERY_SECOND.on_timeout(|_| Error::Gone);
    let slow = || async {
        sleep(100 * SECOND).await;
        Ok::<_, Error>(1)
    };
    assert_eq!(call.call_async(slow).await, Ok(1));
    assert_eq!(start.elapsed(), 100 * SECOND);
    let start = Instant::now();
    assert_eq!(
        call.deadline(10 * SECOND).call_async(slow).await,
        Err(Error::Gone)
    );
    assert_eq!(start.elapsed(), 10 * SECOND);
}

#[tokio::test(start_paused = true)]
async fn the_time_that_the_caller_has_left_ends_the_call_and_cuts_attempts_off() {
    let start = Instant::now();
    let call = EVERY_SECOND.remaining(1500 * Duration::from_millis(1));
    assert_eq!(call.call_async(|| async { None::<u8> }).await, None);
    assert_eq!(start.elapsed(), SECOND);

    let start = Instant::now();
    let call = retry_async(pending::<Option<u8>>)
        .policy(EVERY_SECOND)
        .attempt_timeout(60 * SECOND)
        .remaining(7 * SECOND);
    assert_eq!(call.call().await, None);
    assert_eq!(start.elapsed(), 7 * SECOND);
}

#[tokio::test(start_paused = true)]
async fn sleep_is_the_timer_of_waits_and_of_attempt_timeouts() {
    let sleeps = RefCell::new(Vec::new());
    let timer = |wait: Duration| {
        sleeps.borrow_mut().push(wait.as_secs());
        sleep(wait)
    };
    let call = EVERY_SECOND.sleep(timer).max_attempts(2);
    let call = call.attempt_timeout(5 * SECOND);
    assert_eq!(call.call_async(pending::<Option<u8>>).await, None);
    assert_eq!(*sleeps.borrow(), [5, 1, 5]);
}

#[tokio::test(start_paused = true)]
async fn a_cut_off_attempt_costs_the_budget_as_a_time_out() {
    struct NotAfterTimeouts;

    impl retries::RetryBudget for NotAfterTimeouts {
        fn withdraw(&self, request: &retries::RetryRequest) -> Option<u32> {
            (!request.timed_out()).then_some(0)
        }
    }

    let attempts = Cell::new(0);
    let call = Policy::new()
        .budget(NotAfterTimeouts)
        .attempt_timeout(SECOND);
    let result = call.call_async(|| {
        attempts.set(attempts.get() + 1);
        pending::<Option<u8>>()
    });
    assert_eq!(result.await, None);
    assert_eq!(attempts.get(), 1);
}

#[tokio::test(start_paused = true)]
async fn wait_when_exhausted_returns_the_failure_after_the_wait() {
    let empty = Budget::tokens(0);
    let call = EVERY_SECOND.budget(&empty);
    let start = Instant::now();
    assert_eq!(call.call_async(|| async { None::<u8> }).await, None);
    assert_eq!(start.elapsed(), Duration::ZERO);
    let call = call.wait_when_exhausted();
    assert_eq!(call.call_async(|| async { None::<u8> }).await, None);
    assert_eq!(start.elapsed(), SECOND);
}

/// A word or an argument that the future kept twice would be as large as the margin, or larger.
#[cfg(not(any(
    feature = "metrics",
    feature = "registry",
    feature = "test-util",
    feature = "tracing"
)))]
#[test]
fn the_future_of_a_call_holds_the_policy_the_attempt_and_the_words_once() {
    async fn attempt() -> Option<u8> {
        let bytes = std::hint::black_box([1; 1000]);
        sleep(SECOND).await;
        bytes.first().copied()
    }

    let words = [0_u8; 1000];
    let call = EVERY_SECOND.on(move |()| words[0] == 0).call_async(attempt);
    let held = size_of_val(&attempt()) + size_of_val(&words) + size_of::<Policy>();
    let size = size_of_val(&call);
    assert!((held..held + 256).contains(&size), "{size} of {held}");
}
