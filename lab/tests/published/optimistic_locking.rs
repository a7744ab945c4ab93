//! Figures: Brooker's program of 2015, run 200 times (`aws_occ_summary.csv`).

use std::time::Duration;

use retries::{Backoff, Jitter, Policy};
use retry_lab::engine::Chance;
use retry_lab::published::Pacing;
use retry_lab::published::optimistic_locking::Contention;

use super::statistics::{assert_near, mean_pair, tolerance};

const BASE: Duration = Duration::from_millis(5);
const CAP: Duration = Duration::from_secs(2);
const RUNS: u32 = 100;

/// The means and the deviation of one row of the published table.
struct Row {
    clients: u32,
    millis: f64,
    deviation: f64,
    writes: f64,
}

const fn row(clients: u32, millis: f64, deviation: f64, writes: f64) -> Row {
    Row {
        clients,
        millis,
        deviation,
        writes,
    }
}

fn contention(clients: u32, pacing: Pacing) -> Contention {
    Contention {
        clients,
        pacing,
        leg: Duration::from_millis(10),
        deviation: Duration::from_millis(2),
    }
}

/// Returns the mean time in milliseconds and the mean number of writes.
fn means(contention: Contention) -> (f64, f64) {
    mean_pair((0..RUNS).map(|seed| {
        let effort = contention.run(&mut Chance::new(seed.into()));
        (effort.time.as_secs_f64() * 1e3, f64::from(effort.writes))
    }))
}

fn assert_rows(pacing: Pacing, rows: &[Row]) {
    for row in rows {
        let (millis, writes) = means(contention(row.clients, pacing));
        let near = tolerance(row.deviation, 200, RUNS);
        assert_near(
            &format!("{} clients, ms", row.clients),
            millis,
            row.millis,
            near,
        );
        assert_near("writes", writes, row.writes, 0.015 * row.writes);
    }
}

/// The published exponent starts at one, so that the first delay is twice the base.
fn exponential(jitter: Jitter) -> Pacing {
    shipped(Backoff::exponential(2 * BASE).cap(CAP), jitter)
}

fn shipped(backoff: Backoff, jitter: Jitter) -> Pacing {
    let policy = Policy::new().backoff(backoff).jitter(jitter);
    Pacing::Shipped(policy.unlimited_attempts())
}

#[test]
fn without_backoff_contention_costs_the_published_calls_and_time() {
    assert_rows(
        shipped(Backoff::fixed(Duration::ZERO), Jitter::None),
        &[
            row(1, 39.85, 3.87, 1.00),
            row(2, 82.16, 5.50, 3.00),
            row(20, 598.87, 52.62, 151.65),
            row(50, 1139.60, 43.41, 690.84),
            row(100, 2025.84, 43.53, 2422.07),
            row(200, 3693.53, 43.66, 8809.25),
        ],
    );
}

#[test]
fn with_exponential_backoff_contention_costs_the_published_calls_and_time() {
    assert_rows(
        exponential(Jitter::None),
        &[
            row(1, 39.82, 3.94, 1.00),
            row(2, 91.83, 5.56, 3.00),
            row(20, 14153.47, 2829.36, 148.65),
            row(50, 36402.07, 3150.28, 623.00),
            row(100, 63655.50, 3685.69, 1858.10),
            row(200, 104_396.82, 4403.05, 5602.23),
        ],
    );
}

#[test]
fn with_equal_jitter_contention_costs_the_published_calls_and_time() {
    assert_rows(
        exponential(Jitter::Equal),
        &[
            row(1, 40.58, 3.68, 1.00),
            row(2, 89.74, 5.45, 3.00),
            row(20, 1668.37, 456.03, 108.44),
            row(50, 4232.33, 562.93, 348.00),
            row(100, 6616.94, 664.60, 812.24),
            row(200, 9732.33, 664.99, 1872.32),
        ],
    );
}

#[test]
fn with_full_jitter_contention_costs_the_published_calls_and_time() {
    assert_rows(
        exponential(Jitter::Full),
        &[
            row(1, 39.79, 3.79, 1.00),
            row(2, 87.22, 6.00, 3.00),
            row(20, 996.60, 259.16, 99.84),
            row(50, 2885.28, 523.54, 332.82),
            row(100, 4961.95, 551.61, 795.53),
            row(200, 7704.74, 544.35, 1891.18),
        ],
    );
}

const DECORRELATED: [Row; 6] = [
    row(1, 40.52, 3.73, 1.00),
    row(2, 91.65, 6.36, 3.00),
    row(20, 819.37, 186.24, 101.11),
    row(50, 2278.43, 562.43, 375.50),
    row(100, 4637.75, 666.64, 1001.64),
    row(200, 8182.26, 789.96, 2609.01),
];

#[test]
fn with_the_published_decorrelated_jitter_contention_costs_the_published_calls_and_time() {
    let cut = Pacing::CutDecorrelated {
        base: BASE,
        cap: CAP,
    };
    assert_rows(cut, &DECORRELATED);
}

#[test]
fn the_shipped_decorrelated_jitter_is_the_published_one_while_waits_stay_below_the_cap() {
    let (below_cap, at_cap) = DECORRELATED.split_at(4);
    assert_rows(shipped_decorrelated(), below_cap);
    for row in at_cap {
        let (millis, writes) = means(contention(row.clients, shipped_decorrelated()));
        println!(
            "{} clients: {millis:.1} ms, {writes:.1} writes",
            row.clients
        );
        // After a wait at the cap, two thirds of the published draws are above it and cut to it. The shipped waits are
        // shorter on average: the clients need less time and about as many writes.
        assert!((0.85..0.95).contains(&(millis / row.millis)), "{millis} ms");
        assert!(
            (0.97..1.03).contains(&(writes / row.writes)),
            "{writes} writes"
        );
    }
}

fn shipped_decorrelated() -> Pacing {
    shipped(Backoff::exponential(BASE).cap(CAP), Jitter::Decorrelated)
}
