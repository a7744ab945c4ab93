//! Closures have every word that the attribute has, whether the closure comes first or last.

#![expect(
    clippy::redundant_closure_for_method_calls,
    clippy::redundant_closure,
    reason = "the tests show that a closure needs no type"
)]
#![allow(
    clippy::ignored_unit_patterns,
    clippy::unnecessary_wraps,
    reason = "the tests show what is written most often, and functions that may fail"
)]

mod around;
#[cfg(feature = "tokio")]
mod around_in_task;
mod attempt_first;
mod blocking;
#[cfg(feature = "tokio")]
mod bundle;
#[cfg(feature = "tokio")]
mod in_task;
mod inference;
#[cfg(all(feature = "test-util", feature = "tokio"))]
mod observers;
#[cfg(feature = "tokio")]
mod send;

use retries::{Backoff, Event, Policy, TimedOut};
use std::time::Duration;

const SECOND: Duration = Duration::from_secs(1);

/// Three attempts, a second apart.
const EVERY_SECOND: Policy = Policy::new().backoff(Backoff::fixed(SECOND));

#[derive(Clone, Debug, PartialEq, Eq)]
enum Error {
    Busy(u32),
    Gone,
    Late(u32),
    Refused,
}

impl Error {
    fn is_busy(&self) -> bool {
        matches!(self, Self::Busy(_))
    }
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{self:?}, said the server")
    }
}

impl From<TimedOut> for Error {
    fn from(timed_out: TimedOut) -> Self {
        Self::Late(timed_out.attempt().number())
    }
}

/// Returns a closure that fails with these errors, one a call, and then succeeds.
fn fails_with(
    errors: impl IntoIterator<Item = Error>,
) -> impl FnMut() -> Result<&'static str, Error> {
    let mut errors = errors.into_iter();
    move || errors.next().map_or(Ok("done"), Err)
}

fn line<E: std::fmt::Display>(event: &Event<'_, E>) -> String {
    event.to_string()
}
