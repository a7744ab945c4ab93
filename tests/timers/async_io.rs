//! The feature `async-io`: functions that smol runs.

use crate::any_timer;
use async_executor::Executor;
use futures_lite::future::block_on;

/// Runs a future on an executor that, like smol's, takes only `Send` futures.
fn run(future: impl Future<Output = ()> + Send + 'static) {
    let executor = Executor::new();
    block_on(executor.run(executor.spawn(future)));
}

#[test]
fn a_call_waits_between_attempts() {
    run(any_timer::waits_between_the_attempts());
}

#[test]
fn an_attempt_timeout_cuts_an_attempt_off() {
    run(any_timer::cuts_an_attempt_off());
}

#[test]
fn an_attempt_may_end_before_its_timeout() {
    run(any_timer::lets_an_attempt_end_in_time());
}

#[test]
fn a_call_ends_at_its_deadline() {
    run(any_timer::holds_the_deadline());
}

#[test]
fn a_closure_waits_between_attempts() {
    block_on(any_timer::waits_between_the_calls_of_a_closure());
}
