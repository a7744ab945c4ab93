//! `budget`, `on_exhausted`.

use retries::{Budget, retry};

static BUDGET: Budget = Budget::new();
static NO_BUDGET: u32 = 20;

fn returns_a_number() -> Box<u32> {
    Box::new(20)
}

#[retry(budget())]
fn empty_parentheses() -> Result<(), ()> {
    Ok(())
}

#[retry(budget = 0.2)]
fn a_literal() -> Result<(), ()> {
    Ok(())
}

#[retry(budget = "BUDGET")]
fn quoted() -> Result<(), ()> {
    Ok(())
}

#[retry(budget(BUDGET))]
fn in_parentheses() -> Result<(), ()> {
    Ok(())
}

#[retry(budget = NO_BUDGET)]
fn another_type() -> Result<(), ()> {
    Ok(())
}

#[retry(budget = returns_a_number())]
fn a_call_that_returns_another_type() -> Result<(), ()> {
    Ok(())
}

#[retry(retry_budget = BUDGET)]
fn another_name() -> Result<(), ()> {
    Ok(())
}

#[retry(budget = BUDGET, on_exhausted = sleep)]
fn another_word() -> Result<(), ()> {
    Ok(())
}

#[retry(budget = BUDGET, on_exhausted = "wait")]
fn word_in_quotes() -> Result<(), ()> {
    Ok(())
}

#[retry(budget = BUDGET, on_exhausted)]
fn no_word() -> Result<(), ()> {
    Ok(())
}

#[retry(on_exhausted = wait)]
fn nothing_to_be_empty() -> Result<(), ()> {
    Ok(())
}

#[retry(budget = retries::Budget::ratio(0.1).min_per_second(5))]
fn a_new_budget_in_each_call() -> Result<(), ()> {
    Ok(())
}

#[retry(budget = never)]
fn a_word_of_another_option() -> Result<(), ()> {
    Ok(())
}

fn main() {}
