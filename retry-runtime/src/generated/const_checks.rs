//! Checks of constants that stop the compiler at the attribute.

use core::time::Duration;

use crate::policy::Policy;
use crate::validate::PolicyError;

/// Stops the compiler at a constant policy that has an error.
#[must_use]
pub const fn assert_valid(policy: Policy) -> Policy {
    if let Err(error) = policy.validate() {
        stop(error);
    }
    policy
}

/// Stops the compiler at a constant `attempt_timeout` that is not below the deadline. Other errors of the
/// policy are reported where it is declared.
#[must_use]
pub const fn assert_attempt_timeout(policy: &Policy, attempt_timeout: Duration) -> Duration {
    let with_timeout = policy.attempt_timeout(attempt_timeout);
    if let Err(error @ PolicyError::AttemptTimeoutNotBelowDeadline { .. }) = with_timeout.validate()
    {
        stop(error);
    }
    attempt_timeout
}

const fn stop(error: PolicyError) -> ! {
    panic!("{}", error.text().as_str())
}
