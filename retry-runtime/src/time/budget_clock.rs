//! The clock of budgets.

use core::time::Duration;
use std::sync::OnceLock;

use super::platform::ThreadInstant;

/// Returns the time between the first call of this function and `now`. All clocks count from the same
/// origin, because threads and tasks share budgets.
pub(super) fn since_origin(now: impl Into<ThreadInstant>) -> Duration {
    static ORIGIN: OnceLock<ThreadInstant> = OnceLock::new();
    let now = now.into();
    let since = now.saturating_duration_since(*ORIGIN.get_or_init(|| now));
    #[cfg(feature = "test-util")]
    let since = since.saturating_add(crate::recording::elapsed());
    since
}
