//! What the types say of `before_retry`.

use retries::{Event, Policy, retry};

#[derive(Debug)]
struct Error;

fn blocking(_: &Event<'_, Error>) -> Result<(), Error> {
    Ok(())
}

async fn in_task(_: &Event<'_, Error>) -> Result<(), Error> {
    Ok(())
}

fn returns_nothing(_: &Event<'_, Error>) {}

async fn returns_nothing_later(_: &Event<'_, Error>) {}

fn of_another_error(_: &Event<'_, u8>) -> Result<(), u8> {
    Ok(())
}

fn of_the_error(_: &Error) -> Result<(), Error> {
    Ok(())
}

#[retry(before_retry = in_task)]
fn an_async_path_on_a_blocking_function() -> Result<(), Error> {
    Err(Error)
}

#[retry(before_retry = |event| in_task(event))]
fn a_future_on_a_blocking_function() -> Result<(), Error> {
    Err(Error)
}

#[retry(before_retry = returns_nothing)]
fn a_path_that_returns_nothing() -> Result<(), Error> {
    Err(Error)
}

#[retry(before_retry = |_| println!("again"))]
fn a_closure_that_returns_nothing() -> Result<(), Error> {
    Err(Error)
}

#[retry(before_retry = |_| Err("closed"))]
fn an_error_of_another_type() -> Result<(), Error> {
    Err(Error)
}

#[retry(before_retry = of_another_error)]
fn an_event_with_another_error() -> Result<(), Error> {
    Err(Error)
}

#[retry(before_retry = of_the_error)]
fn the_error_instead_of_the_event() -> Result<(), Error> {
    Err(Error)
}

#[retry(before_retry = blocking)]
async fn a_blocking_path_on_an_async_function() -> Result<(), Error> {
    Err(Error)
}

#[retry(before_retry = |_| Ok(()))]
async fn a_closure_without_a_future() -> Result<(), Error> {
    Err(Error)
}

#[retry(before_retry = returns_nothing_later)]
async fn a_path_to_a_future_of_nothing() -> Result<(), Error> {
    Err(Error)
}

#[retry(before_retry = async |_| println!("again"))]
async fn an_async_closure_that_returns_nothing() -> Result<(), Error> {
    Err(Error)
}

#[retry(before_retry = |_| async {})]
async fn an_async_block_that_returns_nothing() -> Result<(), Error> {
    Err(Error)
}

#[retry(before_retry = |event| async { in_task(event).await })]
async fn a_future_that_borrows_the_event() -> Result<(), Error> {
    Err(Error)
}

#[retries::policy(before_retry = async |event| in_task(event).await)]
const IN_TASK: Policy<Error>;

#[retry(IN_TASK)]
fn an_async_closure_of_a_bundle_in_a_blocking_function() -> Result<(), Error> {
    Err(Error)
}

fn main() {}
