//! `or_else`.

use retries::retry;

#[retry(or_else)]
fn without_a_value() -> Result<u8, String> {
    Ok(1)
}

#[retry(or_else = "cached")]
fn in_quotes() -> Result<u8, String> {
    Ok(1)
}

#[retry(or_else(cached))]
fn in_parentheses() -> Result<u8, String> {
    Ok(1)
}

#[retry(or_else = 5)]
fn a_value() -> Result<u8, String> {
    Ok(1)
}

#[retry(or_else = Ok(5))]
fn a_result() -> Result<u8, String> {
    Ok(1)
}

#[retry(or_else = Err(Error::Down))]
fn an_error() -> Result<u8, String> {
    Ok(1)
}

#[retry(or_else = cached().await)]
async fn a_call() -> Result<u8, String> {
    Ok(1)
}

#[retry(or_else = || Ok(5))]
fn without_an_argument() -> Result<u8, String> {
    Ok(1)
}

#[retry(or_else = |error, reason: retries::StopReason, attempts| Ok(5))]
async fn with_three_arguments() -> Result<u8, String> {
    Ok(1)
}

#[retry(or_else = async |error| Ok(5))]
fn an_async_closure() -> Result<u8, String> {
    Ok(1)
}

#[retry(or_else = |_, _| async { Ok(5) })]
fn an_async_block() -> Result<u8, String> {
    Ok(1)
}

#[retry(or_else = none)]
fn taken_from_no_bundle() -> Result<u8, String> {
    Ok(1)
}

#[retry(or_else = |_| Ok(1), or_else = |_| Ok(2))]
fn given_twice() -> Result<u8, String> {
    Ok(1)
}

struct Client;

impl Client {
    #[retry(or_else = self.cached)]
    fn a_method(&self) -> Result<u8, String> {
        Ok(1)
    }
}

fn main() {}
