//! tokio's timer beside another: calls inside a tokio runtime wait on tokio's timer, all others on the other.

use crate::any_timer;
use futures_executor::block_on;
use retries::{Policy, TimedOut, retry};
use std::future::pending;
use std::time::Duration;
use tokio::time::Instant;

#[derive(Debug)]
struct Failed;

impl From<TimedOut> for Failed {
    fn from(_: TimedOut) -> Self {
        Self
    }
}

#[tokio::test(start_paused = true)]
async fn inside_tokio_a_paused_test_takes_no_time() {
    #[retry(fixed("1h"), max_attempts = 3, deadline = "1d")]
    async fn get() -> Result<(), Failed> {
        Err(Failed)
    }

    let (start, real) = (Instant::now(), std::time::Instant::now());
    get().await.unwrap_err();
    assert_eq!(start.elapsed(), Duration::from_secs(2 * 60 * 60));
    assert!(real.elapsed() < Duration::from_secs(60));
}

#[tokio::test(start_paused = true)]
async fn inside_tokio_its_timer_ends_a_slow_attempt() {
    #[retry(fixed("1h"), attempt_timeout = "2h", deadline = "4h")]
    async fn get() -> Result<(), Failed> {
        pending().await
    }

    let start = Instant::now();
    get().await.unwrap_err();
    assert_eq!(start.elapsed(), Duration::from_secs(4 * 60 * 60));
}

#[tokio::test(start_paused = true)]
async fn inside_tokio_a_closure_waits_on_its_timer() {
    let start = Instant::now();
    let policy = Policy::new().max_attempts(20);
    let result = policy.call_async(async || None::<()>).await;
    assert_eq!(result, None);
    assert!(start.elapsed() > Duration::from_secs(60));
}

#[tokio::test]
async fn inside_tokio_a_call_can_be_spawned() {
    let task = tokio::spawn(any_timer::waits_between_the_attempts());
    task.await.unwrap();
}

#[test]
fn outside_tokio_a_call_waits_between_attempts() {
    block_on(any_timer::waits_between_the_attempts());
}

#[test]
fn outside_tokio_an_attempt_timeout_cuts_an_attempt_off() {
    block_on(any_timer::cuts_an_attempt_off());
}

#[test]
fn outside_tokio_an_attempt_may_end_before_its_timeout() {
    block_on(any_timer::lets_an_attempt_end_in_time());
}

#[test]
fn outside_tokio_a_call_ends_at_its_deadline() {
    block_on(any_timer::holds_the_deadline());
}

#[test]
fn outside_tokio_a_closure_waits_between_attempts() {
    block_on(any_timer::waits_between_the_calls_of_a_closure());
}
