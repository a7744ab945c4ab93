//! The timer that the enabled features choose, and its clock, on every platform except browsers.

#[cfg(any(feature = "async-io", feature = "futures-timer"))]
mod any_executor;
#[cfg(feature = "tokio")]
mod tokio;

pub(crate) use std::time::Instant;

#[cfg(feature = "tokio")]
pub use self::tokio::DefaultTimer;
#[cfg(feature = "tokio")]
pub(super) use self::tokio::task_now;
#[cfg(not(any(feature = "tokio", feature = "async-io", feature = "futures-timer")))]
pub use super::timer::NoTimer as DefaultTimer;
#[cfg(all(
    any(feature = "async-io", feature = "futures-timer"),
    not(feature = "tokio")
))]
pub use any_executor::AnyExecutor as DefaultTimer;

/// Reads the clock of functions that yield.
#[cfg(not(feature = "tokio"))]
#[inline]
pub(super) fn task_now() -> Instant {
    Instant::now()
}
