//! The counts and the delays of each kind.

use super::{
    Decision, DelaySource, Duration, Kind, Kinds, NextWait, Policy, RetryState, StateByKind,
    StateOfKind, StopReason,
};
use crate::attempt::Attempt;
use crate::backoff::Backoff;
use crate::call::flow::call_state::CallState;
use crate::jitter::Jitter;
use crate::state::Step;
use proptest::prelude::*;

const MS: Duration = Duration::from_millis(1);
const SECOND: Duration = Duration::from_secs(1);
const POLICY: Policy = Policy::new()
    .backoff(Backoff::fixed(SECOND))
    .max_attempts(3);
const LONG_WAITS: Kind = Kind {
    backoff: Some(Backoff::fixed(Duration::from_secs(60))),
    max_attempts: None,
};
const TEN_AT_ONCE: Kind = Kind {
    backoff: Some(Backoff::fixed(MS)),
    max_attempts: Some(10),
};

/// The time left in a call that has taken `elapsed`.
fn remaining(policy: &Policy, elapsed: Duration) -> Option<Duration> {
    policy
        .time_limit()
        .map(|limit| limit.saturating_sub(elapsed))
}

fn next_wait(
    mut state: StateOfKind<'_>,
    policy: &Policy,
    decision: Decision,
    (elapsed, random): (Duration, u64),
) -> NextWait {
    state.retry_with(policy, |own, policy| {
        own.next_wait(policy, decision, remaining(policy, elapsed), || random)
    })
}

/// Returns the step after a failure of the kind with the index `matching`.
fn step<const N: usize>(
    state: &mut StateByKind<[RetryState; N]>,
    kinds: &[Kind; N],
    policy: &Policy,
    matching: Option<usize>,
    decision: Decision,
    chance: (Duration, u64),
) -> Step {
    let state = state.after_attempt(kinds, matching);
    match next_wait(state, policy, decision, chance) {
        Ok((wait, _)) => Step::Wait(wait),
        Err(reason) => Step::Stop(reason),
    }
}

/// Returns the waits of a call whose failures are of these kinds, and why it ended.
fn waits<const N: usize>(
    kinds: &[Kind; N],
    policy: &Policy,
    failures: impl IntoIterator<Item = Option<usize>>,
) -> (Vec<Duration>, Option<StopReason>) {
    let mut state = StateByKind::new(kinds);
    let mut waits = Vec::new();
    for matching in failures {
        let at_once = (Duration::ZERO, 0);
        match step(
            &mut state,
            kinds,
            policy,
            matching,
            Decision::Retry,
            at_once,
        ) {
            Step::Wait(wait) => waits.push(wait),
            Step::Stop(reason) => return (waits, Some(reason)),
        }
    }
    (waits, None)
}

#[test]
fn a_kind_with_a_number_may_fail_so_many_times_and_leaves_the_policy_its_own() {
    let conflicts = [Some(0); 12];
    let (waits_of_kind, reason) = waits(&[TEN_AT_ONCE], &POLICY, conflicts);
    assert_eq!(waits_of_kind, [MS; 9]);
    assert_eq!(reason, Some(StopReason::Attempts));

    let then_others = [Some(0); 9].into_iter().chain([None; 3]);
    let (all, reason) = waits(&[TEN_AT_ONCE], &POLICY, then_others);
    assert_eq!(all[9..], [SECOND; 2]);
    assert_eq!(reason, Some(StopReason::Attempts));
}

#[test]
fn a_kind_without_a_number_uses_up_the_number_of_the_policy() {
    let failures = [Some(0), None, Some(0)];
    let (waits, reason) = waits(&[LONG_WAITS], &POLICY, failures);
    assert_eq!(waits, [Duration::from_secs(60), SECOND]);
    assert_eq!(reason, Some(StopReason::Attempts));
}

#[test]
fn the_delay_of_a_kind_grows_with_its_own_retries_alone() {
    let doubling = Backoff::exponential(MS);
    let kind = Kind {
        backoff: Some(doubling),
        max_attempts: None,
    };
    let policy = POLICY.backoff(Backoff::exponential(SECOND)).max_attempts(9);
    let failures = [None, Some(0), Some(0), None, Some(0), None];
    let (waits, _) = waits(&[kind], &policy, failures);
    assert_eq!(waits, [SECOND, MS, 2 * MS, 2 * SECOND, 4 * MS, 4 * SECOND]);
}

