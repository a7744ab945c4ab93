//! A point in time of one clock.

use core::time::Duration;

/// A point in time of one clock.
pub trait Instant: Copy {
    /// Reads the clock.
    fn now() -> Self;
    /// Returns the time that has passed since this instant.
    fn since(self) -> Duration;
}
