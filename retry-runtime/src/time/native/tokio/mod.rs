//! The timer with the feature `tokio`: tokio's timer, alone or beside another.

mod timer;

#[cfg(any(feature = "async-io", feature = "futures-timer"))]
mod tokio_or;
#[cfg(any(feature = "async-io", feature = "futures-timer"))]
pub use tokio_or::TokioOr as DefaultTimer;

#[cfg(not(any(feature = "async-io", feature = "futures-timer")))]
pub use timer::Tokio as DefaultTimer;

/// The clock of functions that yield. Outside a tokio runtime it is the system's.
pub(in crate::time) type TaskInstant = tokio::time::Instant;
