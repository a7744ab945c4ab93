//! The expansion needs nothing from the prelude.
#![no_implicit_prelude]

use ::std::cell::Cell;
use ::std::option::Option;
use ::std::result::Result;
use ::std::string::String;

#[::retries::retry(exp(base = "1ns"), jitter = full, deadline = "1m", on_ok = |n| *n == 2, clone)]
fn sync(calls: &Cell<u32>, name: String) -> Result<u32, String> {
    calls.set(calls.get() + 1);
    match calls.get() {
        1 => Result::Err(name),
        n => Result::Ok(n),
    }
}

#[::retries::retry(fixed("1s"), attempt = n)]
async fn asynchronous(mut more: Option<&mut u32>) -> Option<u32> {
    if let Option::Some(more) = &mut more {
        **more += 1;
    }
    if n.is_last() {
        Option::Some(n.number())
    } else {
        Option::None
    }
}

#[::retries::retry(
    fixed("1ns"), max_attempts = 1, when(|_| true, fixed("2ns"), max_attempts = 3), clone,
    before_retry = |_| Result::Ok(()), or_else = Result::Err, cancel,
)]
fn around(calls: &Cell<u32>, name: String) -> Result<u32, String> {
    calls.set(calls.get() + 1);
    Result::Err(name)
}

#[::retries::retry(
    fixed("1ns"), max_attempts = 1, when(|()| true, fixed("2ns"), max_attempts = 3),
    before_retry = async |_| Result::Ok(()), or_else = async |()| Option::Some(7), on_give_up = |_| (),
    cancel = ::std::future::pending::<()>(), budget, on_exhausted = wait,
)]
async fn around_later(calls: &Cell<u32>) -> Option<u32> {
    calls.set(calls.get() + 1);
    Option::None
}

#[::std::prelude::v1::test]
fn functions_with_words_around_a_retry_are_retried() {
    let runtime = ::tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build();
    let calls = Cell::new(0);
    ::std::assert_eq!(around(&calls, String::new()), Result::Err(String::new()));
    let answer = runtime.map(|runtime| runtime.block_on(around_later(&calls)));
    ::std::assert_eq!(answer.ok(), Option::Some(Option::Some(7)));
    ::std::assert_eq!(calls.get(), 6);
}

#[::retries::policy(
    exp(base = "1ns"), attempt_timeout = "1s", on = |_| true, on_ok = |n: &u32| *n == 2,
    on_retry = |_| {}, on_give_up = |_| {}, budget,
)]
const BUNDLE: ::retries::Policy;

#[::retries::retry(BUNDLE, max_attempts = 2)]
async fn bundled(calls: &Cell<u32>) -> Option<u32> {
    calls.set(calls.get() + 1);
    Option::None
}

#[::std::prelude::v1::test]
fn a_function_with_a_bundle_is_retried() {
    let runtime = ::tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build();
    let calls = Cell::new(0);
    let answer = runtime.map(|runtime| runtime.block_on(bundled(&calls)));
    ::std::assert_eq!(answer.ok(), Option::Some(Option::None));
    ::std::assert_eq!(calls.get(), 2);
}

#[::std::prelude::v1::test]
fn a_sync_function_is_retried() {
    ::std::assert_eq!(sync(&Cell::new(0), String::new()), Result::Ok(3));
}

#[::std::prelude::v1::test]
fn an_async_function_is_retried() {
    let mut calls = 0;
    let runtime = ::tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build();
    let answer = runtime.map(|runtime| runtime.block_on(asynchronous(Option::Some(&mut calls))));
    ::std::assert_eq!(answer.ok(), Option::Some(Option::Some(3)));
    ::std::assert_eq!(calls, 3);
}
