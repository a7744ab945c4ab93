//! Each kind of jitter is uniform over its documented range, also at the cap.
//!
//! The random number is an argument. These tests pass evenly spaced numbers: the waits must be evenly spaced
//! over the range, and every run of the tests is the same.

use retry_runtime::state::{RetryState, Step};
use retry_runtime::{Backoff, Decision, Jitter, Policy};
use std::time::Duration;

const WORDS: u32 = 10_000;

/// 1, 2, 4, 8, 16, 32, 60, 60, … seconds.
fn doubling(jitter: Jitter) -> Policy {
    Policy::new()
        .backoff(Backoff::exponential(Duration::from_secs(1)).cap(Duration::from_secs(60)))
        .jitter(jitter)
        .unlimited_attempts()
}

fn wait(run: &mut RetryState, policy: &Policy, random: u64) -> f64 {
    decided(run, policy, Decision::Retry, random)
}

fn decided(run: &mut RetryState, policy: &Policy, decision: Decision, random: u64) -> f64 {
    match run.on_failure(policy, decision, None, random) {
        Step::Wait(wait) => wait.as_secs_f64(),
        stop @ Step::Stop(_) => panic!("{stop:?}"),
    }
}

#[track_caller]
fn assert_uniform(run: RetryState, policy: &Policy, low: f64, high: f64) {
    assert_decided_uniform(run, policy, Decision::Retry, low, high);
}

/// Asserts that the next wait of `run` is uniform over `low..=high` seconds: the statistic of Kolmogorov and
/// Smirnov is at most the rounding error of even spacing.
#[track_caller]
fn assert_decided_uniform(
    run: RetryState,
    policy: &Policy,
    decision: Decision,
    low: f64,
    high: f64,
) {
    let spacing = u64::MAX / u64::from(WORDS);
    let mut waits: Vec<f64> = (0..WORDS)
        .map(|i| {
            let random = spacing * u64::from(i) + spacing / 2;
            decided(&mut { run }, policy, decision, random)
        })
        .collect();
    waits.sort_by(f64::total_cmp);
    let statistic = (0..WORDS)
        .zip(waits)
        .map(|(i, wait)| {
            let expected = (f64::from(i) + 0.5) / f64::from(WORDS);
            ((wait - low) / (high - low) - expected).abs()
        })
        .fold(0.0, f64::max);
    assert!(
        statistic < 1.0 / f64::from(WORDS),
        "{policy} is off by {statistic} from {low} to {high}"
    );
}

/// Asserts the range of the wait before retry `n`.
#[track_caller]
fn assert_nth_uniform(policy: &Policy, n: u32, low: f64, high: f64) {
    let mut run = RetryState::new();
    for _ in 1..n {
        wait(&mut run, policy, u64::MAX / 3);
    }
    assert_uniform(run, policy, low, high);
}

#[test]
fn additive_jitter_is_uniform_from_the_delay_to_twice_the_delay() {
    let policy = doubling(Jitter::Additive);
    assert_nth_uniform(&policy, 1, 1.0, 2.0);
    assert_nth_uniform(&policy, 2, 2.0, 4.0);
    assert_nth_uniform(&policy, 5, 16.0, 32.0);
}

#[test]
fn additive_jitter_near_and_at_the_cap_is_uniform_from_half_the_cap_to_the_cap() {
    let policy = doubling(Jitter::Additive);
    assert_nth_uniform(&policy, 6, 30.0, 60.0);
    assert_nth_uniform(&policy, 20, 30.0, 60.0);
}

#[test]
fn full_jitter_is_uniform_from_zero_to_the_delay() {
    let policy = doubling(Jitter::Full);
    assert_nth_uniform(&policy, 1, 0.0, 1.0);
    assert_nth_uniform(&policy, 4, 0.0, 8.0);
    assert_nth_uniform(&policy, 20, 0.0, 60.0);
}

#[test]
fn equal_jitter_is_uniform_from_half_the_delay_to_the_delay() {
    let policy = doubling(Jitter::Equal);
    assert_nth_uniform(&policy, 1, 0.5, 1.0);
    assert_nth_uniform(&policy, 4, 4.0, 8.0);
    assert_nth_uniform(&policy, 20, 30.0, 60.0);
}

#[test]
fn decorrelated_jitter_is_uniform_from_the_base_to_three_times_the_previous_wait() {
    let policy = doubling(Jitter::Decorrelated);
    let mut run = RetryState::new();
    assert_uniform(run, &policy, 1.0, 3.0);
    let previous = wait(&mut run, &policy, u64::MAX / 4 * 3);
    assert!((previous - 2.5).abs() < 1e-6);
    assert_uniform(run, &policy, 1.0, 3.0 * previous);
    let previous = wait(&mut run, &policy, u64::MAX / 10);
    assert!(previous < 2.0, "it may shrink again: {previous}");
    assert_uniform(run, &policy, 1.0, 3.0 * previous);
}

#[test]
fn decorrelated_jitter_at_the_cap_is_uniform_from_the_base_to_the_cap() {
    let policy = doubling(Jitter::Decorrelated);
    let mut run = RetryState::new();
    let longest = (0..10).map(|_| wait(&mut run, &policy, u64::MAX)).last();
    assert_eq!(longest, Some(60.0));
    assert_uniform(run, &policy, 1.0, 60.0);
}

#[test]
fn a_ratio_is_uniform_from_that_share_below_the_delay_to_that_share_above() {
    let policy = doubling(Jitter::ratio(0.25));
    assert_nth_uniform(&policy, 1, 0.75, 1.25);
    assert_nth_uniform(&policy, 6, 24.0, 40.0);
    assert_nth_uniform(&doubling(Jitter::ratio(1.0)), 3, 0.0, 8.0);
}

#[test]
fn a_ratio_near_and_at_the_cap_is_uniform_over_the_part_of_its_range_below_it() {
    let near = doubling(Jitter::ratio(0.25))
        .backoff(Backoff::fixed(Duration::from_secs(56)).cap(Duration::from_secs(60)));
    assert_nth_uniform(&near, 1, 42.0, 60.0);
    assert_nth_uniform(&doubling(Jitter::ratio(0.25)), 20, 45.0, 60.0);
}

#[test]
fn a_ratio_out_of_bounds_counts_as_the_nearest_valid_ratio() {
    let first = |ratio| {
        let wait = doubling(Jitter::ratio(ratio))
            .schedule()
            .next()
            .expect("no limit");
        (wait.min.as_secs_f64(), wait.max.as_secs_f64())
    };
    for none in [-0.5, f64::NEG_INFINITY, f64::NAN] {
        assert_eq!(first(none), (1.0, 1.0));
    }
    for all in [1.5, f64::INFINITY, f64::MAX] {
        assert_eq!(first(all), (0.0, 2.0));
    }
}

#[test]
fn a_retry_after_is_uniform_from_itself_to_a_tenth_more_or_to_the_deadline() {
    let server_wait = Decision::RetryAfter(Duration::from_secs(20));
    let policy = doubling(Jitter::Full);
    assert_decided_uniform(RetryState::new(), &policy, server_wait, 20.0, 22.0);
    let short = policy.deadline(Duration::from_secs(21));
    assert_decided_uniform(RetryState::new(), &short, server_wait, 20.0, 21.0);
}
