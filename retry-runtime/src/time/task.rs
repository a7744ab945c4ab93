//! Time for functions that yield to an executor.

use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll};
use core::time::Duration;

use pin_project_lite::pin_project;

use super::budget_clock::since_origin;
use super::clock::{Clock, TaskClock};
use super::platform::Instant;
#[cfg(not(feature = "test-util"))]
use super::sleep::Sleep;
use super::timer::Race;
use crate::nanos;
use crate::scope::narrowed::Narrowed;

pub use super::platform::DefaultTimer;
pub use super::timer::{NoTimer, Timer};

/// Returns the time for budgets.
#[must_use]
pub fn now() -> Duration {
    since_origin(TaskClock::now())
}

/// A deadline on the clock of the timer.
pub type CallDeadline = super::deadline::CallDeadline<TaskClock>;

/// Waits by calling `sleep = f`.
#[cfg(not(feature = "test-util"))]
#[inline]
pub fn wait_by<F: Future>(wait: Duration, sleep: impl FnOnce(Duration) -> F) -> F {
    sleep(wait)
}

/// Waits by calling `sleep = f`, unless a recording makes the wait virtual. That wait is recorded when it is polled,
/// because one that is cancelled before it begins is not made.
#[cfg(feature = "test-util")]
pub fn wait_by<F: Future>(
    wait: Duration,
    sleep: impl FnOnce(Duration) -> F,
) -> impl Future<Output = ()> {
    let real = (!crate::recording::is_recording()).then(|| sleep(wait));
    async move {
        match real {
            Some(real) => _ = real.await,
            None => _ = crate::recording::record_wait(wait),
        }
    }
}

/// Waits on the timer `T`.
#[cfg(not(feature = "test-util"))]
#[inline]
#[must_use]
pub fn sleep<T: Timer>(wait: Duration) -> Sleep<T> {
    Sleep::New { wait }
}

/// Waits on the timer `T`, unless a recording makes the wait virtual.
#[cfg(feature = "test-util")]
pub fn sleep<T: Timer>(wait: Duration) -> impl Future<Output = ()> {
    wait_by(wait, |wait| super::sleep::Sleep::<T>::New { wait })
}

/// Runs the attempt for at most `limit` on the timer `T`. A limit of zero means that the deadline has
/// passed: the attempt does not start. The error of an attempt that is cut off is its limit.
pub fn timeout<T: Timer, F: Future>(
    attempt: F,
    limit: Duration,
) -> impl Future<Output = Result<F::Output, Duration>> {
    unless_over(limit, || T::timeout(attempt, limit))
}

/// Like [`timeout`], with `sleep = f` as the timer.
pub fn timeout_by<F: Future, S: Future>(
    attempt: F,
    limit: Duration,
    sleep: impl FnOnce(Duration) -> S,
) -> impl Future<Output = Result<F::Output, Duration>> {
    unless_over(limit, || Race {
        attempt,
        timer: sleep(limit),
    })
}

fn unless_over<F>(limit: Duration, run: impl FnOnce() -> F) -> InTime<F> {
    if limit.is_zero() {
        return InTime::Over;
    }
    InTime::Running {
        attempt: run(),
        end: TaskClock::now().checked_add(limit),
        limit: nanos::from_duration(limit),
    }
}

pin_project! {
    /// An attempt that starts if there is time for it. Calls inside it inherit its end.
    #[derive(Debug)]
    #[project = Projected]
    enum InTime<F> {
        Over,
        Running { #[pin] attempt: F, end: Option<Instant>, limit: u64 },
    }
}

impl<T, F: Future<Output = Option<T>>> Future for InTime<F> {
    type Output = Result<T, Duration>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        match self.project() {
            Projected::Over => Poll::Ready(Err(Duration::ZERO)),
            Projected::Running {
                attempt,
                end,
                limit,
            } => {
                let _narrowed = Narrowed::<TaskClock>::to(*end);
                let ended = attempt.poll(cx);
                ended.map(|output| output.ok_or(Duration::from_nanos(*limit)))
            }
        }
    }
}
