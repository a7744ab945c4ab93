//! The promises of the core hold for every policy, time, retry number and random number.

mod arbitrary;

use arbitrary::{any_times, growing_backoffs, retry_numbers, times};
use proptest::prelude::*;
use retry_runtime::state::{RetryState, Step};
use retry_runtime::{Backoff, Decision, Jitter, Policy, StopReason, Wait};
use std::time::Duration;

fn backoffs() -> impl Strategy<Value = Backoff> {
    let erratic = |n: u32| Duration::from_nanos(u64::from(n).wrapping_mul(0x9E37_79B9_7F4A_7C15));
    prop_oneof![
        4 => growing_backoffs(),
        1 => prop::sample::select(vec![
            Backoff::custom(erratic),
            Backoff::custom(|_| Duration::MAX),
            Backoff::custom(|n| Duration::from_secs(1) / n),
        ]),
    ]
}

fn jitters() -> impl Strategy<Value = Jitter> {
    prop_oneof![
        Just(Jitter::None),
        Just(Jitter::Additive),
        Just(Jitter::Full),
        Just(Jitter::Equal),
        Just(Jitter::Decorrelated),
        (0.0..=1.0).prop_map(Jitter::ratio),
        any::<f64>().prop_map(Jitter::ratio),
    ]
}

fn random_numbers() -> impl Strategy<Value = u64> {
    prop_oneof![3 => any::<u64>(), 1 => Just(0), 1 => Just(u64::MAX)]
}

fn decisions() -> impl Strategy<Value = Decision> {
    prop_oneof![
        4 => Just(Decision::Retry),
        2 => any_times().prop_map(Decision::RetryAfter),
        1 => any_times().prop_map(Decision::RateLimitedAfter),
        1 => Just(Decision::RateLimited),
        1 => Just(Decision::TimedOut),
        1 => Just(Decision::Stop),
    ]
}

prop_compose! {
    fn unlimited_policies()(
        backoff in backoffs(),
        cap in any_times(),
        jitter in jitters(),
    ) -> Policy {
        Policy::new().backoff(backoff.cap(cap)).jitter(jitter).unlimited_attempts()
    }
}

fn retry(run: &mut RetryState, policy: &Policy, random: u64) -> Step {
    run.on_failure(
        policy,
        Decision::Retry,
        remaining(policy, Duration::ZERO),
        random,
    )
}

/// The time left in a call that has taken `elapsed`.
fn remaining(policy: &Policy, elapsed: Duration) -> Option<Duration> {
    policy
        .time_limit()
        .map(|limit| limit.saturating_sub(elapsed))
}

