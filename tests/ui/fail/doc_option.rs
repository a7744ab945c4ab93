//! `doc`.

use retries::retry;

#[retry(doc)]
fn without_a_value() -> Result<(), ()> {
    Ok(())
}

/// Documented.
#[retry(doc = true)]
fn the_default() -> Result<(), ()> {
    Ok(())
}

#[retry(doc = "false")]
fn in_quotes() -> Result<(), ()> {
    Ok(())
}

#[retry(doc = "Gets it.")]
fn a_text() -> Result<(), ()> {
    Ok(())
}

#[retry(doc = none)]
fn a_word() -> Result<(), ()> {
    Ok(())
}

#[retry(doc(hidden))]
fn in_parentheses() -> Result<(), ()> {
    Ok(())
}

#[retry(docs = false)]
fn misspelled() -> Result<(), ()> {
    Ok(())
}

#[retries::policy(doc = true)]
const POLICY: retries::Policy;

fn main() {}
