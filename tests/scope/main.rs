//! What a call knows of the calls around it and inside it: the deadlines that it inherits, and the retries of `nested`.
#![cfg(feature = "tokio")]
#![allow(
    clippy::unchecked_time_subtraction,
    reason = "a negative time fails the test, as it should"
)]

mod around;
mod attempt;
#[cfg(feature = "test-util")]
mod calls;
mod carried;
#[cfg(feature = "http")]
mod headers;
mod inherited;
#[cfg(feature = "tower")]
mod layer;
mod making_futures;
mod migration;
mod nested;
#[cfg(feature = "test-util")]
mod nested_before_retry;
mod nested_ends;
mod nested_inside;
mod polled;
mod shapes;
#[cfg(feature = "test-util")]
mod trees;

use retries::{Backoff, Event, EventKind, Policy, StopReason, TimedOut};
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

const SECOND: Duration = Duration::from_secs(1);

/// Attempts a second apart, at most three.
const EVERY_SECOND: Policy = Policy::new().backoff(Backoff::fixed(SECOND));

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Error {
    Down,
    Gone,
    /// An attempt was cut off after this time.
    TimedOut(Duration),
}

impl Error {
    fn is_transient(&self) -> bool {
        *self != Self::Gone
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Down => "down",
            Self::Gone => "gone",
            Self::TimedOut(_) => "timed out",
        })
    }
}

impl From<TimedOut> for Error {
    fn from(timed_out: TimedOut) -> Self {
        Self::TimedOut(timed_out.after())
    }
}

type Outcome = Result<(), Error>;
type Boxed<'a, T = Outcome> = Pin<Box<dyn Future<Output = T> + 'a>>;

const fn gave_up(reason: StopReason) -> EventKind {
    EventKind::GaveUp(reason)
}

/// Returns why a call gave up, and whether by a deadline that it inherits.
fn end<E>(event: &Event<'_, E>) -> (EventKind, bool) {
    (event.kind(), event.is_inherited())
}