#[test]
fn a_kind_without_a_backoff_waits_as_the_policy_does() {
    let kind = Kind {
        backoff: None,
        max_attempts: Some(3),
    };
    let policy = POLICY.backoff(Backoff::exponential(SECOND));
    let (waits, reason) = waits(&[kind], &policy, [None, Some(0), Some(0), Some(0)]);
    assert_eq!(waits, [SECOND, SECOND, 2 * SECOND]);
    assert_eq!(reason, Some(StopReason::Attempts));
}

#[test]
fn the_default_policy_keeps_its_jitter_beside_a_backoff_of_a_kind() {
    let mut state = StateByKind::new(&[TEN_AT_ONCE]);
    let largest = (Duration::ZERO, u64::MAX);
    let policy = Policy::new();
    let step = step(
        &mut state,
        &[TEN_AT_ONCE],
        &policy,
        Some(0),
        Decision::Retry,
        largest,
    );
    assert_eq!(step, Step::Wait(2 * MS));
}

#[test]
fn after_a_rate_limit_a_kind_waits_by_its_own_backoff_and_reports_the_rate_limit() {
    let policy = POLICY.rate_limited(Backoff::fixed(Duration::from_secs(9)));
    let mut state = StateByKind::new(&[TEN_AT_ONCE]);
    let state = state.after_attempt(&[TEN_AT_ONCE], Some(0));
    let wait = next_wait(state, &policy, Decision::RateLimited, (Duration::ZERO, 0));
    assert_eq!(wait, Ok((MS, DelaySource::RateLimited)));
}

#[test]
fn a_retry_after_below_the_first_delay_of_the_kind_is_ignored() {
    let mut state = StateByKind::new(&[LONG_WAITS]);
    let mut wait = |seconds| {
        let decision = Decision::RetryAfter(Duration::from_secs(seconds));
        let at_once = (Duration::ZERO, 0);
        step(
            &mut state,
            &[LONG_WAITS],
            &POLICY,
            Some(0),
            decision,
            at_once,
        )
    };
    assert_eq!(wait(59), Step::Wait(Duration::from_secs(60)));
    assert_eq!(wait(61), Step::Wait(Duration::from_secs(61)));
}

#[test]
fn on_decides_first_whether_a_failure_is_retried() {
    let mut state = StateByKind::new(&[TEN_AT_ONCE]);
    let at_once = (Duration::ZERO, 0);
    let step = step(
        &mut state,
        &[TEN_AT_ONCE],
        &POLICY,
        Some(0),
        Decision::Stop,
        at_once,
    );
    assert_eq!(step, Step::Stop(StopReason::Permanent));
}

#[test]
fn a_kind_with_a_number_leaves_no_single_limit_to_show() {
    let mut state = StateByKind::new(&[TEN_AT_ONCE]);
    for number in 1..=10 {
        let attempt = state.attempt(&POLICY);
        assert_eq!((attempt.number(), attempt.max_attempts()), (number, None));
        assert!(!attempt.is_last());
        let at_once = (Duration::ZERO, 0);
        let _ = step(
            &mut state,
            &[TEN_AT_ONCE],
            &POLICY,
            Some(0),
            Decision::Retry,
            at_once,
        );
    }
    let without_a_number = StateByKind::new(&[LONG_WAITS]);
    assert_eq!(without_a_number.attempt(&POLICY), Attempt::new(1, Some(3)));
}

#[test]
fn a_policy_that_is_set_during_the_call_holds_for_the_failures_that_count_towards_it() {
    let kinds = [TEN_AT_ONCE, LONG_WAITS];
    let mut state = StateByKind::new(&kinds);
    let mut next = |policy: &Policy, matching| {
        let at_once = (Duration::ZERO, 0);
        step(
            &mut state,
            &kinds,
            policy,
            matching,
            Decision::Retry,
            at_once,
        )
    };
    let patient = POLICY.backoff(Backoff::fixed(2 * SECOND)).max_attempts(9);
    let hasty = POLICY.max_attempts(2);
    assert_eq!(next(&POLICY, None), Step::Wait(SECOND));
    assert_eq!(next(&patient, None), Step::Wait(2 * SECOND));
    assert_eq!(next(&patient, Some(1)), Step::Wait(60 * SECOND));
    assert_eq!(next(&hasty, Some(0)), Step::Wait(MS));
    assert_eq!(next(&hasty, Some(1)), Step::Stop(StopReason::Attempts));
    assert_eq!(next(&hasty, None), Step::Stop(StopReason::Attempts));
}

