//! Functions that only a deadline ends.

use std::cell::{Cell, RefCell};
use std::future::pending;
use std::time::Duration;

use retries::{TimedOut, retry};
use web_time::Instant;

#[retry(fixed("100ms"), deadline = "2s")]
async fn fails(starts: &RefCell<Vec<Instant>>) -> Result<(), ()> {
    starts.borrow_mut().push(Instant::now());
    Err(())
}

/// Reports the time of a call that ends when there is no time for another wait, its attempts, and the time at which
/// the attempt before its last wait started.
pub(crate) async fn report_call() -> String {
    let starts = RefCell::default();
    let start = Instant::now();
    _ = fails(&starts).await;
    let elapsed = millis(start.elapsed());
    let starts = starts.borrow();
    let before_last_wait = starts.iter().rev().nth(1).unwrap_or(&start);
    format!(
        "deadline {elapsed:.3} {} {:.3}",
        starts.len(),
        millis(*before_last_wait - start)
    )
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
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

/// Reports the attempts that were cut off, the limit in the error of the last one, and the time that they took.
pub(crate) async fn report_attempt() -> String {
    let attempts = Cell::new(0);
    let start = Instant::now();
    let Err(Error(limit)) = hangs(&attempts).await else {
        unreachable!("an attempt that is cut off is a failure");
    };
    let elapsed = millis(start.elapsed());
    format!(
        "attempt_timeout {} {} {elapsed:.3}",
        attempts.get(),
        limit.as_millis()
    )
}
