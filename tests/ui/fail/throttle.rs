//! `throttle`.

use retries::retry;

#[retry(throttle)]
fn without_a_value() -> Result<(), ()> {
    Ok(())
}

#[retry(throttle = "1s")]
fn a_duration() -> Result<(), ()> {
    Ok(())
}

#[retry(throttle(exp(base = "1s")))]
fn in_parentheses() -> Result<(), ()> {
    Ok(())
}

#[retry(throttle = exp)]
fn without_its_parts() -> Result<(), ()> {
    Ok(())
}

#[retry(throttle = exp(cap = "10s"))]
fn without_a_base() -> Result<(), ()> {
    Ok(())
}

#[retry(throttle = exp(base = "1s", factor = 0.5))]
fn with_a_factor_below_one() -> Result<(), ()> {
    Ok(())
}

#[retry(jitter = decorrelated, throttle = exp(base = "1s"))]
fn decorrelated_without_a_cap() -> Result<(), ()> {
    Ok(())
}

#[retry(throttle = std::time::Duration::ZERO)]
fn another_type() -> Result<(), ()> {
    Ok(())
}

#[retry(throttle = fixed("0s"), deadline = "1s")]
fn without_a_wait() -> Result<(), ()> {
    Ok(())
}

fn main() {}
