//! The timers of async functions.

use core::future::{Future, poll_fn};
use core::pin::{Pin, pin};
use core::task::Poll;
use core::time::Duration;

/// The timer if no feature enables one.
#[derive(Clone, Copy, Debug)]
pub struct NoTimer;

/// A timer for async functions.
#[diagnostic::on_unimplemented(
    message = "an `async` function needs a timer to wait between its attempts",
    label = "no timer is enabled",
    note = "enable a feature of `retries`: `tokio`, `async-io` (smol), `futures-timer`, or in a browser `gloo-timers`; or name a timer of your own: `sleep = f` with `f: Fn(Duration) -> impl Future`"
)]
pub trait Timer {
    /// A running wait. Its output is ignored.
    type Sleep: Future;

    /// Waits for this time.
    fn sleep(wait: Duration) -> Self::Sleep;

    /// Runs the attempt for at most `limit`. Returns `None` if it did not end in time.
    #[must_use]
    fn timeout<F: Future>(
        attempt: Pin<&mut F>,
        limit: Duration,
    ) -> impl Future<Output = Option<F::Output>> {
        race(attempt, Self::sleep(limit))
    }
}

/// Returns the attempt's output, or `None` if the timer ends first.
pub(super) async fn race<F: Future>(
    mut attempt: Pin<&mut F>,
    timer: impl Future,
) -> Option<F::Output> {
    let mut timer = pin!(timer);
    poll_fn(|cx| match attempt.as_mut().poll(cx) {
        Poll::Ready(output) => Poll::Ready(Some(output)),
        Poll::Pending => timer.as_mut().poll(cx).map(|_| None),
    })
    .await
}
