//! `rate_limited`.

use retries::retry;

#[retry(rate_limited)]
fn without_a_value() -> Result<(), ()> {
    Ok(())
}

#[retry(rate_limited = "1s")]
fn a_duration() -> Result<(), ()> {
    Ok(())
}

#[retry(rate_limited(exp(base = "1s")))]
fn in_parentheses() -> Result<(), ()> {
    Ok(())
}

#[retry(rate_limited = exp)]
fn without_its_parts() -> Result<(), ()> {
    Ok(())
}

#[retry(rate_limited = exp(cap = "10s"))]
fn without_a_base() -> Result<(), ()> {
    Ok(())
}

#[retry(rate_limited = exp(base = "1s", factor = 0.5))]
fn with_a_factor_below_one() -> Result<(), ()> {
    Ok(())
}

#[retry(jitter = decorrelated, rate_limited = exp(base = "1s"))]
fn decorrelated_without_a_cap() -> Result<(), ()> {
    Ok(())
}

#[retry(rate_limited = std::time::Duration::ZERO)]
fn another_type() -> Result<(), ()> {
    Ok(())
}

#[retry(rate_limited = fixed("0s"), deadline = "1s")]
fn without_a_wait() -> Result<(), ()> {
    Ok(())
}

fn main() {}
