//! Closures that block, and their words.

use retries::{Attempt, Event, Policy, retry};
use std::time::Duration;

const POLICY: Policy = Policy::new();

struct Error;

fn get() -> Result<u8, Error> {
    Err(Error)
}

async fn fetch() -> Result<u8, Error> {
    Err(Error)
}

fn neither_result_nor_option() {
    POLICY.call(|| 5_u8);
    retry(|| 5_u8).call();
}

fn an_async_closure_in_call() {
    let _ = POLICY.call(|| fetch());
    let _ = POLICY.call(async || fetch().await);
    let _ = retry(fetch).call();
}

fn another_argument() {
    let _ = POLICY.call(|n: u32| get());
    let _ = POLICY.call(|n: Attempt, m: u32| get());
}

fn on_of_another_error() {
    let _ = POLICY.on(|error: &u16| *error == 503).call(get);
    let _ = retry(get).on(|error: &u16| *error == 503).call();
}

fn on_returns_a_number() {
    let _ = retry(get).on(|_| 5).call();
}

fn on_without_the_error() {
    let _ = retry(get).on(|| true).call();
}

fn a_hook_of_another_error() {
    let _ = POLICY.on_retry(|_: &Event<'_, u16>| ()).call(get);
}

fn no_budget() {
    let _ = retry(get).budget(5).call();
}

fn an_attempt_timeout_of_a_blocking_closure() {
    let _ = retry(get).attempt_timeout(Duration::from_secs(1)).call();
    let _ = POLICY.on_timeout(|_| Error).call(get);
}

fn sleep_returns_a_future() {
    let _ = retry(get).sleep(tokio::time::sleep).call();
}

fn show_errors_without_a_text() {
    let _ = retry(get).show_errors().call();
}

fn on_refused_of_an_option() {
    let _ = retry(|| None::<u8>).on_refused(|_| ()).call();
}

fn main() {}
