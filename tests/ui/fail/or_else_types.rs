//! What the types say of `or_else`.

use retries::{Policy, StopReason, retry};

#[derive(Debug)]
struct Error;

async fn later(error: Error) -> Result<u8, Error> {
    Err(error)
}

fn of_a_reference(_: &Error) -> Result<u8, Error> {
    Ok(1)
}

fn in_another_order(_: StopReason, error: Error) -> Result<u8, Error> {
    Err(error)
}

fn the_value_alone(_: Error) -> u8 {
    1
}

fn of_nothing() -> Result<u8, Error> {
    Ok(1)
}

async fn the_value_alone_later(_: Error) -> u8 {
    1
}

#[retry(or_else = later)]
fn an_async_path_on_a_blocking_function() -> Result<u8, Error> {
    Err(Error)
}

#[retry(or_else = |error| later(error))]
fn a_future_on_a_blocking_function() -> Result<u8, Error> {
    Err(Error)
}

#[retry(or_else = of_a_reference)]
fn a_reference() -> Result<u8, Error> {
    Err(Error)
}

#[retry(or_else = in_another_order)]
fn another_order() -> Result<u8, Error> {
    Err(Error)
}

#[retry(or_else = the_value_alone)]
fn a_path_to_the_value_alone() -> Result<u8, Error> {
    Err(Error)
}

#[retry(or_else = |_| 1)]
fn a_closure_of_the_value_alone() -> Result<u8, Error> {
    Err(Error)
}

#[retry(or_else = |_| Ok("cached"))]
fn another_value() -> Result<u8, Error> {
    Err(Error)
}

#[retry(or_else = of_nothing)]
fn no_argument() -> Result<u8, Error> {
    Err(Error)
}

#[retry(or_else = DEFAULT)]
fn no_function() -> Result<u8, Error> {
    Err(Error)
}

const DEFAULT: u8 = 1;

#[retry(or_else = the_value_alone)]
async fn a_path_to_the_value_alone_in_a_task() -> Result<u8, Error> {
    Err(Error)
}

#[retry(or_else = the_value_alone_later)]
async fn a_future_of_the_value_alone() -> Result<u8, Error> {
    Err(Error)
}

#[retry(or_else = |_| "cached")]
async fn a_closure_of_the_value_alone_in_a_task() -> Result<u8, Error> {
    Err(Error)
}

#[retry(or_else = async |_| 1)]
async fn an_async_closure_of_the_value_alone() -> Result<u8, Error> {
    Err(Error)
}

#[retry(or_else = |_, _| async { Some(1) })]
async fn an_option_for_a_result() -> Result<u8, Error> {
    Err(Error)
}

#[retry(or_else = DEFAULT)]
async fn no_function_in_a_task() -> Result<u8, Error> {
    Err(Error)
}

#[retries::policy(or_else = async |error| Err(error))]
const IN_TASK: Policy<Error>;

#[retry(IN_TASK)]
fn an_async_closure_of_a_bundle_in_a_blocking_function() -> Result<u8, Error> {
    Err(Error)
}

fn main() {}
