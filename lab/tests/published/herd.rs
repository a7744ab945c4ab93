//! Figures: a model of our own (`herd_peak_20ms.csv`), the means of 11 seeds, and of 5 with a million clients.

use std::time::Duration;

use retries::{Backoff, Jitter, Policy};
use retry_lab::engine::Chance;
use retry_lab::published::Pacing;
use retry_lab::published::herd::Herd;

use super::statistics::{assert_near, mean};

const BASE: Duration = Duration::from_secs(1);
const RETRIES: u32 = 5;

fn shipped(jitter: Jitter) -> Pacing {
    Pacing::Shipped(
        Policy::new()
            .backoff(Backoff::exponential(BASE))
            .jitter(jitter)
            .max_attempts(RETRIES + 1),
    )
}

fn herd(clients: u32, pacing: Pacing) -> Herd {
    Herd {
        clients,
        pacing,
        retries: RETRIES,
        bin: Duration::from_millis(20),
    }
}

fn mean_peak(herd: Herd, seeds: u64) -> f64 {
    let peaks: Vec<f64> = (1..=seeds)
        .map(|seed| herd.peak(&mut Chance::new(seed)).into())
        .collect();
    mean(&peaks)
}

#[test]
fn a_herd_has_the_published_peak() {
    for (clients, seeds, jitter, published) in [
        (100_000, 1, Jitter::None, 100_000.0),
        (100_000, 11, Jitter::Full, 3153.1),
        (100_000, 11, Jitter::Equal, 4130.4),
        (100_000, 11, Jitter::Decorrelated, 1344.9),
        (1_000_000, 1, Jitter::Full, 31_328.8),
        (1_000_000, 1, Jitter::Equal, 40_406.4),
        (1_000_000, 1, Jitter::Decorrelated, 13_050.8),
    ] {
        let ours = mean_peak(herd(clients, shipped(jitter)), seeds);
        let what = format!("{clients} {jitter}");
        assert_near(&what, ours, published, 0.03 * published);
    }
}

#[test]
fn without_a_cap_the_published_decorrelated_jitter_is_the_shipped_one() {
    let cut = Pacing::CutDecorrelated {
        base: BASE,
        cap: Duration::MAX,
    };
    let ours = mean_peak(herd(100_000, shipped(Jitter::Decorrelated)), 11);
    assert_near("peak", mean_peak(herd(100_000, cut), 11), ours, 0.03 * ours);
}

#[test]
fn a_cap_makes_half_of_a_herd_return_at_once_only_with_the_published_decorrelated_jitter() {
    const CLIENTS: u32 = 100_000;
    // The first wait is drawn from one to three seconds: half of the waits are cut at two.
    let cap = 2 * BASE;
    let cut = herd(CLIENTS, Pacing::CutDecorrelated { base: BASE, cap });
    let policy = Policy::new()
        .backoff(Backoff::exponential(BASE).cap(cap))
        .jitter(Jitter::Decorrelated)
        .max_attempts(RETRIES + 1);
    let below = herd(CLIENTS, Pacing::Shipped(policy));
    let (cut, below) = (mean_peak(cut, 3), mean_peak(below, 3));
    println!("cut at the cap: {cut}, drawn below it: {below}");
    assert!(cut > 0.5 * f64::from(CLIENTS), "{cut}");
    assert!(below < 0.03 * f64::from(CLIENTS), "{below}");
}
