//! The feature `async-io`: functions that smol runs.

use crate::any_timer;
use async_executor::Executor;
use futures_lite::future::block_on;

/// On an executor as smol has it, where what is spawned must be `Send`.
fn run(future: impl Future<Output = ()> + Send + 'static) {
    let executor = Executor::new();
    block_on(executor.run(executor.spawn(future)));
}

#[test]
fn it_waits_between_the_attempts() {
    run(any_timer::waits_between_the_attempts());
}

#[test]
fn it_cuts_an_attempt_off() {
    run(any_timer::cuts_an_attempt_off());
}

#[test]
fn it_lets_an_attempt_end_in_time() {
    run(any_timer::lets_an_attempt_end_in_time());
}

#[test]
fn it_holds_the_deadline() {
    run(any_timer::holds_the_deadline());
}

#[test]
fn it_waits_between_the_calls_of_a_closure() {
    block_on(any_timer::waits_between_the_calls_of_a_closure());
}
