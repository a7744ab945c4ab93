//! The feature `futures-timer`: an executor that knows no time.

use crate::any_timer;
use futures_executor::block_on;

fn run(future: impl Future<Output = ()> + Send) {
    block_on(future);
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
