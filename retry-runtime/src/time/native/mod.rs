//! The timer that the enabled features choose, and its clock, on every platform except browsers.

use core::time::Duration;

use super::instant::Instant;

#[cfg(any(feature = "async-io", feature = "futures-timer"))]
mod any_executor;
#[cfg(feature = "tokio")]
mod tokio;

/// The clock of functions that block.
pub(super) type ThreadInstant = std::time::Instant;

#[cfg(feature = "tokio")]
pub use self::tokio::DefaultTimer;
#[cfg(feature = "tokio")]
pub(super) use self::tokio::TaskInstant;

/// The clock of functions that yield.
#[cfg(not(feature = "tokio"))]
pub(super) type TaskInstant = std::time::Instant;
#[cfg(not(any(feature = "tokio", feature = "async-io", feature = "futures-timer")))]
pub use super::timer::NoTimer as DefaultTimer;
#[cfg(all(
    any(feature = "async-io", feature = "futures-timer"),
    not(feature = "tokio")
))]
pub use any_executor::AnyExecutor as DefaultTimer;

impl Instant for std::time::Instant {
    #[inline]
    fn now() -> Self {
        Self::now()
    }

    #[inline]
    fn since(self) -> Duration {
        self.elapsed()
    }
}
