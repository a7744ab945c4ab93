//! For functions that yield to an executor.

use core::future::{Future, poll_fn};
use core::pin::{Pin, pin};
use core::task::Poll;
use core::time::Duration;

use super::clock::{Instant, Movable, since_origin};
use super::platform::TaskInstant;
use super::sleep::Pause;

pub use super::platform::Enabled;

/// The time for budgets.
#[must_use]
pub fn now() -> Duration {
    since_origin(<TaskInstant as Instant>::now())
}

/// Runs on the clock that goes with the timer.
pub type Stopwatch = super::Stopwatch<Movable<TaskInstant>>;

/// Stands where the timer would, if no feature brings one.
#[derive(Clone, Copy, Debug)]
pub struct NoTimer;

/// A timer for async functions.
#[diagnostic::on_unimplemented(
    message = "an `async` function needs a timer to wait between its attempts",
    label = "no timer is enabled",
    note = "enable a feature of `retries`: `tokio`, `async-io` (smol), `futures-timer`, or in a browser `gloo-timers`; or name a timer of your own: `sleep = f` with `f: Fn(Duration) -> impl Future`"
)]
pub trait Timer {
    /// A wait under way. What it yields is of no matter.
    type Sleep: Future;

    /// Waits that long.
    fn sleep(wait: Duration) -> Self::Sleep;

    /// Lets the attempt run that long; `None` is one that was cut off.
    #[must_use]
    fn cut_off<F: Future>(
        attempt: Pin<&mut F>,
        limit: Duration,
    ) -> impl Future<Output = Option<F::Output>> {
        race(attempt, Self::sleep(limit))
    }
}

/// Waits by `sleep = f`.
#[cfg(not(feature = "test-util"))]
#[inline]
pub fn wait_by<F: Future>(wait: Duration, sleep: impl FnOnce(Duration) -> F) -> F {
    sleep(wait)
}

/// Waits by `sleep = f`, unless a recording has it otherwise.
#[cfg(feature = "test-util")]
pub fn wait_by<F: Future>(
    wait: Duration,
    sleep: impl FnOnce(Duration) -> F,
) -> impl Future<Output = ()> {
    let real = (!crate::testing::waits(wait)).then(|| sleep(wait));
    async move {
        if let Some(real) = real {
            real.await;
        }
    }
}

/// Lets the attempt run that long on the timer `T`. At the deadline there is no time for it, and
/// it does not start.
pub async fn cut_off<T: Timer, F: Future>(
    attempt: Pin<&mut F>,
    limit: Duration,
) -> Option<F::Output> {
    if limit.is_zero() {
        return None;
    }
    T::cut_off(attempt, limit).await
}

/// The same by `sleep = f`.
pub async fn cut_off_by<F: Future, S: Future>(
    attempt: Pin<&mut F>,
    limit: Duration,
    sleep: impl FnOnce(Duration) -> S,
) -> Option<F::Output> {
    if limit.is_zero() {
        return None;
    }
    race(attempt, sleep(limit)).await
}

/// What the attempt returns, if it does before the timer.
async fn race<F: Future>(mut attempt: Pin<&mut F>, timer: impl Future) -> Option<F::Output> {
    let mut timer = pin!(timer);
    poll_fn(|cx| match attempt.as_mut().poll(cx) {
        Poll::Ready(output) => Poll::Ready(Some(output)),
        Poll::Pending => timer.as_mut().poll(cx).map(|_| None),
    })
    .await
}

/// Waits that long on the timer `T`.
#[cfg(not(feature = "test-util"))]
#[inline]
#[must_use]
pub fn sleep<T: Timer>(wait: Duration) -> Pause<T> {
    Pause::Ahead { wait }
}

/// Waits that long on the timer `T`, unless a recording has it otherwise.
#[cfg(feature = "test-util")]
pub fn sleep<T: Timer>(wait: Duration) -> impl Future<Output = ()> {
    wait_by(wait, |wait| Pause::<T>::Ahead { wait })
}
