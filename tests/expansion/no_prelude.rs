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
