//! Time for functions that block their thread.

use core::time::Duration;

use super::MaybeVirtual;
use super::budget_clock::since_origin;
use super::instant::Instant;
use super::platform::ThreadInstant;

/// Returns the time for budgets.
#[must_use]
pub fn now() -> Duration {
    since_origin(<ThreadInstant as Instant>::now())
}

/// A stopwatch on the system's monotonic clock.
pub type Stopwatch = super::stopwatch::Stopwatch<MaybeVirtual<ThreadInstant>>;

/// Puts the thread to sleep.
#[inline]
pub fn sleep(wait: Duration) {
    wait_by(wait, std::thread::sleep);
}

/// Waits by calling `sleep = f`. It must return nothing: a future would be dropped without a wait.
#[inline]
pub fn wait_by(wait: Duration, sleep: impl FnOnce(Duration)) {
    #[cfg(feature = "test-util")]
    if crate::recording::record_wait(wait) {
        return;
    }
    sleep(wait);
}
