//! Figures: a model of our own with one budget, 100,000 calls of 1,000 a second and three retries, run 5 times, and
//! closed forms (`budget_rules.csv`).

use std::time::Duration;

use retries::{Backoff, Budget, Decision, Policy, RetryBudget, RetryRequest};
use retry_lab::engine::Chance;
use retry_lab::published::token_bucket::{
    Totals, Traffic, load_bound, load_bound_per_success, load_bound_with_minimum,
};

use super::buckets::PerSuccess;
use super::statistics::{assert_near, mean_pair, tolerance};

const RETRIES: i32 = 3;
const RUNS: u32 = 5;

/// How many retries the published model saves up with a deposit per call or per success.
const BUCKET: u32 = 5;

/// The figures have four decimal places, and the start of a run may differ by ten retries.
const START: f64 = 0.000_15;

/// One client whose messages take no time.
fn traffic(failure_rate: f64, calls_per_second: u32, seconds: u64) -> Traffic {
    Traffic {
        gap: Duration::from_secs(1) / calls_per_second,
        leg: Duration::ZERO,
        duration: Duration::from_secs(seconds),
        failure_rate,
        policy: Policy::new()
            .backoff(Backoff::fixed(Duration::ZERO))
            .max_attempts(4),
    }
}

fn run<B: RetryBudget>(failure_rate: f64, budget: B, seed: u32) -> Totals {
    traffic(failure_rate, 1_000, 100).run(&[budget], &mut Chance::new(seed.into()))
}

/// Returns the mean load and the mean share of successes.
fn means<B: RetryBudget>(failure_rate: f64, budget: impl Fn() -> B) -> (f64, f64) {
    let runs = (1..=RUNS).map(|seed| run(failure_rate, budget(), seed));
    mean_pair(runs.map(|totals| (totals.load(), totals.success())))
}

/// Compares with rows of the failure rate, the load, its deviation, and the share of successes. `start` is added to
/// the tolerance of chance.
fn assert_rows<B: RetryBudget>(
    budget: impl Fn() -> B,
    rows: &[(f64, f64, f64, f64)],
    start: f64,
    bound: impl Fn(f64) -> f64,
) {
    for (failure_rate, load, deviation, success) in rows.iter().copied() {
        let (our_load, our_success) = means(failure_rate, &budget);
        let near = tolerance(deviation, 5, RUNS) + start;
        assert_near(&format!("load at {failure_rate}"), our_load, load, near);
        // The success has a deviation of `sqrt(s (1 - s) / 100,000)`.
        let deviation = (success * (1.0 - success) / 100_000.0).sqrt();
        let near_success = tolerance(deviation, 5, RUNS) + start;
        assert_near(
            &format!("success at {failure_rate}"),
            our_success,
            success,
            near_success,
        );
        let bound = bound(failure_rate);
        assert!(our_load <= bound + near, "{our_load} above {bound}");
    }
}

#[test]
fn a_deposit_per_call_bounds_the_load() {
    assert_rows(
        || Budget::ratio(0.1).min_per_second(0).capacity(BUCKET),
        &[
            (0.01, 1.0103, 0.0003, 1.0000),
            (0.05, 1.0523, 0.0003, 0.9998),
            (0.08, 1.0817, 0.0007, 0.9951),
            (0.1, 1.0932, 0.0003, 0.9840),
            (0.12, 1.0980, 0.0003, 0.9662),
            (0.2, 1.1000, 0.0000, 0.8799),
            (0.5, 1.1000, 0.0000, 0.5497),
            (0.9, 1.1000, 0.0000, 0.1102),
            (1.0, 1.1000, 0.0000, 0.0000),
        ],
        START,
        |failure_rate| load_bound(failure_rate, RETRIES, 0.1),
    );
}

#[test]
fn a_deposit_per_success_bounds_the_load() {
    assert_rows(
        || PerSuccess::new(0.1, BUCKET.into()),
        &[
            (0.01, 1.0103, 0.0003, 1.0000),
            (0.05, 1.0523, 0.0003, 0.9998),
            (0.08, 1.0812, 0.0008, 0.9947),
            (0.1, 1.0915, 0.0003, 0.9825),
            (0.12, 1.0944, 0.0002, 0.9631),
            (0.2, 1.0870, 0.0002, 0.8694),
            (0.5, 1.0526, 0.0001, 0.5258),
            (0.9, 1.0102, 0.0001, 0.1011),
            (1.0, 1.0001, 0.0000, 0.0000),
        ],
        START,
        |failure_rate| load_bound_per_success(failure_rate, RETRIES, 0.1),
    );
}

