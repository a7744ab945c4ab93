//! The switch that turns all retrying off.

use std::sync::atomic::{AtomicU8, Ordering};

const UNSET: u8 = 0;
const ON: u8 = 1;
const OFF: u8 = 2;

static SWITCH: AtomicU8 = AtomicU8::new(UNSET);

/// Names the environment variable; `0`, `false`, `off` and `no` turn retrying off.
const VARIABLE: &str = "RETRIES_ENABLED";

/// Turns all retrying of this process off, or on again: while an incident is worked on, or in a load
/// test. Off, each failure is returned as if it were permanent, with
/// [`StopReason::Disabled`](crate::StopReason::Disabled). Calls that wait go on to their next attempt.
///
/// The environment variable `RETRIES_ENABLED` says the same from outside (`0`, `false`, `off` and `no`
/// turn it off); it is read when something first fails, and this function overrides it.
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

/// Whether failures are retried at all; [`set_enabled`] says how that is changed.
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
        UNSET => first_look(),
        state => state == ON,
    }
}

#[cold]
fn first_look() -> bool {
    let said = std::env::var(VARIABLE).unwrap_or_default();
    let off = ["0", "false", "off", "no"];
    let state = if off.contains(&said.trim().to_ascii_lowercase().as_str()) {
        OFF
    } else {
        ON
    };
    let set = SWITCH.compare_exchange(UNSET, state, Ordering::Relaxed, Ordering::Relaxed);
    // Somebody may have set it meanwhile, and means it.
    set.map_or_else(|now| now == ON, |_| state == ON)
}
