//! tokio's timer, which works inside its runtime, and its clock, which a test may pause.

use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll};
use core::time::Duration;

use pin_project_lite::pin_project;
use tokio::runtime::Handle;

use crate::time::timer::Timer;

/// tokio's timer.
#[derive(Clone, Copy, Debug)]
pub struct Tokio;

impl Timer for Tokio {
    type Sleep = tokio::time::Sleep;

    #[inline]
    fn sleep(wait: Duration) -> Self::Sleep {
        assert_runtime();
        tokio::time::sleep(wait)
    }

    // `tokio::time::timeout` ends even an attempt that always has work to do.
    fn timeout<F: Future>(attempt: F, limit: Duration) -> impl Future<Output = Option<F::Output>> {
        assert_runtime();
        Timeout {
            timeout: tokio::time::timeout(limit, attempt),
        }
    }
}

pin_project! {
    /// An attempt in tokio's timeout.
    #[derive(Debug)]
    struct Timeout<F> {
        #[pin]
        timeout: tokio::time::Timeout<F>,
    }
}

impl<F: Future> Future for Timeout<F> {
    type Output = Option<F::Output>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<F::Output>> {
        self.project().timeout.poll(cx).map(Result::ok)
    }
}

/// Panics outside a runtime: tokio's own message names no feature of ours.
#[inline]
fn assert_runtime() {
    assert!(
        Handle::try_current().is_ok(),
        "there is no tokio runtime, on whose timer `retries` waits: make the call inside one, or enable the \
         feature `async-io` or `futures-timer` of `retries`"
    );
}
