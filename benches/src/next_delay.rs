//! The computation of the waits before eight retries, from a new policy and without waiting: doubling from a
//! second to at most a minute, with full jitter.
//!
//! backon's jitter is additive, and backoff's is half to one and a half times the wait. The exponential
//! backoff of the crate retry has no cap: it is cut here. tower returns its waits only as timers, and
//! tryhard has no jitter.

use std::hint::black_box;
use std::time::Duration;

use backoff::backoff::Backoff;
use backon::BackoffBuilder;
use retries::state::{RetryState, Step};
use retries::{Decision, Jitter, Policy};

use crate::contestant::{Contestant, Entry};

pub const RETRIES: u32 = 8;
const BASE: Duration = Duration::from_secs(1);
const CAP: Duration = Duration::from_mins(1);

/// All annotated functions share the code of the decision, which cannot see the policy.
pub fn contestants() -> Vec<Entry> {
    beside(Entry::new(Contestant::Ours, || ours(black_box)))
}

/// The policy is a constant beside the loop, and the compiler inlines the decision.
pub fn of_known_policy() -> Vec<Entry> {
    beside(Entry::new(Contestant::Ours, || ours(|policy| policy)))
}

/// The others are the same in both rows: the compiler knows their policies.
fn beside(ours: Entry) -> Vec<Entry> {
    vec![
        Entry::new(Contestant::HandLoop, hand_loop),
        ours,
        Entry::new(Contestant::Backon, backon),
        Entry::new(Contestant::TokioRetry2, tokio_retry2),
        Entry::new(Contestant::Retry, retry),
        Entry::new(Contestant::Backoff, backoff),
        Entry::new(Contestant::TokioRetry, tokio_retry),
    ]
}

fn hand_loop() {
    for attempts in 1..=RETRIES {
        // In a real loop the compiler does not know the number of waits.
        let attempts = black_box(attempts);
        let longest = BASE.saturating_mul(1 << (attempts - 1)).min(CAP);
        black_box(longest.mul_f64(fastrand::f64()));
    }
}

fn ours(seen: impl Fn(&'static Policy) -> &'static Policy) {
    static POLICY: Policy = Policy::new()
        .backoff(retries::Backoff::exponential(BASE).cap(CAP))
        .jitter(Jitter::Full)
        .unlimited_attempts();
    let mut run = RetryState::new();
    for _ in 0..RETRIES {
        let policy = seen(&POLICY);
        let chance = fastrand::u64(..);
        let step = black_box(&mut run).on_failure(policy, Decision::Retry, None, chance);
        if let Step::Wait(wait) = step {
            black_box(wait);
        }
    }
}

fn backon() {
    let policy = backon::ExponentialBuilder::default()
        .with_min_delay(BASE)
        .with_max_delay(CAP)
        .without_max_times()
        .with_jitter();
    draw(policy.build());
}

fn tokio_retry2() {
    let jitter = tokio_retry2::strategy::jitter_with_bounds(0.0, 1.0);
    let policy = tokio_retry2::strategy::ExponentialFactorBackoff::from_millis(1000, 2.0);
    draw(policy.max_delay(CAP).map(jitter));
}

fn retry() {
    let policy = retry::delay::Exponential::from_millis(1000);
    draw(policy.map(|wait| wait.min(CAP)).map(retry::delay::jitter));
}

fn backoff() {
    let mut policy: backoff::ExponentialBackoff = backoff::ExponentialBackoffBuilder::new()
        .with_initial_interval(BASE)
        .with_multiplier(2.0)
        .with_max_interval(CAP)
        .with_max_elapsed_time(None)
        .build();
    draw(std::iter::from_fn(|| policy.next_backoff()));
}

fn tokio_retry() {
    let policy = tokio_retry::strategy::ExponentialBackoff::from_millis(2).factor(500);
    draw(policy.max_delay(CAP).map(tokio_retry::strategy::jitter));
}

fn draw(mut waits: impl Iterator<Item = Duration>) {
    for _ in 0..RETRIES {
        black_box(waits.next());
    }
}
