//! Jitter spreads the waits over its whole range, and never beyond it.

use retries::{Decision, retry};
use std::cell::RefCell;
use std::ops::RangeInclusive;
use std::time::Duration;

thread_local! {
    static WAITS: RefCell<Vec<Duration>> = const { RefCell::new(Vec::new()) };
}

fn record(wait: Duration) {
    WAITS.with_borrow_mut(|waits| waits.push(wait));
}

fn waits(call: impl Fn() -> Option<()>) -> Vec<Duration> {
    assert_eq!(call(), None);
    WAITS.take()
}

/// Asserts that the n-th wait is always within the n-th range, in milliseconds, and that the waits of
/// many calls reach both halves of the range.
#[track_caller]
fn assert_spread(call: impl Fn() -> Option<()>, ranges: &[RangeInclusive<u64>]) {
    const CALLS: usize = 200;

    let calls: Vec<_> = (0..CALLS).map(|_| waits(&call)).collect();
    assert!(calls.iter().all(|waits| waits.len() == ranges.len()));
    for (i, range) in ranges.iter().enumerate() {
        let nth = || calls.iter().map(|waits| waits[i]);
        let low = Duration::from_millis(*range.start());
        let high = Duration::from_millis(*range.end());
        assert!(nth().all(|wait| (low..=high).contains(&wait)), "wait {i}");
        // All 200 fall into one half once in 2^199 runs.
        let middle = (low + high) / 2;
        assert!(nth().any(|wait| wait <= middle), "wait {i}");
        assert!(nth().any(|wait| wait >= middle), "wait {i}");
    }
}

#[test]
fn bare_jitter_adds_up_to_the_delay_itself_and_stays_within_the_cap() {
    #[retry(exp(base = "1s", cap = "5s"), jitter, max_attempts = 5, sleep = record)]
    fn get() -> Option<()> {
        None
    }

    let ranges = [1000..=2000, 2000..=4000, 2500..=5000, 2500..=5000];
    assert_spread(get, &ranges);
}

#[test]
fn additive_means_the_same_as_bare_jitter() {
    #[retry(fixed("1s"), jitter = additive, sleep = record)]
    fn get() -> Option<()> {
        None
    }

    assert_spread(get, &[1000..=2000, 1000..=2000]);
}

#[test]
fn full_jitter_subtracts_up_to_the_whole_delay() {
    #[retry(exp(base = "1s", cap = "3s"), jitter = full, max_attempts = 4, sleep = record)]
    fn get() -> Option<()> {
        None
    }

    assert_spread(get, &[0..=1000, 0..=2000, 0..=3000]);
}

#[test]
fn equal_jitter_subtracts_up_to_half_the_delay() {
    #[retry(exp(base = "1s", cap = "3s"), jitter = equal, max_attempts = 4, sleep = record)]
    fn get() -> Option<()> {
        None
    }

    assert_spread(get, &[500..=1000, 1000..=2000, 1500..=3000]);
}

#[test]
fn decorrelated_jitter_starts_between_one_and_three_bases() {
    #[retry(exp(base = "1s", cap = "60s"), jitter = decorrelated, max_attempts = 2, sleep = record)]
    fn get() -> Option<()> {
        None
    }

    assert_spread(get, &[1000..=3000]);
}

#[test]
fn decorrelated_jitter_grows_to_at_most_three_times_the_previous_wait() {
    #[retry(exp(base = "1s", cap = "7s"), jitter = decorrelated, max_attempts = 50, sleep = record)]
    fn get() -> Option<()> {
        None
    }

    let (base, cap) = (Duration::from_secs(1), Duration::from_secs(7));
    let mut previous = base;
    for wait in waits(get) {
        assert!((base..=cap.min(previous * 3)).contains(&wait));
        previous = wait;
    }
}

#[test]
fn a_ratio_subtracts_or_adds_up_to_that_share() {
    #[retry(exp(base = "1s", cap = "2200ms"), jitter = 0.25, max_attempts = 4, sleep = record)]
    fn get() -> Option<()> {
        None
    }

    assert_spread(get, &[750..=1250, 1500..=2200, 1650..=2200]);
}

#[test]
fn a_ratio_may_be_an_expression() {
    const HALF: f64 = 0.5;

    #[retry(fixed("1s"), jitter = HALF, sleep = record)]
    fn constant() -> Option<()> {
        None
    }

    #[retry(fixed("1s"), jitter = ratio / 2.0, sleep = record)]
    fn argument(ratio: f64) -> Option<()> {
        None
    }

    assert_spread(constant, &[500..=1500, 500..=1500]);
    assert_spread(|| argument(0.5), &[750..=1250, 750..=1250]);
}

#[test]
fn at_run_time_a_ratio_above_one_counts_as_one_and_below_zero_as_zero() {
    #[retry(fixed("1s"), jitter = ratio, sleep = record)]
    fn get(ratio: f64) -> Option<()> {
        None
    }

    assert_spread(|| get(7.0), &[0..=2000, 0..=2000]);
    for none in [-1.0, f64::NAN] {
        assert_eq!(waits(|| get(none)), [Duration::from_secs(1); 2]);
    }
}

#[test]
fn without_a_backoff_waits_double_from_100_ms_to_10_s_with_jitter() {
    #[retry(max_attempts = 10, sleep = record)]
    fn get() -> Option<()> {
        None
    }

    let ranges = [
        100..=200,
        200..=400,
        400..=800,
        800..=1600,
        1600..=3200,
        3200..=6400,
        5000..=10_000,
        5000..=10_000,
        5000..=10_000,
    ];
    assert_spread(get, &ranges);
}

#[test]
fn without_a_backoff_another_jitter_may_be_named() {
    #[retry(jitter = full, sleep = record)]
    fn full() -> Option<()> {
        None
    }

    #[retry(jitter = none, sleep = record)]
    fn none() -> Option<()> {
        None
    }

    assert_spread(full, &[0..=100, 0..=200]);
    assert_eq!(waits(none), [100, 200].map(Duration::from_millis));
}

#[test]
fn a_retry_after_is_extended_by_up_to_a_tenth() {
    const HINT: Decision = Decision::RetryAfter(Duration::from_secs(10));

    #[retry(exp(base = "1s", cap = "2s"), jitter, on = |(): &()| HINT, sleep = record)]
    fn get() -> Option<()> {
        None
    }

    assert_spread(get, &[10_000..=11_000, 10_000..=11_000]);
}
