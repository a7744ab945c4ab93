//! `on_retry`, `on_give_up`.

use retries::{Event, retry};

fn of_another_error(_: &Event<'_, u8>) {}

fn of_nothing() {}

#[retry(on_retry)]
fn without_a_value() -> Result<(), String> {
    Ok(())
}

#[retry(on_retry = "log")]
fn in_quotes() -> Result<(), String> {
    Ok(())
}

#[retry(on_give_up(log))]
fn in_parentheses() -> Result<(), String> {
    Ok(())
}

#[retry(on_retry = of_another_error)]
fn another_error() -> Result<(), String> {
    Ok(())
}

#[retry(on_give_up = of_nothing)]
fn no_event() -> Result<(), String> {
    Ok(())
}

#[retry(on_retry = async |_| ())]
fn asynchronous() -> Result<(), String> {
    Ok(())
}

#[retry(before_sleep = log)]
fn another_name() -> Result<(), String> {
    Ok(())
}

fn main() {}
