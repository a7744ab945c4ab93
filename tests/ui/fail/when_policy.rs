//! `when`: what contradicts itself or the other options.

use retries::retry;

#[retry(when(is_conflict, max_attempts = 1))]
fn one_attempt() -> Result<(), String> {
    Ok(())
}

#[retry(when(is_conflict, fixed("5ms"), max_attempts = 0))]
fn no_attempt() -> Result<(), String> {
    Ok(())
}

#[retry(max_attempts = 1, when(is_conflict, fixed("5ms")))]
fn no_attempt_left() -> Result<(), String> {
    Ok(())
}

#[retry(when(is_conflict, max_attempts = unlimited))]
fn nothing_ends_the_call() -> Result<(), String> {
    Ok(())
}

#[retry(when(is_conflict, exp(base = "2s", cap = "1s")))]
fn cap_below_base() -> Result<(), String> {
    Ok(())
}

#[retry(when(is_conflict, exp(base = "2s", factor = 0.5)))]
fn shrinking_waits() -> Result<(), String> {
    Ok(())
}

#[retry(jitter = decorrelated, when(is_conflict, exp(base = "1s")))]
fn decorrelated_without_a_cap() -> Result<(), String> {
    Ok(())
}

#[retry(deadline = "1s", when(is_conflict, fixed("2s")))]
fn a_wait_past_the_deadline() -> Result<(), String> {
    Ok(())
}

#[retry(deadline = "1s", when(is_conflict, fixed("0s")))]
fn without_a_wait() -> Result<(), String> {
    Ok(())
}

#[retry(fixed("0s"), deadline = "1s", max_attempts = 3, when(is_conflict, max_attempts = unlimited))]
fn without_a_wait_and_a_limit() -> Result<(), String> {
    Ok(())
}

#[retry(when(is_conflict, fixed("5ms")), when(is_locked, fixed("5ms")), when(is_conflict, max_attempts = 10))]
fn the_same_condition_twice() -> Result<(), String> {
    Ok(())
}

fn main() {}
