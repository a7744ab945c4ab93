//! Everywhere but in a browser: the timer that the enabled features choose, and its clock.

use core::time::Duration;

use super::clock::Instant;

#[cfg(feature = "async-io")]
mod async_io;
#[cfg(all(feature = "futures-timer", not(feature = "async-io")))]
mod futures_timer;
#[cfg(feature = "tokio")]
mod tokio;
#[cfg(all(
    feature = "tokio",
    any(feature = "async-io", feature = "futures-timer")
))]
mod tokio_or;

/// The clock of functions that block.
pub(super) type ThreadInstant = std::time::Instant;
/// The clock of functions that yield.
#[cfg(not(feature = "tokio"))]
pub(super) type TaskInstant = std::time::Instant;
/// The clock of functions that yield. Outside a tokio runtime it is the system's.
#[cfg(feature = "tokio")]
pub(super) type TaskInstant = ::tokio::time::Instant;

/// The timer that works under any executor. Where there are two, either would do.
#[cfg(feature = "async-io")]
use self::async_io::AsyncIo as Other;
#[cfg(all(feature = "futures-timer", not(feature = "async-io")))]
use self::futures_timer::FuturesTimer as Other;

#[cfg(not(any(feature = "tokio", feature = "async-io", feature = "futures-timer")))]
pub use super::task::NoTimer as Enabled;
/// The only timer that is enabled.
#[cfg(all(
    not(feature = "tokio"),
    any(feature = "async-io", feature = "futures-timer")
))]
pub type Enabled = Other;
#[cfg(all(
    feature = "tokio",
    not(any(feature = "async-io", feature = "futures-timer"))
))]
pub use self::tokio::Tokio as Enabled;
#[cfg(all(
    feature = "tokio",
    any(feature = "async-io", feature = "futures-timer")
))]
pub use self::tokio_or::TokioOr as Enabled;

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
