//! `name`.

use retries::retry;

#[retry(name)]
fn without_a_value() -> Result<(), ()> {
    Ok(())
}

#[retry(name("billing.charge"))]
fn in_parentheses() -> Result<(), ()> {
    Ok(())
}

#[retry(name = billing)]
fn without_quotes() -> Result<(), ()> {
    Ok(())
}

#[retry(name = billing::CHARGE)]
fn a_constant() -> Result<(), ()> {
    Ok(())
}

#[retry(name = 7)]
fn a_number() -> Result<(), ()> {
    Ok(())
}

#[retry(name = "")]
fn empty() -> Result<(), ()> {
    Ok(())
}

#[retry(name = "  ")]
fn spaces() -> Result<(), ()> {
    Ok(())
}

#[retry(name = "two\nlines")]
fn two_lines() -> Result<(), ()> {
    Ok(())
}

#[retry(named = "billing.charge")]
fn the_word_of_closures() -> Result<(), ()> {
    Ok(())
}

#[retry(label = "billing.charge")]
fn another_word() -> Result<(), ()> {
    Ok(())
}

struct Billing;

#[retry(name = "billing.charge")]
impl Billing {
    fn charge(&self) -> Result<(), ()> {
        Ok(())
    }
}

#[retries::policy(name = "billing.charge")]
const BILLING: retries::Policy;

fn main() {}
