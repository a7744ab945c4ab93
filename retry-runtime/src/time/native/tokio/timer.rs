//! tokio's timer, which works inside its runtime, and its clock, which a test may pause.

use core::future::Future;
use core::pin::Pin;
use core::time::Duration;

use tokio::runtime::Handle;

use crate::time::instant::Instant;
use crate::time::timer::Timer;

impl Instant for tokio::time::Instant {
    #[inline]
    fn now() -> Self {
        Self::now()
    }

    #[inline]
    fn since(self) -> Duration {
        self.elapsed()
    }
}

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
    async fn timeout<F: Future>(attempt: Pin<&mut F>, limit: Duration) -> Option<F::Output> {
        assert_runtime();
        tokio::time::timeout(limit, attempt).await.ok()
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
