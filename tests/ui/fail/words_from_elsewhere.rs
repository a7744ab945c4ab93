//! Values in the words, and functions in the shapes, of other libraries.

use retries::retry;
use std::io;

#[retry(deadline = none, max_attempts = never, jitter = off)]
fn no_limit() -> io::Result<()> {
    Ok(())
}

#[retry(deadline = unlimited, max_attempts = infinite, jitter = false)]
fn no_limit_in_other_words() -> io::Result<()> {
    Ok(())
}

#[retry(attempt_timeout = off)]
async fn no_attempt_timeout() -> io::Result<()> {
    Ok(())
}

#[retry(backoff = exponential)]
fn exponential() -> io::Result<()> {
    Ok(())
}

#[retry(backoff = "Exponential")]
fn exponential_in_quotes() -> io::Result<()> {
    Ok(())
}

#[retry(backoff = constant)]
fn constant() -> io::Result<()> {
    Ok(())
}

#[retry(backoff = none)]
fn no_backoff() -> io::Result<()> {
    Ok(())
}

#[retry(exp(min = "1s", max = "10s", multiplier = 2), jitter)]
fn parts_of_a_backoff() -> io::Result<()> {
    Ok(())
}

#[retry(linear(initial = "1s", increment = "1s", multiplier = 2), jitter)]
fn parts_of_another_backoff() -> io::Result<()> {
    Ok(())
}

struct Client;

impl Client {
    #[retry(on = self.ok, on_ok = self.busy, on_retry = self.log)]
    fn methods(&self) -> io::Result<()> {
        Ok(())
    }
}

#[retry(on_retry = |attempt, error| log(attempt, error), on_give_up = || log())]
fn hooks_with_other_arguments() -> io::Result<()> {
    Ok(())
}

#[retry(on = |attempt, error| true, on_ok = |attempt: u32, value: &Table<u8, u8>| true)]
fn decisions_with_other_arguments() -> io::Result<()> {
    Ok(())
}

#[retry(on = async |error| true, on_retry = async move |event| log(event))]
fn asynchronous() -> io::Result<()> {
    Ok(())
}

async fn save(_: &retries::Event<'_, io::Error>) {}

#[retry(on_retry = save)]
async fn an_async_function_as_a_hook() -> io::Result<()> {
    Ok(())
}

#[retry(sleep = |wait, n| pause(wait))]
fn a_timer_with_another_argument() -> io::Result<()> {
    Ok(())
}

fn main() {}
