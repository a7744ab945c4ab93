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

#[test]
fn a_reset_can_happen_and_not_after_every_attempt() {
    let minute = 60 * SECOND;
    let resets = Policy::new().reset_after(minute);
    assert_eq!(resets.validate(), Ok(()));
    assert_eq!(
        resets.to_string(),
        r#"exp(base = "100ms", cap = "10s"), jitter, max_attempts = 3, reset_after = "60s", rate_limited = exp(base = "1s", cap = "10s")"#
    );
    assert_eq!(
        Policy::new().reset_after(Duration::ZERO).validate(),
        Err(PolicyError::ResetAfterEveryAttempt)
    );
    for limited in [
        resets.deadline(minute),
        resets.attempt_timeout(minute),
        resets.attempt_timeout(minute).deadline(2 * minute),
    ] {
        assert_eq!(
            limited.validate(),
            Err(PolicyError::ResetNotBelowLimit {
                reset_after: minute,
                limit: minute
            })
        );
    }
    let longer = minute + Duration::from_nanos(1);
    assert_eq!(
        resets
            .deadline(2 * minute)
            .attempt_timeout(longer)
            .validate(),
        Ok(())
    );
    assert_eq!(resets.reset_after(Duration::MAX), Policy::new());
}

#[test]
fn the_backoff_of_rate_limits_is_checked_too() {
    let unlimited = POLICY.unlimited_attempts();
    let zero = Backoff::fixed(Duration::ZERO);
    assert_eq!(unlimited.validate(), Ok(()));
    assert_eq!(
        unlimited.rate_limited(zero).validate(),
        Err(PolicyError::BusyLoop)
    );
}

#[test]
fn a_policy_whose_delays_come_from_a_function_is_valid() {
    fn squares(n: u32) -> Duration {
        SECOND.saturating_mul(n.saturating_mul(n))
    }

    let policy = POLICY
        .backoff(Backoff::custom(squares))
        .unlimited_attempts();
    assert_eq!(policy.validate(), Ok(()));
}
