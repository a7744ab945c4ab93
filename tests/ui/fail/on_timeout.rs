//! `on_timeout`.

use retries::{TimedOut, retry};

enum Error {
    Late,
}

fn of_nothing() -> Error {
    Error::Late
}

fn another_error(_: TimedOut) -> String {
    String::new()
}

#[retry(on_timeout = |_| Error::Late)]
async fn without_a_timeout() -> Result<(), Error> {
    Ok(())
}

#[retry(attempt_timeout = never, on_timeout = |_| Error::Late)]
async fn never() -> Result<(), Error> {
    Ok(())
}

#[retry(policy = POLICY, on_timeout = |_| Error::Late)]
async fn with_a_policy() -> Result<(), Error> {
    Ok(())
}

#[retry(attempt_timeout = "2s", on_timeout)]
async fn without_a_value() -> Result<(), Error> {
    Ok(())
}

#[retry(attempt_timeout = "2s", on_timeout = "late")]
async fn quoted() -> Result<(), Error> {
    Ok(())
}

#[retry(attempt_timeout = "2s", on_timeout(late))]
async fn in_parentheses() -> Result<(), Error> {
    Ok(())
}

#[retry(attempt_timeout = "2s", on_timeout = |_| Error::Late)]
fn on_a_thread() -> Result<(), Error> {
    Ok(())
}

#[retry(attempt_timeout = "2s", on_timeout = of_nothing)]
async fn takes_nothing() -> Result<(), Error> {
    Ok(())
}

#[retry(attempt_timeout = "2s", on_timeout = another_error)]
async fn makes_another_error() -> Result<(), Error> {
    Ok(())
}

#[retry(attempt_timeout = "2s", on_timeout = |_| "late")]
async fn a_closure_makes_another_error() -> Result<(), Error> {
    Ok(())
}

#[retry(attempt_timeout = "2s", on_timeout = |_| ())]
async fn of_an_option() -> Option<u8> {
    Some(1)
}

fn main() {}
