//! Figures: a model after the prose of the paper, with three seeds a row (`hotos21_threshold.csv`).

use std::time::Duration;

use retries::{Backoff, Budget, NoBudget, Policy, RetryBudget};
use retry_lab::engine::Chance;
use retry_lab::published::Second;
use retry_lab::published::metastable::{Outage, most_calls_per_second};

use super::buckets::PerSuccess;
use super::statistics::{assert_near, mean, mean_and_deviation, tolerance};

const SEEDS: u32 = 20;
const FEW_SEEDS: u32 = 4;
const AFTER: usize = 20;

fn outage(calls_per_second: u32, retries: u32, seconds: usize) -> Outage {
    Outage {
        gap: Duration::from_secs(1) / calls_per_second,
        service: Duration::from_secs(1) / 300,
        timeout: Duration::from_secs(1),
        policy: Policy::new()
            .backoff(Backoff::fixed(Duration::ZERO))
            .max_attempts(1 + retries),
        from: Duration::from_secs(10),
        until: Duration::from_secs(20),
        seconds: AFTER + seconds,
    }
}

/// Returns the recovery of each seed.
fn recoveries<B: RetryBudget>(
    outage: Outage,
    seeds: u32,
    budget: impl Fn() -> B,
) -> Vec<Option<u32>> {
    (1..=seeds)
        .map(|seed| outage.recovery(&outage.run(&budget(), &mut Chance::new(seed.into()))))
        .collect()
}

/// Returns the recoveries if there is one with every seed.
fn with_every_seed(recoveries: &[Option<u32>]) -> Option<Vec<f64>> {
    let seconds = recoveries.iter().map(|recovery| recovery.map(f64::from));
    seconds.collect()
}

fn last_seconds(seconds: &[Second]) -> (f64, f64) {
    let last = &seconds[seconds.len() - 20..];
    let mean = |count: fn(&Second) -> u32| f64::from(last.iter().map(count).sum::<u32>()) / 20.0;
    (
        mean(|second| second.attempts),
        mean(|second| second.successes),
    )
}

fn assert_recovery(calls_per_second: u32, retries: u32, published: [u32; 3]) {
    let most = usize::try_from(3 * published[0]).unwrap_or_default();
    let outage = outage(calls_per_second, retries, 20 + most);
    let recoveries = recoveries(outage, SEEDS, || NoBudget);
    let ours = with_every_seed(&recoveries).expect("it recovers with every seed");
    let (ours, deviation) = mean_and_deviation(&ours);
    let expected = outage.expected_recovery(retries).expect("it recovers");
    // Recovery is counted in whole seconds.
    let near = 3.5 * deviation / f64::from(SEEDS).sqrt() + 1.0;
    assert_near("recovery in s, closed form", ours, expected + 0.5, near);
    let published = mean(&published.map(f64::from));
    let what = format!("{calls_per_second}/s, {retries} retries, recovery in s");
    assert_near(&what, ours, published, tolerance(deviation, 3, SEEDS) + 1.0);
}

#[test]
fn without_retries_a_server_recovers_in_the_published_time() {
    for (calls_per_second, published) in [
        (100, [4, 4, 4]),
        (120, [6, 6, 6]),
        (130, [7, 7, 7]),
        (140, [8, 8, 8]),
        (145, [8, 8, 9]),
        (155, [10, 10, 10]),
        (160, [10, 10, 11]),
        (200, [18, 19, 17]),
        (280, [118, 127, 121]),
    ] {
        assert_recovery(calls_per_second, 0, published);
    }
}

#[test]
fn below_half_of_its_capacity_a_server_recovers_from_one_retry_in_the_published_time() {
    for (calls_per_second, published) in [
        (100, [17, 17, 17]),
        (120, [33, 34, 34]),
        (130, [54, 63, 53]),
        (140, [115, 121, 116]),
        (145, [224, 265, 243]),
    ] {
        assert_recovery(calls_per_second, 1, published);
    }
}

