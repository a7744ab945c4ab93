//! The clock of budgets.

use core::time::Duration;
use std::sync::OnceLock;

use super::platform::Instant;

/// Returns the time between the process's origin and `now`. All clocks count from the same origin, because
/// threads and tasks share budgets.
pub(super) fn since_origin(now: Instant) -> Duration {
    static ORIGIN: OnceLock<Instant> = OnceLock::new();
    now.saturating_duration_since(*ORIGIN.get_or_init(origin))
}

/// Returns a time before all clocks of the process: a paused clock of tokio is behind the system's.
fn origin() -> Instant {
    const DAY: Duration = Duration::from_secs(24 * 60 * 60);
    let now = Instant::now();
    now.checked_sub(DAY).unwrap_or(now)
}