// The shipped default saves up 100 retries, and a second's minimum more. At a failure rate of 0.2 the published model
// loses a few: with a capacity of 12 the shipped one gives the same 1.2095.
#[test]
fn the_default_budget_bounds_the_load_as_finagles_does() {
    assert_rows(
        Budget::new,
        &[
            (0.01, 1.0103, 0.0003, 1.0000),
            (0.1, 1.1109, 0.0009, 0.9999),
            (0.12, 1.1360, 0.0012, 0.9998),
            (0.2, 1.2095, 0.0001, 0.9676),
            (0.3, 1.2099, 0.0000, 0.8467),
            (0.5, 1.2100, 0.0000, 0.6044),
            (0.9, 1.2100, 0.0000, 0.1213),
            (1.0, 1.2100, 0.0000, 0.0000),
        ],
        4.0 * START,
        |failure_rate| load_bound_with_minimum(failure_rate, RETRIES, 0.2, 10.0, 1_000.0),
    );
}

#[test]
fn in_an_outage_the_minimum_of_the_default_budget_weighs_more_the_fewer_calls_there_are() {
    for (calls_per_second, load) in [(10, 2.2), (100, 1.3), (1_000, 1.21), (10_000, 1.201)] {
        let totals = traffic(1.0, calls_per_second, 100).run(&[Budget::new()], &mut Chance::new(1));
        let calls = f64::from(totals.calls);
        let expected = load_bound_with_minimum(1.0, RETRIES, 0.2, 10.0, calls / 100.0);
        let published = load_bound_with_minimum(1.0, RETRIES, 0.2, 10.0, calls_per_second.into());
        assert_near("closed form", published, load, 1e-9);
        // The minimum of the first second is there at once.
        let tolerance = 11.0 / calls;
        assert_near("load", totals.load(), expected, tolerance);
    }
}

#[test]
fn a_throttle_has_the_published_load() {
    assert_rows(
        || Budget::throttle(10, 0.1),
        &[
            (0.01, 1.0103, 0.0003, 1.0000),
            (0.05, 1.0520, 0.0003, 0.9995),
            (0.08, 1.0604, 0.0023, 0.9756),
            (0.1, 1.0210, 0.0018, 0.9191),
            (0.12, 1.0031, 0.0004, 0.8827),
            (0.2, 1.0001, 0.0000, 0.7997),
            (0.5, 1.0000, 0.0000, 0.4993),
            (1.0, 1.0000, 0.0000, 0.0000),
        ],
        START,
        |failure_rate| load_bound(failure_rate, RETRIES, 1.0),
    );
}

#[test]
fn tokens_have_the_published_load() {
    assert_rows(
        || Budget::tokens(500),
        &[
            (0.01, 1.0103, 0.0003, 1.0000),
            (0.1, 1.1109, 0.0009, 0.9999),
            (0.2, 1.2481, 0.0016, 0.9985),
            (0.3, 1.4173, 0.0009, 0.9919),
            (0.5, 1.2023, 0.0012, 0.6006),
            (0.75, 1.0682, 0.0003, 0.2673),
            (0.9, 1.0233, 0.0003, 0.1025),
            (1.0, 1.0010, 0.0000, 0.0000),
        ],
        START,
        |failure_rate| load_bound(failure_rate, RETRIES, 1.0),
    );
}

#[test]
fn a_throttle_of_ten_grants_four_retries_in_an_outage_and_needs_51_successes_to_grant_again() {
    let budget = Budget::throttle(10, 0.1);
    let request = RetryRequest::new(Decision::Retry, &|| Duration::ZERO);
    let grants = || budget.withdraw(&request).is_some();
    let in_outage: Vec<bool> = (0..10)
        .map(|_| {
            budget.on_failure();
            grants()
        })
        .collect();
    let granted = in_outage.iter().take_while(|granted| **granted).count();
    assert_eq!(granted, 4);
    assert!(!in_outage[granted..].contains(&true));
    let successes = (1..1_000).find(|_| {
        budget.on_success(None);
        grants()
    });
    assert_eq!(successes, Some(51));
}
