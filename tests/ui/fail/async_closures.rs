//! Closures that return futures, and their words.

use retries::{Policy, retry_async};
use std::time::Duration;

const POLICY: Policy = Policy::new();

struct Error;

fn get() -> Result<u8, Error> {
    Err(Error)
}

async fn fetch() -> Result<u8, Error> {
    Err(Error)
}

fn a_blocking_closure_in_call_async() {
    let _ = POLICY.call_async(|| get());
    let _ = retry_async(get).call();
}

fn neither_result_nor_option() {
    let _ = POLICY.call_async(|| async { 5_u8 });
}

fn on_of_another_error() {
    let _ = retry_async(fetch).on(|error: &u16| *error == 503).call();
}

fn an_error_that_cannot_be_made_of_a_time_out() {
    let call = retry_async(fetch).attempt_timeout(Duration::from_secs(1));
    let _ = call.call();
}

fn on_timeout_of_an_option() {
    let call = retry_async(|| async { None::<u8> }).on_timeout(|_| ());
    let _ = call.call();
}

fn sleep_blocks() {
    let _ = retry_async(fetch).sleep(std::thread::sleep).call();
}

fn main() {}
