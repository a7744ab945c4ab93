//! `before_retry`.

use retries::retry;

#[retry(before_retry)]
fn without_a_value() -> Result<(), String> {
    Ok(())
}

#[retry(before_retry = "reconnect", max_attempts = 5)]
fn in_quotes() -> Result<(), String> {
    Ok(())
}

#[retry(before_retry = 5)]
fn a_number() -> Result<(), String> {
    Ok(())
}

#[retry(before_retry(reconnect))]
fn in_parentheses() -> Result<(), String> {
    Ok(())
}

#[retry(before_retry = || Ok(()))]
fn without_an_argument() -> Result<(), String> {
    Ok(())
}

#[retry(before_retry = |attempt, error| reconnect(attempt, error))]
async fn with_two_arguments() -> Result<(), String> {
    Ok(())
}

#[retry(before_retry = async |event: &retries::Event<'_, String>| reconnect(event).await)]
fn an_async_closure() -> Result<(), String> {
    Ok(())
}

#[retry(before_retry = |event| async move { reconnect(event).await })]
fn an_async_block() -> Result<(), String> {
    Ok(())
}

#[retry(before_retry = CLIENT.connect().await)]
async fn a_call() -> Result<(), String> {
    Ok(())
}

#[retry(before_retry = Ok(()))]
fn a_result() -> Result<(), String> {
    Ok(())
}

#[retry(before_retry = none)]
fn taken_from_no_bundle() -> Result<(), String> {
    Ok(())
}

#[retry(before_retry = |_| Ok(()), before_retry = |_| Ok(()))]
fn given_twice() -> Result<(), String> {
    Ok(())
}

#[retry(before_retry = |_| self.reconnect())]
fn without_self() -> Result<(), String> {
    Ok(())
}

struct Client;

#[retry(before_retry = async |_| self.reconnect().await)]
impl Client {
    fn get(&self) -> Result<(), String> {
        Ok(())
    }

    async fn fetch(&self) -> Result<(), String> {
        Ok(())
    }
}

impl Client {
    #[retry(before_retry = self.reconnect)]
    fn a_method(&self) -> Result<(), String> {
        Ok(())
    }
}

fn main() {}
