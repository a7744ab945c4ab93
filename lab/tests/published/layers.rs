//! Figures: a model of our own, and its closed form (`layered_amplification.csv`).

use std::time::Duration;

use retries::{Backoff, Budget, NoBudget, Policy};
use retry_lab::engine::Chance;
use retry_lab::published::layers::{Layers, expected_leaf_calls};

use super::statistics::assert_near;

fn layers(layers: u32, attempts: u32, failure_rate: f64) -> Layers {
    Layers {
        layers,
        policy: Policy::new()
            .backoff(Backoff::fixed(Duration::ZERO))
            .max_attempts(attempts),
        failure_rate,
    }
}

#[test]
fn in_an_outage_layers_multiply_their_attempts() {
    for (count, attempts, calls) in [(1, 4, 4), (2, 4, 16), (3, 3, 27), (3, 4, 64), (5, 3, 243)] {
        let stack = layers(count, attempts, 1.0);
        assert_eq!(stack.leaf_calls(&NoBudget, &mut Chance::new(1)), calls);
        let expected = expected_leaf_calls(count, attempts, 1.0);
        assert_near("leaf calls", expected, calls.into(), 1e-9);
    }
}

#[test]
fn a_leaf_that_sometimes_fails_gets_the_expected_calls() {
    const REQUESTS: u32 = 100_000;
    for (count, attempts, failure_rate, calls) in [
        (1, 4, 0.1, 1.111),
        (1, 4, 0.5, 1.875),
        (1, 4, 0.9, 3.439),
        (2, 4, 0.1, 1.111),
        (2, 4, 0.5, 2.000),
        (2, 4, 0.9, 8.147),
        (3, 3, 0.1, 1.111),
        (3, 3, 0.5, 2.000),
        (3, 3, 0.9, 9.419),
        (3, 4, 0.1, 1.111),
        (3, 4, 0.5, 2.000),
        (3, 4, 0.9, 9.988),
        (5, 3, 0.1, 1.111),
        (5, 3, 0.5, 2.000),
        (5, 3, 0.9, 10.000),
    ] {
        let expected = expected_leaf_calls(count, attempts, failure_rate);
        assert_near("closed form", expected, calls, 6e-4);
        let ours = layers(count, attempts, failure_rate).mean_leaf_calls(
            REQUESTS,
            &NoBudget,
            &mut Chance::new(3),
        );
        // Without a limit of tries their number is geometric: its deviation is sqrt(f) / (1 - f), and smaller with one.
        let deviation = failure_rate.sqrt() / (1.0 - failure_rate);
        let tolerance = 3.5 * deviation / f64::from(REQUESTS).sqrt();
        assert_near("leaf calls", ours, expected, tolerance);
    }
}

#[test]
fn layers_that_stop_after_nested_retries_do_not_multiply() {
    for (count, attempts) in [(3, 3), (3, 4), (5, 3)] {
        let mut stack = layers(count, attempts, 1.0);
        stack.policy = stack.policy.stop_nested();
        let calls = stack.leaf_calls(&NoBudget, &mut Chance::new(1));
        assert_eq!(calls, attempts, "{count} layers of {attempts} attempts");
    }
}

#[test]
fn a_budget_of_the_lowest_layer_bounds_what_it_adds_but_not_what_others_multiply() {
    let budget = Budget::ratio(0.1).min_per_second(0);
    let calls = layers(3, 4, 1.0).mean_leaf_calls(10_000, &budget, &mut Chance::new(1));
    assert_near("leaf calls", calls, 16.0 * 1.1, 0.01);
}