#[test]
fn a_call_goes_on_when_its_counts_are_full() {
    let unlimited = Kind {
        backoff: None,
        max_attempts: Some(u32::MAX),
    };
    let mut state = StateByKind::new(&[unlimited]);
    state.counts.retries = u32::MAX - 3;
    state.counts.counted = u32::MAX - 3;
    let policy = Policy::new().unlimited_attempts();
    for matching in [None, Some(0)].into_iter().cycle().take(20) {
        let at_once = (Duration::ZERO, 0);
        let step = step(
            &mut state,
            &[unlimited],
            &policy,
            matching,
            Decision::Retry,
            at_once,
        );
        assert!(matches!(step, Step::Wait(_)), "{step:?}");
    }
    assert_eq!(state.attempt(&policy).number(), u32::MAX);
    assert!(state.may_retry(&[unlimited], &policy));
}

#[test]
fn a_state_is_16_bytes_and_7_for_each_kind() {
    assert_eq!(size_of::<StateByKind<[RetryState; 1]>>(), 16 + 7);
    assert_eq!(
        size_of::<StateByKind<([RetryState; 1], RetryState)>>(),
        16 + 2 * 7
    );
}

fn times() -> impl Strategy<Value = Duration> {
    (0_u32..64, any::<u64>()).prop_map(|(shift, bits)| Duration::from_nanos(bits >> shift))
}

fn backoffs() -> impl Strategy<Value = Backoff> {
    prop_oneof![
        times().prop_map(Backoff::fixed),
        times().prop_map(Backoff::exponential),
        (times(), times()).prop_map(|(base, step)| Backoff::linear(base, step)),
        times().prop_map(Backoff::fibonacci),
    ]
}

fn jitters() -> impl Strategy<Value = Jitter> {
    prop::sample::select(vec![
        Jitter::None,
        Jitter::Additive,
        Jitter::Full,
        Jitter::Equal,
        Jitter::Decorrelated,
        Jitter::ratio(0.25),
    ])
}

fn decisions() -> impl Strategy<Value = Decision> {
    prop_oneof![
        4 => Just(Decision::Retry),
        1 => Just(Decision::RateLimited),
        1 => Just(Decision::TimedOut),
        1 => times().prop_map(Decision::RetryAfter),
        1 => times().prop_map(Decision::RateLimitedAfter),
    ]
}

prop_compose! {
    fn kinds()(
        backoff in prop::option::of(backoffs()),
        max_attempts in prop::option::of(0_u32..12),
    ) -> Kind {
        Kind { backoff, max_attempts }
    }
}

prop_compose! {
    fn policies()(backoff in backoffs(), jitter in jitters(), cap in times(), count in 0_u32..12) -> Policy {
        Policy::new().backoff(backoff.cap(cap)).jitter(jitter).max_attempts(count)
    }
}

