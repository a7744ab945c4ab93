//! What stops the compiler where the attribute stands.

use core::time::Duration;

use crate::policy::Policy;
use crate::validate::Flaw;

/// Stops the compiler at a constant policy that cannot mean what it says.
#[must_use]
pub const fn assert_sound(policy: Policy) -> Policy {
    if let Err(flaw) = policy.check() {
        stop(flaw);
    }
    policy
}

/// As [`assert_sound`], of a time for each attempt.
#[must_use]
pub const fn assert_attempt_timeout(policy: &Policy, attempt_timeout: Duration) -> Duration {
    if let Err(flaw) = policy.check_attempt_timeout(attempt_timeout) {
        stop(flaw);
    }
    attempt_timeout
}

const fn stop(flaw: Flaw) -> ! {
    panic!("{}", flaw.text().as_str())
}
