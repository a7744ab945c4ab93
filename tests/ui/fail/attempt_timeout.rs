//! `attempt_timeout`.

use retries::{Policy, TimedOut, retry};
use std::time::Duration;

#[derive(Debug)]
enum Error {
    Own,
}

const IMPATIENT: Policy = Policy::new().attempt_timeout(Duration::from_secs(2));

#[retry(attempt_timeout = "2s")]
fn on_a_thread() -> Result<(), std::io::Error> {
    Ok(())
}

#[retry(attempt_timeout = "2s")]
async fn an_error_that_it_cannot_make() -> Result<(), Error> {
    Err(Error::Own)
}

#[retry(attempt_timeout = "2s")]
async fn an_error_of_another_crate() -> Result<u8, std::num::ParseIntError> {
    "1".parse()
}

#[retry(attempt_timeout = 2)]
async fn without_a_unit() -> Result<(), std::io::Error> {
    Ok(())
}

#[retry(timeout = "2s")]
async fn another_name() -> Result<(), std::io::Error> {
    Ok(())
}

#[retry(attempt_timeout = "2s", attempt_timeout = "3s")]
async fn twice() -> Result<(), std::io::Error> {
    Ok(())
}

#[retry(attempt_timeout = "never")]
async fn quoted() -> Result<(), std::io::Error> {
    Ok(())
}

#[retry(attempt_timeout = policy)]
async fn of_no_policy() -> Result<(), std::io::Error> {
    Ok(())
}

#[retry(policy = IMPATIENT, attempt_timeout = policy)]
fn of_a_policy_on_a_thread() -> Result<(), std::io::Error> {
    Ok(())
}

#[retry(policy = IMPATIENT)]
async fn not_taken_over() -> Result<(), std::io::Error> {
    Ok(())
}

#[retry(policy = IMPATIENT)]
fn not_dropped_on_a_thread() -> Result<(), std::io::Error> {
    Ok(())
}

#[retry(policy = IMPATIENT, deadline = "1s", attempt_timeout = policy)]
async fn a_deadline_before_the_timeout_of_the_policy() -> Result<(), std::io::Error> {
    Ok(())
}

fn main() {
    let _: Option<TimedOut> = None;
}
