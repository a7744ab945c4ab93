//! Policies that cannot mean what they say.

use retries::{Backoff, Budget, Jitter, Policy, retry};
use std::time::Duration;

#[retry(exp(base = "2s"), deadline = "1s")]
fn deadline_before_the_first_wait() -> Result<(), ()> {
    Ok(())
}

#[retry(fixed("10s"), jitter = 0.25, max_attempts = 3, deadline = "7s")]
fn deadline_before_the_shortest_first_wait() -> Result<(), ()> {
    Ok(())
}

#[retry(deadline = "50ms")]
fn deadline_before_the_default_wait() -> Result<(), ()> {
    Ok(())
}

#[retry(max_attempts = unlimited)]
fn no_limit() -> Result<(), ()> {
    Ok(())
}

#[retry(fixed("0s"), deadline = "10s")]
fn spins_until_the_deadline() -> Result<(), ()> {
    Ok(())
}

#[retry(exp(base = "0s"), max_attempts = unlimited, deadline = never)]
fn spins_for_ever() -> Result<(), ()> {
    Ok(())
}

#[retry(rate_limited = exp(base = "10s", cap = "2s"))]
fn rate_limited_below_its_base() -> Result<(), ()> {
    Ok(())
}

#[retry(deadline = "5s", attempt_timeout = "5s")]
async fn attempt_as_long_as_the_call() -> Result<(), std::io::Error> {
    Ok(())
}

const HASTY: Policy = Policy::new()
    .backoff(Backoff::fixed(Duration::from_secs(2)))
    .jitter(Jitter::None)
    .deadline(Duration::from_millis(1500));

#[retry(policy = HASTY)]
fn a_constant_policy() -> Result<(), ()> {
    Ok(())
}

const ENDLESS: Policy = Policy::new().unlimited_attempts();

#[retry(policy = ENDLESS)]
fn a_constant_policy_without_a_limit() -> Result<(), ()> {
    Ok(())
}

const SOON: Duration = Duration::from_secs(1);

#[retry(fixed("2s"), deadline = SOON)]
fn a_constant_deadline() -> Result<(), ()> {
    Ok(())
}

#[retry(exp(base = "2s", cap = SOON))]
fn a_constant_cap() -> Result<(), ()> {
    Ok(())
}

#[retry(fixed("1s"), reset_after = "1m", deadline = "60s")]
fn resets_after_the_deadline() -> Result<(), ()> {
    Ok(())
}

#[retry(fixed("1s"), attempt_timeout = "5s", reset_after = "1m")]
async fn resets_after_the_attempt_timeout() -> Result<(), std::io::Error> {
    Ok(())
}

#[retry(fixed("1s"), reset_after = "0s")]
fn resets_always() -> Result<(), ()> {
    Ok(())
}

#[retry(fixed("1ms"), reset_after = SOON, deadline = "500ms")]
fn resets_after_a_constant() -> Result<(), ()> {
    Ok(())
}

#[retry(reset_after = never)]
fn never_resets() -> Result<(), ()> {
    Ok(())
}

static BUDGET: Budget = Budget::new();

#[retry(max_attempts = unlimited, budget = BUDGET)]
fn a_budget_is_no_limit_of_a_call() -> Result<(), ()> {
    Ok(())
}

fn main() {}
