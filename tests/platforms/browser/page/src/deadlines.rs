//! Functions that only a deadline ends.

use std::cell::Cell;
use std::future::pending;
use std::time::Duration;

use retries::{TimedOut, retry};
use web_time::Instant;

#[retry(fixed("100ms"), deadline = "2s")]
async fn fails(attempts: &Cell<u32>) -> Result<(), ()> {
    attempts.set(attempts.get() + 1);
    Err(())
}

/// Reports the time of a call that ends when there is no time for another wait, and its attempts.
pub(crate) async fn report_call() -> String {
    let attempts = Cell::new(0);
    let start = Instant::now();
    _ = fails(&attempts).await;
    let elapsed = start.elapsed().as_secs_f64() * 1e3;
    format!("deadline {elapsed:.3} {}", attempts.get())
}

#[derive(Debug)]
struct Error(Duration);

impl From<TimedOut> for Error {
    fn from(error: TimedOut) -> Self {
        Self(error.after())
    }
}

#[retry(fixed("1ms"), max_attempts = 2, attempt_timeout = "50ms")]
async fn hangs(attempts: &Cell<u32>) -> Result<(), Error> {
    attempts.set(attempts.get() + 1);
    pending().await
}

/// Reports the attempts that were cut off, and the limit in the error of the last one.
pub(crate) async fn report_attempt() -> String {
    let attempts = Cell::new(0);
    let Err(Error(limit)) = hangs(&attempts).await else {
        unreachable!("an attempt that is cut off is a failure");
    };
    format!("attempt_timeout {} {}", attempts.get(), limit.as_millis())
}
