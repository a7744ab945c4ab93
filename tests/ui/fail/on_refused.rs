//! `on_refused`.

use retries::{Budget, Refused, retry};

static BUDGET: Budget = Budget::adaptive(2.0);

enum Error {
    Overloaded,
}

fn another_error(_: Refused) -> String {
    String::new()
}

#[retry(on_refused = |_| Error::Overloaded)]
fn without_a_budget() -> Result<(), Error> {
    Ok(())
}

#[retry(budget = BUDGET, on_refused)]
fn without_a_value() -> Result<(), Error> {
    Ok(())
}

#[retry(budget = BUDGET, on_refused = "overloaded")]
fn quoted() -> Result<(), Error> {
    Ok(())
}

#[retry(budget = BUDGET, on_refused = || Error::Overloaded)]
fn without_an_argument() -> Result<(), Error> {
    Ok(())
}

#[retry(budget = BUDGET, on_refused = another_error)]
fn makes_another_error() -> Result<(), Error> {
    Ok(())
}

#[retry(budget = BUDGET, on_refused = |_| ())]
fn of_an_option() -> Option<u8> {
    Some(1)
}

fn main() {}
