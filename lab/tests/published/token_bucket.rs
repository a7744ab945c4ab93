//! Figures: Brooker's program of 2022, run 20 times, 3 times for 100 s (`brooker_retry_sim_summary.csv`).

use std::time::Duration;

use retries::{Backoff, Budget, NoBudget, Policy, RetryBudget};
use retry_lab::engine::Chance;
use retry_lab::published::token_bucket::{Traffic, expected_load, expected_success};

use super::buckets::Published;
use super::statistics::{assert_near, mean_pair, tolerance};

const CLIENTS: usize = 100;
const RUNS: u32 = 20;

fn traffic(failure_rate: f64, seconds: u64, policy: Policy) -> Traffic {
    Traffic {
        gap: Duration::from_millis(100),
        leg: Duration::from_millis(10),
        duration: Duration::from_secs(seconds),
        failure_rate,
        policy,
    }
}

/// A policy that retries at once.
fn at_once() -> Policy {
    Policy::new()
        .backoff(Backoff::fixed(Duration::ZERO))
        .unlimited_attempts()
}

/// Returns the mean load and the mean share of successes.
fn means<B: RetryBudget>(traffic: Traffic, runs: u32, budget: impl Fn() -> B) -> (f64, f64) {
    mean_pair((0..runs).map(|seed| {
        let budgets: Vec<B> = (0..CLIENTS).map(|_| budget()).collect();
        let totals = traffic.run(&budgets, &mut Chance::new(seed.into()));
        (totals.load(), totals.success())
    }))
}

/// The shipped budget of the published model: a tenth of a retry a call, at most five saved up, and all five at first.
fn shipped() -> Budget {
    let budget = Budget::ratio(0.1).min_per_second(0).capacity(5);
    (0..50).for_each(|_| budget.deposit());
    budget
}

#[test]
fn three_retries_have_the_published_load_and_success() {
    for (failure_rate, load, load_deviation, success, success_deviation) in [
        (0.01, 1.0102, 0.0010, 1.0000, 0.0000),
        (0.05, 1.0524, 0.0021, 1.0000, 0.0000),
        (0.1, 1.1100, 0.0037, 0.9999, 0.0001),
        (0.2, 1.2475, 0.0053, 0.9982, 0.0004),
        (0.5, 1.8748, 0.0094, 0.9376, 0.0021),
        (0.9, 3.4431, 0.0114, 0.3410, 0.0055),
        (1.0, 4.0000, 0.0000, 0.0000, 0.0000),
    ] {
        let policy = at_once().max_attempts(4);
        let ours = means(traffic(failure_rate, 10, policy), RUNS, || NoBudget);
        // The published figures have four decimal places.
        let near = |deviation| tolerance(deviation, 20, RUNS) + 0.000_05;
        let (of_load, of_success) = (near(load_deviation), near(success_deviation));
        assert_near("load", ours.0, load, of_load);
        assert_near("success", ours.1, success, of_success);
        assert_near(
            "load, closed form",
            ours.0,
            expected_load(failure_rate, 3),
            of_load,
        );
        let expected = expected_success(failure_rate, 3);
        assert_near("success, closed form", ours.1, expected, of_success);
    }
}

#[test]
fn a_bucket_of_five_retries_has_the_published_load_and_success() {
    for (failure_rate, load, load_deviation, success, success_deviation) in [
        (0.01, 1.0101, 0.0008, 1.0000, 0.0000),
        (0.05, 1.0533, 0.0024, 0.9999, 0.0002),
        (0.1, 1.1024, 0.0023, 0.9919, 0.0017),
        (0.2, 1.1347, 0.0008, 0.9087, 0.0040),
        (0.5, 1.1415, 0.0006, 0.5701, 0.0044),
        (0.9, 1.1428, 0.0006, 0.1152, 0.0034),
        (1.0, 1.1432, 0.0007, 0.0000, 0.0000),
    ] {
        let traffic = traffic(failure_rate, 10, at_once());
        let near = |deviation| tolerance(deviation, 20, RUNS) + 0.000_05;
        let ours = means(traffic, RUNS, || Published::new(0.1, 5.0));
        assert_near("load", ours.0, load, near(load_deviation));
        assert_near("success", ours.1, success, near(success_deviation));
        // The shipped bucket grants its last token. That is one tenth of a retry more in a hundred calls.
        let ours = means(traffic, RUNS, shipped);
        assert_near("shipped load", ours.0, load, near(load_deviation) + 0.002);
        let of_success = near(success_deviation) + 0.002;
        assert_near("shipped success", ours.1, success, of_success);
    }
}

#[test]
fn over_a_hundred_seconds_the_five_retries_of_the_start_matter_less() {
    let traffic = traffic(1.0, 100, at_once());
    let published = means(traffic, 3, || Published::new(0.1, 5.0));
    assert_near("load", published.0, 1.1044, 0.0005);
    let shipped = means(traffic, 3, shipped);
    assert_near("shipped load", shipped.0, 1.1044, 0.0005);
}

#[test]
fn the_same_seed_gives_the_same_run() {
    let run = |seed| {
        let budgets = [shipped(), shipped()];
        traffic(0.5, 10, at_once()).run(&budgets, &mut Chance::new(seed))
    };
    assert_eq!(run(1), run(1));
    assert_ne!(run(1), run(2));
}
