//! tokio's timer, which works inside its runtime, and its clock, which a test may pause.

use core::future::Future;
use core::pin::Pin;
use core::time::Duration;

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
        tokio::time::sleep(wait)
    }

    // `tokio::time::timeout` ends even an attempt that always has work to do.
    async fn timeout<F: Future>(attempt: Pin<&mut F>, limit: Duration) -> Option<F::Output> {
        tokio::time::timeout(limit, attempt).await.ok()
    }
}
