//! The clock of budgets.

use core::time::Duration;
use std::sync::OnceLock;

use super::instant::Instant;
use super::platform::ThreadInstant;

/// Returns the time between the process's origin and `now`. All clocks count from the same origin, because
/// threads and tasks share budgets.
pub(super) fn since_origin(now: impl Into<ThreadInstant>) -> Duration {
    static ORIGIN: OnceLock<ThreadInstant> = OnceLock::new();
    let since = now
        .into()
        .saturating_duration_since(*ORIGIN.get_or_init(origin));
    #[cfg(feature = "test-util")]
    let since = since.saturating_add(crate::recording::elapsed());
    since
}

/// Returns a time before all clocks of the process: a paused clock of tokio is behind the system's.
fn origin() -> ThreadInstant {
    const DAY: Duration = Duration::from_secs(24 * 60 * 60);
    let now = <ThreadInstant as Instant>::now();
    now.checked_sub(DAY).unwrap_or(now)
}
