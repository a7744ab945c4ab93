//! The switch that turns all retrying off.

use std::sync::atomic::{AtomicU8, Ordering};

const UNSET: u8 = 0;
const ON: u8 = 1;
const OFF: u8 = 2;

static SWITCH: AtomicU8 = AtomicU8::new(UNSET);

/// Names the environment variable; `0`, `false`, `off` and `no` turn retrying off.
const VARIABLE: &str = "RETRIES_ENABLED";

/// Turns all retrying of this process off, or on again, during an incident or in a load test. While retrying
/// is off, each failure is returned at once, with [`StopReason::Disabled`](crate::StopReason::Disabled). Calls
/// that are waiting still make their next attempt.
///
/// The environment variable `RETRIES_ENABLED` does the same: `0`, `false`, `off` and `no` turn retrying off.
/// It is read at the first failure, and this function overrides it.
///
/// ```
/// use retries::retry;
///
/// #[retry(fixed("1ms"))]
/// fn get() -> Result<(), &'static str> {
///     Err("down")
/// }
///
/// retries::set_enabled(false);
/// assert_eq!(get(), Err("down")); // one attempt
/// # retries::set_enabled(true);
/// ```
pub fn set_enabled(enabled: bool) {
    SWITCH.store(if enabled { ON } else { OFF }, Ordering::Relaxed);
}

/// Returns whether failures are retried at all. [`set_enabled`] changes this.
///
/// ```
/// assert!(retries::is_enabled());
/// ```
#[must_use]
pub fn is_enabled() -> bool {
    #[cfg(feature = "test-util")]
    if !crate::recording::has_retries() {
        return false;
    }
    match SWITCH.load(Ordering::Relaxed) {
        UNSET => read_variable(),
        state => state == ON,
    }
}

#[cold]
fn read_variable() -> bool {
    let value = std::env::var(VARIABLE).unwrap_or_default();
    let off = ["0", "false", "off", "no"];
    let state = if off.contains(&value.trim().to_ascii_lowercase().as_str()) {
        OFF
    } else {
        ON
    };
    let set = SWITCH.compare_exchange(UNSET, state, Ordering::Relaxed, Ordering::Relaxed);
    // A call of `set_enabled` in the meantime wins.
    set.map_or_else(|now| now == ON, |_| state == ON)
}

#[cfg(test)]
mod tests {
    use super::{read_variable, set_enabled};

    #[test]
    fn what_the_program_set_wins_over_the_variable_that_is_read_meanwhile() {
        set_enabled(true);
        assert!(read_variable());
    }
}