/// A failure: the index of its kind, the decision about it, the time and a random number.
fn failures() -> impl Strategy<Value = Vec<(Option<usize>, Decision, (Duration, u64))>> {
    let failure = (
        prop::option::weighted(0.8, 0_usize..3),
        decisions(),
        (times(), any::<u64>()),
    );
    prop::collection::vec(failure, 0..60)
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 1000,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn a_call_makes_at_most_the_attempts_of_the_policy_and_one_less_of_each_kind(
        policy in policies(),
        kinds in [kinds(), kinds(), kinds()],
        failures in prop::collection::vec(prop::option::weighted(0.8, 0_usize..3), 60),
    ) {
        let apart = kinds.iter().filter_map(|kind| kind.max_attempts);
        let greatest: u32 = policy.attempt_limit().into_iter().sum::<u32>()
            + apart.map(|attempts| attempts.max(1) - 1).sum::<u32>();
        prop_assert_eq!(kinds.attempt_limit(&policy), Some(greatest));
        let mut state = StateByKind::new(&kinds);
        let mut failed = [0; 3];
        let (mut attempts, mut used) = (1, 0);
        for matching in failures {
            let may_retry = state.may_retry(&kinds, &policy);
            prop_assert_eq!(may_retry, attempts < greatest);
            let counter = match matching {
                Some(index) if kinds[index].max_attempts.is_some() => &mut failed[index],
                _ => &mut used,
            };
            *counter += 1;
            let own = matching.and_then(|index| kinds[index].max_attempts);
            let limit = own.map(|attempts| attempts.max(1)).or(policy.attempt_limit());
            let expected = limit.is_some_and(|limit| *counter < limit);
            let at_once = (Duration::ZERO, 0);
            let step = step(&mut state, &kinds, &policy, matching, Decision::Retry, at_once);
            prop_assert_eq!(matches!(step, Step::Wait(_)), expected, "{:?}", step);
            if !expected {
                prop_assert_eq!(step, Step::Stop(StopReason::Attempts));
                break;
            }
            prop_assert!(may_retry);
            attempts += 1;
            prop_assert_eq!(state.attempt(&policy).number(), attempts);
        }
        prop_assert!(attempts <= greatest);
    }

    #[test]
    fn kinds_do_not_influence_the_waits_of_each_other(
        policy in policies(),
        kinds in [kinds(), kinds(), kinds()],
        failures in failures(),
        observed in prop::option::of(0_usize..3),
    ) {
        let unlimited = policy.unlimited_attempts();
        let kinds = kinds.map(|kind| Kind { max_attempts: None, ..kind });
        let (mut among_others, mut alone) = (StateByKind::new(&kinds), StateByKind::new(&kinds));
        for (matching, decision, chance) in failures {
            let wait = step(&mut among_others, &kinds, &unlimited, matching, decision, chance);
            if matching == observed {
                let expected = step(&mut alone, &kinds, &unlimited, matching, decision, chance);
                prop_assert_eq!(wait, expected);
            }
        }
    }

    #[test]
    fn without_a_matching_when_the_call_is_the_same_as_before(
        policy in policies(),
        kinds in [kinds(), kinds(), kinds()],
        deadline in times(),
        failures in failures(),
    ) {
        let policy = policy.deadline(deadline);
        let (mut by_kind, mut plain) = (StateByKind::new(&kinds), RetryState::new());
        for (_, decision, (elapsed, random)) in failures {
            let expected = plain.on_failure(&policy, decision, remaining(&policy, elapsed), random);
            let step = step(&mut by_kind, &kinds, &policy, None, decision, (elapsed, random));
            prop_assert_eq!(step, expected);
            prop_assert_eq!(by_kind.attempt(&policy).number(), plain.attempt(&policy).number());
        }
    }

    #[test]
    fn a_kind_that_says_the_same_as_the_policy_changes_nothing(
        policy in policies(),
        failures in failures(),
    ) {
        let same = Kind { backoff: None, max_attempts: None };
        let (mut by_kind, mut plain) = (StateByKind::new(&[same]), RetryState::new());
        for (_, decision, (elapsed, random)) in failures {
            let expected = plain.on_failure(&policy, decision, remaining(&policy, elapsed), random);
            let step = step(&mut by_kind, &[same], &policy, Some(0), decision, (elapsed, random));
            prop_assert_eq!(step, expected);
            prop_assert_eq!(by_kind.attempt(&policy), plain.attempt(&policy));
        }
    }

    #[test]
    fn the_deadline_the_cap_and_max_retry_after_hold_for_each_kind(
        policy in policies(),
        kinds in [kinds(), kinds(), kinds()],
        deadline in times(),
        max_retry_after in times(),
        cap in times(),
        failures in failures(),
    ) {
        let policy = policy.deadline(deadline).max_retry_after(max_retry_after);
        let kinds = kinds.map(|kind| Kind {
            backoff: kind.backoff.map(|backoff| backoff.cap(cap)),
            ..kind
        });
        let mut state = StateByKind::new(&kinds);
        for (matching, decision, (elapsed, random)) in failures {
            let wait = match step(&mut state, &kinds, &policy, matching, decision, (elapsed, random)) {
                Step::Wait(wait) => wait,
                Step::Stop(_) => continue,
            };
            if policy.has_deadline() {
                prop_assert!(elapsed + wait <= deadline, "{:?}", wait);
            }
            let backoff = matching.and_then(|index| kinds[index].backoff);
            let asked = decision.retry_after().unwrap_or_default();
            let longest_asked = if asked <= max_retry_after { asked + asked / 10 } else { Duration::ZERO };
            if backoff.is_some() {
                prop_assert!(wait <= longest_asked.max(cap), "{:?}", wait);
            }
        }
    }
}
