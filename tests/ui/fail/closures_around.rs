//! `before_retry`, `or_else`, `when` and `cancel` of closures.

use retries::{Backoff, Event, Kind, Policy, retry, retry_async};
use std::sync::atomic::AtomicBool;

const POLICY: Policy = Policy::new();

struct Error;

fn get() -> Result<u8, Error> {
    Err(Error)
}

async fn fetch() -> Result<u8, Error> {
    Err(Error)
}

fn reconnect(_: &Event<'_, Error>) -> Result<(), Error> {
    Ok(())
}

fn before_retry_returns_nothing() {
    let _ = retry(get).before_retry(|_| ()).call();
}

fn before_retry_returns_a_future_on_a_thread() {
    let _ = retry(get).before_retry(|_| async { Ok(()) }).call();
    let _ = POLICY.before_retry(|_: &Event<'_, Error>| async { Ok(()) }).call(get);
}

fn before_retry_returns_no_future_in_a_task() {
    let _ = retry_async(fetch).before_retry(reconnect).call();
    let _ = POLICY.before_retry(reconnect).call_async(fetch);
}

fn before_retry_borrows_the_event_in_a_task() {
    let _ = retry_async(fetch).before_retry(async |event| reconnect(event)).call();
}

fn before_retry_of_another_error() {
    let _ = retry(get).before_retry(|_: &Event<'_, u16>| Ok(())).call();
}

fn or_else_without_the_reason() {
    let _ = retry(get).or_else(|_| Ok(1)).call();
}

fn or_else_returns_the_value() {
    let _ = retry(get).or_else(|_, _| 1).call();
    let _ = retry_async(fetch).or_else(|_, _| 1_u8).call();
    let _ = POLICY.or_else(|_: Error, _| 1_u8).call(get);
}

fn or_else_returns_a_future_on_a_thread() {
    let _ = retry(get).or_else(|_, _| fetch()).call();
    let _ = POLICY.or_else(|_: Error, _| fetch()).call(get);
}

fn when_of_another_error() {
    let _ = retry(get).when(|status: &u16| *status == 409, Kind::new()).call();
}

fn when_returns_a_decision() {
    let _ = retry(get).when(|_| retries::Decision::Retry, Kind::new()).call();
}

fn when_with_a_policy() {
    let _ = retry(get).when(|_| true, Policy::new().max_attempts(10)).call();
}

fn when_with_a_number() {
    let _ = retry(get).when(|_| true, 10).call();
}

fn cancel_by_a_flag() {
    let flag = AtomicBool::new(false);
    let _ = retry(get).cancel(&flag).call();
    let _ = retry(get).cancel(|| false).call();
}

fn cancel_by_one_future() {
    let _ = retry_async(fetch).cancel(std::future::ready(())).call();
}

fn a_backoff_may_be_all_of_a_kind() {
    let _ = retry(get).when(|_| true, Backoff::fixed(std::time::Duration::ZERO)).call();
}

fn main() {}
