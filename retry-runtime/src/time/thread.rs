//! For functions that block their thread.

use core::time::Duration;

use super::clock::{Instant, Movable, since_origin};
use super::platform::ThreadInstant;

/// The time for budgets.
#[must_use]
pub fn now() -> Duration {
    since_origin(<ThreadInstant as Instant>::now())
}

/// Runs on the system's monotonic clock.
pub type Stopwatch = super::Stopwatch<Movable<ThreadInstant>>;

/// Puts the thread to sleep.
#[inline]
pub fn sleep(wait: Duration) {
    wait_by(wait, std::thread::sleep);
}

/// Waits by `sleep = f`, which returns nothing: a future would be dropped, and nothing waited.
#[inline]
pub fn wait_by(wait: Duration, sleep: impl FnOnce(Duration)) {
    #[cfg(feature = "test-util")]
    if crate::testing::waits(wait) {
        return;
    }
    sleep(wait);
}
