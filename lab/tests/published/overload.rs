//! Figures: a model after the prose of the book (`sre_cascade_1s_rounds.csv`, `sre_adaptive_throttling.csv`).

use std::time::Duration;

use retries::{Backoff, Budget, NoBudget, Policy, RetryBudget};
use retry_lab::engine::Chance;
use retry_lab::published::overload::{Cascade, Fate, Round, Throttling};

use super::statistics::assert_near;

fn cascade(capacity: usize, attempts: u32) -> Cascade {
    Cascade {
        calls: 10_100,
        capacity,
        policy: Policy::new()
            .backoff(Backoff::fixed(Duration::from_secs(1)))
            .max_attempts(attempts),
    }
}

fn run(cascade: Cascade, seconds: u64, budget: &dyn RetryBudget) -> Vec<Round> {
    cascade.run(seconds, budget, &mut Chance::new(1))
}

/// Returns the mean over these seconds.
fn mean<T>(seconds: &[T], count: fn(&T) -> u32) -> f64 {
    let values: Vec<f64> = seconds.iter().map(|second| count(second).into()).collect();
    super::statistics::mean(&values)
}

#[test]
fn retries_of_one_percent_of_overload_grow_by_as_much_each_second() {
    for (second, round) in (0_u32..).zip(run(cascade(10_000, 10), 20, &NoBudget)) {
        assert_eq!(round.retries, 100 * second);
        assert_eq!(round.requests, 10_100 + 100 * second);
    }
}

#[test]
fn retries_reach_the_published_plateau() {
    let rounds = run(cascade(10_000, 10), 600, &NoBudget);
    for (second, requests) in [
        (50, 15_099.5),
        (100, 19_984.3),
        (150, 23_876.0),
        (200, 25_931.4),
        (250, 26_701.8),
        (300, 26_946.9),
    ] {
        let ours = rounds[second].requests.into();
        assert_near("requests", ours, requests, 0.01 * requests);
    }
    let plateau = &rounds[400..];
    let requests = mean(plateau, |round| round.requests);
    assert_near("plateau", requests, 27_051.1, 0.005 * 27_051.1);
    assert_near(
        "given up",
        mean(plateau, |round| round.given_up),
        100.0,
        1.0,
    );
}

#[test]
fn a_budget_of_a_tenth_keeps_the_plateau_at_a_tenth() {
    // All calls of a second begin at once, and would not fit into the shipped capacity of 100 retries.
    let budget = Budget::ratio(0.1).min_per_second(0).capacity(2_000);
    let rounds = run(cascade(10_000, 10), 300, &budget);
    let all = mean(&rounds, |round| round.requests);
    assert!(all <= 11_110.0, "{all}");
    let requests = mean(&rounds[100..], |round| round.requests);
    assert_near("plateau", requests, 11_110.0, 11.1);
}

#[test]
fn in_an_outage_three_attempts_are_three_times_the_load_and_a_tenth_more_with_a_budget() {
    let load = |budget: &dyn RetryBudget| {
        let rounds = run(cascade(0, 3), 30, budget);
        mean(&rounds[2..], |round| round.requests) / 10_100.0
    };
    assert_near("load", load(&NoBudget), 3.0, 1e-9);
    let budget = Budget::ratio(0.1).min_per_second(0).capacity(2_000);
    assert_near("load with a budget", load(&budget), 1.1, 1e-3);
}

#[test]
fn clients_that_throttle_themselves_send_the_multiplier_times_what_is_accepted() {
    for (multiplier, requests, sent, rejected_per_accepted) in [
        (2.0, 1_500, 1_500.0, 0.500),
        (2.0, 3_000, 1_999.0, 0.999),
        (2.0, 10_000, 2_000.0, 1.000),
        (2.0, 100_000, 2_003.0, 1.003),
        (1.1, 1_500, 1_099.0, 0.099),
        (1.1, 3_000, 1_099.0, 0.099),
        (1.1, 10_000, 1_101.0, 0.101),
        (1.1, 100_000, 1_101.0, 0.101),
    ] {
        let model = Throttling {
            requests,
            capacity: 1_000,
        };
        let fates = model.run(180, &Budget::adaptive(multiplier), &mut Chance::new(1));
        let steady = &fates[120..];
        let accepted = mean(steady, |fate: &Fate| fate.accepted);
        let ours = mean(steady, |fate: &Fate| fate.sent);
        let what = format!("{multiplier} {requests}");
        assert_near(&format!("{what} accepted"), accepted, 1_000.0, 0.0);
        assert_near(&format!("{what} sent"), ours, sent, 0.01 * sent);
        let rejected = (ours - accepted) / accepted;
        assert_near(&what, rejected, rejected_per_accepted, 0.01);
    }
}
