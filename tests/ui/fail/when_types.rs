//! What the types say of `when`.

use std::time::Duration;

use retries::retry;

fn is_conflict(error: &u16) -> bool {
    *error == 409
}

fn is_of_a_value(error: u16) -> bool {
    error == 409
}

fn returns_nothing(_: &u16) {}

#[retry(when(is_conflict, fixed("5ms")))]
fn another_error() -> Result<(), String> {
    Ok(())
}

#[retry(when(is_of_a_value, fixed("5ms")))]
fn a_value_instead_of_a_reference() -> Result<(), u16> {
    Ok(())
}

#[retry(when(returns_nothing, fixed("5ms")))]
fn a_condition_without_a_value() -> Result<(), u16> {
    Ok(())
}

#[retry(when(|error| error == 409, fixed("5ms")))]
fn a_reference_compared_with_a_value() -> Result<(), u16> {
    Ok(())
}

#[retry(when(|_| retries::Decision::Retry, max_attempts = 5))]
fn a_decision_instead_of_bool() -> Result<(), u16> {
    Ok(())
}

const WAIT: Duration = Duration::from_secs(60);

#[retry(fixed("1s"), deadline = "30s", when(is_conflict, fixed(WAIT)))]
fn a_constant_wait_past_the_deadline() -> Result<(), u16> {
    Ok(())
}

fn main() {}
