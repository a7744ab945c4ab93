//! `cancel`.

use retries::retry;

#[retry(cancel(token))]
fn in_parentheses() -> Result<(), String> {
    Ok(())
}

#[retry(cancel())]
fn with_empty_parentheses() -> Result<(), String> {
    Ok(())
}

#[retry(cancel =)]
fn without_a_value() -> Result<(), String> {
    Ok(())
}

#[retry(cancel = "token")]
fn in_quotes() -> Result<(), String> {
    Ok(())
}

#[retry(cancel = true)]
fn a_literal() -> Result<(), String> {
    Ok(())
}

#[retry(cancel = never)]
fn never() -> Result<(), String> {
    Ok(())
}

#[retry(cancel = none)]
fn taken_from_no_bundle() -> Result<(), String> {
    Ok(())
}

#[retry(cancel = retries::shutdown())]
fn a_call_of_shutdown() -> Result<(), String> {
    Ok(())
}

#[retry(cancel = ::retries::shutdown)]
fn shutdown_itself() -> Result<(), String> {
    Ok(())
}

#[retry(cancel = || STOPPED.load(Relaxed))]
fn a_closure() -> Result<(), String> {
    Ok(())
}

#[retry(cancel = CancellationToken::new())]
fn a_new_token() -> Result<(), String> {
    Ok(())
}

#[retry(cancel = std::sync::atomic::AtomicBool::default())]
fn a_new_flag() -> Result<(), String> {
    Ok(())
}

#[retry(cancel, cancel = token)]
fn given_twice() -> Result<(), String> {
    Ok(())
}

#[retry(cancel = self.token)]
fn without_self() -> Result<(), String> {
    Ok(())
}

fn main() {}
