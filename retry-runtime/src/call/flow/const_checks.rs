//! Checks of constants that stop the compiler at the attribute.

use core::time::Duration;

use crate::call::words::kind::Kind;
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

/// Stops the compiler at options that contradict the bundle that they override. The bundle's own policy is
/// an argument so that its own checks run.
#[must_use]
pub const fn assert_override(_: Policy, policy: Policy) -> Policy {
    assert_valid(policy)
}

/// Stops the compiler at a constant `attempt_timeout` that is not below the deadline or not above `reset_after`. Other errors of the
/// policy are reported where it is declared.
#[must_use]
pub const fn assert_attempt_timeout(policy: &Policy, attempt_timeout: Duration) -> Duration {
    let with_timeout = policy.attempt_timeout(attempt_timeout);
    if let Err(
        error @ (PolicyError::AttemptTimeoutNotBelowDeadline { .. }
        | PolicyError::ResetNotBelowLimit { .. }),
    ) = with_timeout.validate()
    {
        stop(error);
    }
    attempt_timeout
}

/// Stops the compiler at a constant policy whose attempt timeout an async function neither takes over nor
/// drops.
#[must_use]
pub const fn assert_attempt_timeout_is_taken(policy: Policy) -> Policy {
    if policy.attempt_time_limit().is_some() {
        stop_saying(
            "the policy has an attempt timeout: write `attempt_timeout = policy` to cut attempts off, or \
             `attempt_timeout = never`",
        );
    }
    policy
}

/// Stops the compiler at a constant policy with an attempt timeout that a blocking function cannot obey.
#[must_use]
pub const fn assert_no_attempt_timeout(policy: Policy) -> Policy {
    if policy.attempt_time_limit().is_some() {
        stop_saying(
            "the policy has an attempt timeout, and nothing can cut off a function that is not async: write \
             `attempt_timeout = never`; in an `impl` block, write it in a `#[retry(…)]` above the method that repeats \
             the block's options",
        );
    }
    policy
}

/// Stops the compiler at a constant `when` that cannot mean what it says beside this policy.
#[must_use]
pub const fn assert_kind(policy: &Policy, kind: Kind) -> Kind {
    if let Err(error) = kind.validate(policy) {
        stop(error);
    }
    kind
}

const fn stop(error: PolicyError) -> ! {
    panic!("{}", error.text().as_str())
}

const fn stop_saying(message: &str) -> ! {
    panic!("{}", message)
}