/// The shortest wait that a server may ask for before retry `n`.
fn least_wait(backoff: &Backoff, n: u32) -> Duration {
    match backoff.delay(1) {
        Duration::ZERO => backoff.delay(n),
        first => first,
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 1000,
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn no_wait_is_longer_than_the_cap(
        backoff in backoffs(),
        cap in any_times(),
        jitter in jitters(),
        n in retry_numbers(),
        chances in prop::collection::vec(random_numbers(), 1..30),
    ) {
        let backoff = backoff.cap(cap);
        prop_assert!(backoff.delay(n) <= cap);
        let policy = Policy::new().backoff(backoff).jitter(jitter).unlimited_attempts();
        let mut run = RetryState::new();
        for random in chances {
            let step = retry(&mut run, &policy, random);
            prop_assert!(matches!(step, Step::Wait(wait) if wait <= cap), "{step:?}");
        }
    }

    #[test]
    fn jitter_at_the_cap_does_not_collapse(
        cap in (1_000_000..u64::MAX).prop_map(Duration::from_nanos),
        divisor in 2_u32..1000,
        ratio in 0.001..=1.0,
    ) {
        let capped = Policy::new()
            .backoff(Backoff::exponential(cap / divisor).factor(1000.0).cap(cap))
            .unlimited_attempts();
        let late = |jitter| capped.jitter(jitter).schedule().nth(20).expect("no limit");
        let width = |wait: &Wait| (wait.max + Duration::from_nanos(1)).abs_diff(wait.min);
        for jitter in [Jitter::Additive, Jitter::Full, Jitter::Equal, Jitter::Decorrelated] {
            let wait = late(jitter);
            prop_assert!(width(&wait) >= cap / 2, "{jitter}: {wait}");
        }
        let wait = late(Jitter::ratio(ratio));
        prop_assert!(width(&wait) >= cap.mul_f64(ratio * 0.99), "{wait}");
    }

    #[test]
    fn no_input_overflows_or_panics(
        policy in unlimited_policies(),
        max_attempts in prop::option::of(any::<u32>()),
        deadline in any_times(),
        max_retry_after in any_times(),
        n in retry_numbers(),
        backoff in backoffs(),
        failures in prop::collection::vec((decisions(), any_times(), random_numbers()), 1..30),
    ) {
        let _ = backoff.delay(n);
        let policy = match max_attempts {
            Some(attempts) => policy.max_attempts(attempts),
            None => policy,
        };
        let policy = policy.deadline(deadline).max_retry_after(max_retry_after);
        let mut run = RetryState::new();
        for (decision, elapsed, random) in failures {
            let _ = run.on_failure(&policy, decision, remaining(&policy, elapsed), random);
        }
        for wait in policy.schedule().take(30) {
            prop_assert!(wait.min <= wait.max);
        }
    }

    #[test]
    fn without_jitter_the_nth_wait_is_the_nth_delay(
        backoff in backoffs(),
        chances in prop::collection::vec(random_numbers(), 1..30),
    ) {
        let policy = Policy::new().backoff(backoff).jitter(Jitter::None).unlimited_attempts();
        let mut run = RetryState::new();
        for (n, random) in (1..).zip(chances) {
            prop_assert_eq!(retry(&mut run, &policy, random), Step::Wait(backoff.delay(n)));
        }
    }

    #[test]
    fn no_attempt_starts_after_the_deadline_and_no_wait_within_it_is_refused(
        backoff in backoffs(),
        deadline in times(),
        // Attempts and waits take a large part of the deadline, so that calls reach it.
        parts in prop::collection::vec((0_u32..100, 0_u32..100, any::<bool>()), 1..40),
    ) {
        let policy = Policy::new()
            .backoff(backoff)
            .jitter(Jitter::None)
            .unlimited_attempts()
            .deadline(deadline)
            .max_retry_after(Duration::MAX);
        let hundredth = deadline / 100;
        let mut run = RetryState::new();
        let mut now = Duration::ZERO;
        for (n, (busy, server_wait, has_retry_after)) in (1..).zip(parts) {
            now += hundredth * busy / 8;
            let server_wait = hundredth * server_wait / 4;
            let decision = if has_retry_after { Decision::RetryAfter(server_wait) } else { Decision::Retry };
            let obeyed = has_retry_after && !server_wait.is_zero() && server_wait >= least_wait(&backoff, n);
            let expected = if obeyed { server_wait } else { backoff.delay(n) };
            match run.on_failure(&policy, decision, remaining(&policy, now), 0) {
                Step::Wait(wait) => {
                    prop_assert_eq!(wait, expected);
                    now += wait;
                    prop_assert!(now <= deadline);
                }
                stop @ Step::Stop(_) => {
                    prop_assert_eq!(stop, Step::Stop(StopReason::Deadline));
                    prop_assert!(now + expected > deadline || now == deadline);
                    break;
                }
            }
        }
    }

    #[test]
    fn a_call_makes_max_attempts_attempts(
        policy in unlimited_policies(),
        max_attempts in 0_u32..60,
        have_retry_after in prop::collection::vec(any::<bool>(), 60),
    ) {
        let policy = policy.max_attempts(max_attempts);
        let mut run = RetryState::new();
        let mut attempts = 1;
        for has_retry_after in have_retry_after {
            let server_wait = Decision::RetryAfter(Duration::ZERO);
            let decision = if has_retry_after { server_wait } else { Decision::Retry };
            match run.on_failure(&policy, decision, None, 0) {
                Step::Wait(_) => attempts += 1,
                stop @ Step::Stop(_) => {
                    prop_assert_eq!(stop, Step::Stop(StopReason::Attempts));
                    break;
                }
            }
        }
        prop_assert_eq!(attempts, max_attempts.max(1));
    }

    #[test]
    fn a_retry_after_replaces_the_delay_with_up_to_a_tenth_more_and_counts_as_a_retry(
        backoff in backoffs(),
        jitter in jitters(),
        more in times(),
        room in times(),
        random in random_numbers(),
    ) {
        let server_wait = backoff.delay(1).max(Duration::from_nanos(1)).saturating_add(more);
        prop_assume!(server_wait < Duration::from_nanos(u64::MAX));
        let policy = Policy::new()
            .backoff(backoff)
            .jitter(jitter)
            .unlimited_attempts()
            .max_retry_after(server_wait.saturating_add(room));
        let mut run = RetryState::new();
        let has_retry_after = run.on_failure(&policy, Decision::RetryAfter(server_wait), None, random);
        let Step::Wait(wait) = has_retry_after else {
            return Err(TestCaseError::fail(format!("{has_retry_after:?}")));
        };
        prop_assert!(server_wait <= wait && wait <= server_wait.saturating_add(server_wait / 10), "{:?}", wait);
        let exact = policy.jitter(Jitter::None);
        prop_assert_eq!(retry(&mut run, &exact, random), Step::Wait(backoff.delay(2)));
    }

    #[test]
    fn a_retry_after_below_the_first_delay_changes_nothing(
        policy in unlimited_policies(),
        backoff in backoffs(),
        rate_limited in backoffs(),
        max_retry_after in any_times(),
        max_attempts in 1_u32..40,
        answers in prop::collection::vec((any::<bool>(), 0.0..1.0, any_times(), random_numbers()), 1..40),
    ) {
        let policy = policy.backoff(backoff).rate_limited(rate_limited).max_retry_after(max_retry_after);
        let policy = policy.max_attempts(max_attempts);
        let (mut has_retry_after, mut plain) = (RetryState::new(), RetryState::new());
        for (is_rate_limited, share, left, random) in answers {
            let first = if is_rate_limited { rate_limited } else { backoff }.delay(1);
            let below = first.mul_f64(share).min(first.saturating_sub(Duration::from_nanos(1)));
            let (with, without) = if is_rate_limited {
                (Decision::RateLimitedAfter(below), Decision::RateLimited)
            } else {
                (Decision::RetryAfter(below), Decision::Retry)
            };
            prop_assert_eq!(
                has_retry_after.on_failure(&policy, with, Some(left), random),
                plain.on_failure(&policy, without, Some(left), random)
            );
        }
    }

    #[test]
    fn no_server_can_cause_more_attempts_than_first_delays_would(
        backoff in growing_backoffs(),
        rate_limited in growing_backoffs(),
        jitter in jitters(),
        answers in prop::collection::vec((decisions(), random_numbers()), 1..40),
    ) {
        let policy = Policy::new()
            .backoff(backoff)
            .rate_limited(rate_limited)
            .jitter(jitter)
            .unlimited_attempts()
            .max_retry_after(Duration::MAX);
        let mut run = RetryState::new();
        for (decision, random) in answers {
            let is_rate_limited = matches!(decision, Decision::RateLimited | Decision::RateLimitedAfter(_));
            let first = if is_rate_limited { rate_limited } else { backoff }.delay(1);
            let always_first = policy.backoff(Backoff::fixed(first));
            let Step::Wait(wait) = run.on_failure(&policy, decision, None, random) else {
                break;
            };
            let drawn = retry(&mut RetryState::new(), &always_first, random);
            let least = match drawn {
                Step::Wait(drawn) => drawn.min(first),
                Step::Stop(reason) => return Err(TestCaseError::fail(format!("{reason:?}"))),
            };
            prop_assert!(wait >= least, "{decision:?}: {wait:?} < {least:?}");
        }
    }

    #[test]
    fn clients_with_the_same_wait_from_a_server_spread_over_a_tenth(server_wait in 10_u64..=u64::MAX / 2) {
        let waits = [0, u64::MAX].map(|random| {
            let decision = Decision::RetryAfter(Duration::from_nanos(server_wait));
            let policy = Policy::new()
                .backoff(Backoff::fixed(Duration::from_nanos(1)))
                .max_retry_after(Duration::MAX);
            RetryState::new().on_failure(&policy, decision, None, random)
        });
        let expected = [server_wait, server_wait + server_wait / 10].map(Duration::from_nanos).map(Step::Wait);
        prop_assert_eq!(waits, expected);
    }

    #[test]
    fn a_retry_after_above_max_retry_after_stops_the_call(
        policy in unlimited_policies(),
        backoff in backoffs(),
        max_retry_after in times(),
        excess in 1..=u64::MAX,
        random in random_numbers(),
    ) {
        let policy = policy.backoff(backoff);
        let server_wait = max_retry_after.max(backoff.delay(1)) + Duration::from_nanos(excess);
        let step = RetryState::new().on_failure(
            &policy.max_retry_after(max_retry_after),
            Decision::RetryAfter(server_wait),
            None,
            random,
        );
        prop_assert_eq!(step, Step::Stop(StopReason::RetryAfterTooLong));
    }

    #[test]
    fn the_schedule_contains_every_wait_that_a_run_makes(
        policy in unlimited_policies(),
        max_attempts in 1_u32..40,
        deadline in any_times(),
        attempts in prop::collection::vec((random_numbers(), 0_u32..20), 40),
    ) {
        let policy = policy.max_attempts(max_attempts).deadline(deadline);
        let mut schedule = policy.schedule();
        let mut run = RetryState::new();
        let mut now = Duration::ZERO;
        for (retry, (random, busy)) in (1..).zip(attempts) {
            now = now.saturating_add(deadline / 200 * busy);
            let Step::Wait(wait) = run.on_failure(&policy, Decision::Retry, remaining(&policy, now), random) else {
                break;
            };
            now = now.saturating_add(wait);
            let listed = schedule.next();
            prop_assert!(
                listed.is_some_and(|it| it.retry == retry && (it.min..=it.max).contains(&wait)),
                "{wait:?} is not within {listed:?}",
            );
        }
    }

    #[test]
    fn the_smallest_and_the_largest_random_number_give_the_ends_of_the_schedule(
        policy in unlimited_policies(),
        max_attempts in 1_u32..40,
    ) {
        let policy = policy.max_attempts(max_attempts);
        let (mut lucky, mut unlucky) = (RetryState::new(), RetryState::new());
        for listed in policy.schedule() {
            prop_assert_eq!(retry(&mut lucky, &policy, 0), Step::Wait(listed.min));
            prop_assert_eq!(retry(&mut unlucky, &policy, u64::MAX), Step::Wait(listed.max));
        }
        prop_assert_eq!(retry(&mut lucky, &policy, 0), Step::Stop(StopReason::Attempts));
    }

    #[test]
    fn the_schedule_ends_with_the_last_retry_that_can_start(
        policy in unlimited_policies(),
        max_attempts in 1_u32..40,
        deadline in times(),
    ) {
        let policy = policy.max_attempts(max_attempts).deadline(deadline);
        let mut run = RetryState::new();
        let mut now = Duration::ZERO;
        let mut retries = 0;
        while let Step::Wait(wait) = run.on_failure(&policy, Decision::Retry, remaining(&policy, now), 0) {
            now += wait;
            retries += 1;
        }
        prop_assert_eq!(policy.schedule().count(), retries);
    }
}

#[test]
fn without_a_limit_attempts_go_on() {
    let policy = Policy::new().unlimited_attempts();
    let mut run = RetryState::new();
    for _ in 0..100_000 {
        assert!(matches!(retry(&mut run, &policy, 0), Step::Wait(_)));
    }
}

#[test]
fn a_first_delay_of_zero_allows_one_retry_at_once_and_not_many() {
    let policy = Policy::new()
        .backoff(Backoff::linear(Duration::ZERO, Duration::from_secs(1)))
        .jitter(Jitter::None)
        .unlimited_attempts();
    let mut run = RetryState::new();
    let millisecond = Duration::from_millis(1);
    for wait in [millisecond, Duration::from_secs(1), Duration::from_secs(2)] {
        let decision = Decision::RetryAfter(millisecond);
        let step = run.on_failure(&policy, decision, None, 0);
        assert_eq!(step, Step::Wait(wait));
    }
}

#[test]
fn a_call_with_nothing_left_is_over_also_for_a_wait_of_zero() {
    let policy = Policy::new().backoff(Backoff::fixed(Duration::ZERO));
    let step = |remaining| RetryState::new().on_failure(&policy, Decision::Retry, remaining, 0);
    assert_eq!(step(Some(Duration::ZERO)), Step::Stop(StopReason::Deadline));
    assert_eq!(
        step(Some(Duration::from_nanos(1))),
        Step::Wait(Duration::ZERO)
    );
    assert_eq!(step(None), Step::Wait(Duration::ZERO));
}

#[test]
fn the_first_of_several_stop_reasons_is_returned() {
    let tight = Policy::new()
        .deadline(Duration::from_secs(1))
        .max_retry_after(Duration::from_secs(2));
    let stop = |policy: &Policy, decision| {
        RetryState::new().on_failure(policy, decision, Some(Duration::ZERO), 0)
    };
    let too_long = Decision::RetryAfter(Duration::from_secs(3));
    let once = tight.max_attempts(1);
    assert_eq!(
        stop(&once, Decision::Stop),
        Step::Stop(StopReason::Permanent)
    );
    assert_eq!(stop(&once, too_long), Step::Stop(StopReason::Attempts));
    assert_eq!(
        stop(&tight, too_long),
        Step::Stop(StopReason::RetryAfterTooLong)
    );
    assert_eq!(
        stop(&tight, Decision::Retry),
        Step::Stop(StopReason::Deadline)
    );
}

#[test]
fn a_wait_prints_its_range_or_its_only_length() {
    let second = Duration::from_secs(1);
    let first = |jitter| {
        let policy = Policy::new().backoff(Backoff::fixed(second)).jitter(jitter);
        policy.schedule().next().map(|wait| wait.to_string())
    };
    assert_eq!(first(Jitter::None).as_deref(), Some("retry 1: 1s"));
    assert_eq!(first(Jitter::Full).as_deref(), Some("retry 1: 0ns to 1s"));
}
