//! Figures: Brooker's program, run 100 times (`brooker_collapse_probability.csv`). A mean of the goodput would hide that
//! a run either recovers or does not.

use std::time::Duration;

use retries::{Backoff, Budget, Jitter, NoBudget, Policy, RetryBudget};
use retry_lab::engine::Chance;
use retry_lab::published::Second;
use retry_lab::published::spike::Spike;

use super::statistics::{assert_near, mean, tolerance};

const RUNS: u32 = 300;
const FEW_RUNS: u32 = 60;

fn spike(policy: Policy) -> Spike {
    Spike {
        gap: Duration::from_secs(1) / 40,
        spike_gap: Duration::from_secs(1) / 80,
        from: Duration::from_secs(20),
        until: Duration::from_secs(25),
        leg: Duration::from_millis(100),
        service: Duration::from_secs(1),
        per_request: Duration::from_millis(10),
        timeout: Duration::from_secs(3),
        policy: policy.max_attempts(3),
        seconds: 80,
    }
}

const AT_ONCE: Policy = Policy::new().backoff(Backoff::fixed(Duration::ZERO));
const WITH_BACKOFF: Policy = Policy::new()
    .backoff(Backoff::exponential(Duration::from_secs(20)))
    .jitter(Jitter::Full);

/// What the runs came to.
struct Runs {
    /// The share of them that collapsed.
    collapsed: f64,
    /// The mean of the most attempts in one second since the spike, as a multiple of the calls, over the runs that
    /// collapsed.
    peak: f64,
}

fn run<B: RetryBudget>(policy: Policy, runs: u32, budget: impl Fn() -> B) -> Runs {
    let model = spike(policy);
    let peaks: Vec<f64> = (1..=runs)
        .map(|seed| model.run(&budget(), &mut Chance::new(seed.into())))
        .filter(|seconds| has_collapsed(seconds))
        .map(|seconds| {
            let most = seconds[20..].iter().map(|second| second.attempts).max();
            f64::from(most.unwrap_or_default()) / 40.0
        })
        .collect();
    Runs {
        collapsed: f64::from(u32::try_from(peaks.len()).unwrap_or_default()) / f64::from(runs),
        peak: mean(&peaks),
    }
}

/// Whether less than half of the calls of the last ten seconds succeed.
fn has_collapsed(seconds: &[Second]) -> bool {
    let last = &seconds[70..];
    let calls: u32 = last.iter().map(|second| second.calls).sum();
    let successes: u32 = last.iter().map(|second| second.successes).sum();
    2 * successes < calls
}

#[test]
fn without_backoff_seventy_percent_of_the_runs_collapse() {
    let runs = run(AT_ONCE, RUNS, || NoBudget);
    // The deviation of one run that collapses with this probability.
    let deviation = (0.7_f64 * 0.3).sqrt();
    assert_near(
        "collapsed",
        runs.collapsed,
        0.7,
        tolerance(deviation, 100, RUNS),
    );
    assert_near("peak", runs.peak, 3.858, tolerance(0.351, 70, RUNS / 2));
}

#[test]
fn with_backoff_and_jitter_no_run_collapses() {
    assert_near(
        "collapsed",
        run(WITH_BACKOFF, RUNS, || NoBudget).collapsed,
        0.0,
        0.0,
    );
}

#[test]
fn short_waits_do_not_prevent_the_collapse_and_the_default_budget_does() {
    assert!(run(Policy::new(), FEW_RUNS, || NoBudget).collapsed > 0.5);
    assert_near(
        "collapsed",
        run(Policy::new(), FEW_RUNS, Budget::new).collapsed,
        0.0,
        0.0,
    );
}

#[test]
fn without_backoff_budgets_prevent_the_collapse() {
    let ratio = run(AT_ONCE, FEW_RUNS, || Budget::ratio(0.1).min_per_second(0));
    let tokens = run(AT_ONCE, FEW_RUNS, || Budget::tokens(500));
    let throttle = run(AT_ONCE, FEW_RUNS, || Budget::throttle(10, 0.1));
    for runs in [ratio, tokens, throttle] {
        assert_near("collapsed", runs.collapsed, 0.0, 0.0);
    }
    // As many requests may fail as were accepted in the twenty seconds before, so that some retries come through.
    let adaptive = run(AT_ONCE, FEW_RUNS, || Budget::adaptive(2.0));
    assert!(
        (0.02..0.25).contains(&adaptive.collapsed),
        "{}",
        adaptive.collapsed
    );
}
