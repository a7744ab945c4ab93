//! The timers of async functions.

use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll};
use core::time::Duration;

use pin_project_lite::pin_project;

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
    fn timeout<F: Future>(attempt: F, limit: Duration) -> impl Future<Output = Option<F::Output>> {
        Race {
            attempt,
            timer: Self::sleep(limit),
        }
    }
}

pin_project! {
    /// Returns the attempt's output, or `None` if the timer ends first. An async function would have room for two
    /// attempts.
    #[derive(Debug)]
    pub(super) struct Race<F, S> {
        #[pin]
        pub(super) attempt: F,
        #[pin]
        pub(super) timer: S,
    }
}

impl<F: Future, S: Future> Future for Race<F, S> {
    type Output = Option<F::Output>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<F::Output>> {
        let this = self.project();
        match this.attempt.poll(cx) {
            Poll::Ready(output) => Poll::Ready(Some(output)),
            Poll::Pending => this.timer.poll(cx).map(|_| None),
        }
    }
}