#[test]
fn above_half_of_its_capacity_a_server_never_recovers_from_one_retry() {
    for calls_per_second in [155, 160, 200, 280] {
        let outage = outage(calls_per_second, 1, 300);
        let recoveries = recoveries(outage, FEW_SEEDS, || NoBudget);
        assert!(recoveries.iter().all(Option::is_none), "{recoveries:?}");
        let seconds = outage.run(&NoBudget, &mut Chance::new(1));
        let (attempts, successes) = last_seconds(&seconds);
        let offered = 2.0 * f64::from(calls_per_second);
        assert_eq!(outage.expected_recovery(1), None);
        // Two attempts of each of the calls of twenty seconds.
        let deviation = 2.0 * (f64::from(calls_per_second) / 20.0).sqrt();
        assert_near("attempts", attempts, offered, 3.5 * deviation);
        assert_near("successes", successes, 0.0, 0.0);
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a few hundred"
)]
fn whole(calls_per_second: f64) -> u32 {
    calls_per_second as u32
}

/// Returns the mean recovery in seconds, if the server recovers with every seed.
fn mean_recovery<B: RetryBudget>(
    calls_per_second: u32,
    seconds: usize,
    budget: impl Fn() -> B,
) -> Option<f64> {
    let outage = outage(calls_per_second, 1, seconds);
    mean_of(&recoveries(outage, FEW_SEEDS, budget))
}

fn mean_of(recoveries: &[Option<u32>]) -> Option<f64> {
    with_every_seed(recoveries).map(|seconds| mean(&seconds))
}

/// With a deposit per call, clients go on to send `calls * (1 + ratio) + minimum` in an outage.
#[test]
fn a_ratio_lets_a_server_recover_if_it_has_room_for_the_ratio_and_the_minimum() {
    let ratio = || Budget::ratio(0.1).min_per_second(0);
    let with_minimum = || Budget::ratio(0.1).min_per_second(10);
    let default = Budget::new;
    let budgets: [(&dyn Fn() -> Budget, f64, f64); 3] = [
        (&ratio, 0.1, 0.0),
        (&with_minimum, 0.1, 10.0),
        (&default, 0.2, 10.0),
    ];
    for (budget, share, minimum) in budgets {
        let most = most_calls_per_second(300.0, share, minimum);
        let [below, above] = [most - 12.0, most + 5.0].map(whole);
        let recovery = mean_recovery(below, 400, budget);
        println!("{}: {below}/s recovers in {recovery:?} s", budget());
        assert!(recovery.is_some(), "{below}/s");
        let recoveries = recoveries(outage(above, 1, 400), FEW_SEEDS, budget);
        assert!(
            recoveries.iter().all(Option::is_none),
            "{above}/s {recoveries:?}"
        );
    }
}

#[test]
fn a_ratio_of_a_tenth_never_recovers_at_280_because_it_offers_308() {
    let budget = Budget::ratio(0.1).min_per_second(0);
    let seconds = outage(280, 1, 600).run(&budget, &mut Chance::new(1));
    let (attempts, successes) = last_seconds(&seconds);
    assert_near(
        "attempts",
        attempts,
        308.0,
        3.5 * 1.1 * (280.0_f64 / 20.0).sqrt(),
    );
    assert_near("successes", successes, 0.0, 0.0);
    let smaller = mean_recovery(280, 900, || Budget::ratio(0.05).min_per_second(0));
    println!("ratio 0.05: {smaller:?}");
    assert!(smaller.is_some());
}

#[test]
fn budgets_that_stop_all_retries_in_an_outage_recover_at_280_as_fast_as_without_retries() {
    let without =
        mean_of(&recoveries(outage(280, 0, 300), SEEDS, || NoBudget)).expect("it recovers");
    println!("without retries: {without}");
    let per_success = mean_recovery(280, 300, || PerSuccess::new(0.1, 10.0));
    let tokens = mean_recovery(280, 300, || Budget::tokens(500));
    let throttle = mean_recovery(280, 300, || Budget::throttle(10, 0.1));
    for recovery in [per_success, tokens, throttle] {
        assert_near(
            "recovery",
            recovery.expect("it recovers"),
            without,
            0.1 * without,
        );
    }
}

// It also refuses first attempts, so that the queue empties at once. For two minutes it remembers the failures, and
// the smaller the multiplier, the more slowly it then lets calls through.
#[test]
fn an_adaptive_budget_recovers_at_280_after_it_has_forgotten_the_outage() {
    let two = mean_recovery(280, 300, || Budget::adaptive(2.0)).expect("it recovers");
    let less = mean_recovery(280, 1_000, || Budget::adaptive(1.1)).expect("it recovers");
    println!("multiplier 2: {two}, 1.1: {less}");
    assert!((120.0..180.0).contains(&two), "{two}");
    assert!((600.0..1_000.0).contains(&less), "{less}");
}
