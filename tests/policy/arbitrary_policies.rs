//! Policies with every field or without it. Some have errors.

use proptest::option::of;
use proptest::prelude::*;
use retries::{Backoff, Jitter, Policy};
use std::time::Duration;

/// As many short times as long ones, for a bug may need either.
fn times() -> impl Strategy<Value = Duration> {
    (0_u32..64, any::<u64>()).prop_map(|(shift, bits)| Duration::from_nanos(bits >> shift))
}

fn backoffs() -> impl Strategy<Value = Backoff> {
    let uncapped = prop_oneof![
        times().prop_map(Backoff::fixed),
        (times(), 1.0..20.0).prop_map(|(base, factor)| Backoff::exponential(base).factor(factor)),
        times().prop_map(Backoff::exponential),
        (times(), times()).prop_map(|(base, step)| Backoff::linear(base, step)),
        times().prop_map(Backoff::fibonacci),
    ];
    (uncapped, of(times())).prop_map(|(backoff, cap)| match cap {
        Some(cap) => backoff.cap(cap.max(backoff.delay(1))),
        None => backoff,
    })
}

fn jitters() -> impl Strategy<Value = Jitter> {
    prop_oneof![
        Just(Jitter::None),
        Just(Jitter::Additive),
        Just(Jitter::Full),
        Just(Jitter::Equal),
        Just(Jitter::Decorrelated),
        (0.0..=1.0).prop_map(Jitter::ratio),
    ]
}

/// Sets a part of the policy, if there is a value for it.
fn with<T>(policy: Policy, value: Option<T>, set: fn(Policy, T) -> Policy) -> Policy {
    match value {
        Some(value) => set(policy, value),
        None => policy,
    }
}

prop_compose! {
    pub(crate) fn policies()(
        backoff in of(backoffs()),
        jitter in of(jitters()),
        max_attempts in of(prop_oneof![4 => 1..u32::MAX, 1 => Just(u32::MAX)]),
        deadline in of(prop_oneof![4 => times(), 1 => Just(Duration::MAX)]),
        attempt_timeout in of(times()),
        max_retry_after in of(times()),
        reset_after in of(times()),
        rate_limited in of(backoffs()),
        stops_nested: bool,
    ) -> Policy {
        let policy = with(Policy::new(), backoff, Policy::backoff);
        let policy = with(policy, jitter, Policy::jitter);
        let policy = with(policy, max_attempts, Policy::max_attempts);
        let policy = with(policy, deadline, Policy::deadline);
        let policy = with(policy, attempt_timeout, Policy::attempt_timeout);
        let policy = with(policy, max_retry_after, Policy::max_retry_after);
        let policy = with(policy, reset_after, Policy::reset_after);
        let policy = with(policy, rate_limited, Policy::rate_limited);
        if stops_nested { policy.stop_nested() } else { policy }
    }
}
