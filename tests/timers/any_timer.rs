//! The tests that every timer must pass, in real time.

use retries::{Backoff, Budget, Policy, TimedOut, retry};
use std::cell::Cell;
use std::future::pending;
use std::time::{Duration, Instant};

const MOMENT: Duration = Duration::from_millis(20);
/// Longer than any test takes.
const LONG: Duration = Duration::from_secs(60 * 60);

static BUDGET: Budget = Budget::new();

#[derive(Debug, PartialEq)]
pub(crate) enum Error {
    Down(u32),
    TimedOut,
}

impl From<TimedOut> for Error {
    fn from(_: TimedOut) -> Self {
        Self::TimedOut
    }
}

/// Two short waits, with every option that reads the clock.
pub(crate) async fn waits_between_the_attempts() {
    #[retry(backoff = |_| MOMENT, max_attempts = 3, attempt = n, deadline = LONG, budget = BUDGET)]
    async fn get() -> Result<(), Error> {
        Err(Error::Down(n.number()))
    }

    let start = Instant::now();
    assert_eq!(get().await, Err(Error::Down(3)));
    assert!(start.elapsed() >= 2 * MOMENT);
}

pub(crate) async fn cuts_an_attempt_off() {
    #[retry(fixed("1ms"), attempt_timeout = MOMENT, attempt = n)]
    async fn get() -> Result<u32, Error> {
        if n.number() == 1 {
            return pending().await;
        }
        Ok(n.number())
    }

    let start = Instant::now();
    assert_eq!(get().await, Ok(2));
    assert!(start.elapsed() >= MOMENT);
}

pub(crate) async fn lets_an_attempt_end_in_time() {
    #[retry(attempt_timeout = LONG)]
    async fn get() -> Result<u32, Error> {
        Ok(1)
    }

    assert_eq!(get().await, Ok(1));
}

pub(crate) async fn holds_the_deadline() {
    #[retry(fixed("1ms"), attempt_timeout = MOMENT, deadline = "50ms")]
    async fn get() -> Result<(), Error> {
        pending().await
    }

    let start = Instant::now();
    assert_eq!(get().await, Err(Error::TimedOut));
    assert!(start.elapsed() >= MOMENT);
}

pub(crate) async fn waits_between_the_calls_of_a_closure() {
    let attempts = Cell::new(0);
    let start = Instant::now();
    let result = Policy::new()
        .backoff(Backoff::fixed(MOMENT))
        .call_async(async || {
            attempts.set(attempts.get() + 1);
            Err::<(), _>(attempts.get())
        })
        .await;
    assert_eq!(result, Err(3));
    assert!(start.elapsed() >= 2 * MOMENT);
}
