//! What a policy says of the time of one attempt.

use retry_runtime::{Backoff, Policy, PolicyError};
use std::time::Duration;

const SECOND: Duration = Duration::from_secs(1);
const POLICY: Policy = Policy::new()
    .backoff(Backoff::fixed(SECOND))
    .deadline(Duration::from_secs(10));

#[test]
fn an_attempt_timeout_is_part_of_what_a_policy_says() {
    let policy = POLICY.attempt_timeout(2 * SECOND);
    assert_eq!(policy.attempt_time_limit(), Some(2 * SECOND));
    assert_ne!(policy, POLICY);
    assert_eq!(
        policy.to_string(),
        r#"fixed("1s"), max_attempts = unlimited, deadline = "10s", attempt_timeout = "2s""#
    );
}

#[test]
fn an_attempt_timeout_without_end_is_none() {
    let policy = POLICY
        .attempt_timeout(SECOND)
        .attempt_timeout(Duration::MAX);
    assert_eq!(policy.attempt_time_limit(), None);
    assert_eq!(policy, POLICY);
    assert_eq!(policy.to_string(), POLICY.to_string());
}

#[test]
fn an_attempt_ends_before_the_deadline() {
    let (below, at) = (Duration::from_nanos(9_999_999_999), 10 * SECOND);
    assert_eq!(POLICY.attempt_timeout(below).validate(), Ok(()));
    assert_eq!(
        POLICY.attempt_timeout(at).validate(),
        Err(PolicyError::AttemptTimeoutNotBelowDeadline {
            attempt_timeout: at,
            deadline: at
        })
    );
    assert_eq!(Policy::new().attempt_timeout(at).validate(), Ok(()));
}
