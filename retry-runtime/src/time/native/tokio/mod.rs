//! tokio's timer, which works inside its runtime, and its clock, which a test may pause.

use core::future::Future;
use core::pin::Pin;
use core::time::Duration;

use crate::time::instant::Instant;
use crate::time::timer::Timer;

#[cfg(any(feature = "async-io", feature = "futures-timer"))]
mod tokio_or;
#[cfg(any(feature = "async-io", feature = "futures-timer"))]
pub use tokio_or::TokioOr as DefaultTimer;

#[cfg(not(any(feature = "async-io", feature = "futures-timer")))]
pub use self::Tokio as DefaultTimer;

/// The clock of functions that yield. Outside a tokio runtime it is the system's.
pub(in crate::time) type TaskInstant = tokio::time::Instant;

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

    // tokio's own: an attempt that is always ready to go on cannot starve it.
    async fn timeout<F: Future>(attempt: Pin<&mut F>, limit: Duration) -> Option<F::Output> {
        tokio::time::timeout(limit, attempt).await.ok()
    }
}
