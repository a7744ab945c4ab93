//! The timer with the feature `tokio`: tokio's timer, alone or beside another.

mod timer;

#[cfg(any(feature = "async-io", feature = "futures-timer"))]
mod tokio_or;
#[cfg(any(feature = "async-io", feature = "futures-timer"))]
pub use tokio_or::TokioOr as DefaultTimer;

#[cfg(not(any(feature = "async-io", feature = "futures-timer")))]
pub use timer::Tokio as DefaultTimer;

/// Reads the clock of functions that yield. Outside a tokio runtime it is the system's.
#[inline]
pub(in crate::time) fn task_now() -> std::time::Instant {
    tokio::time::Instant::now().into_std()
}
