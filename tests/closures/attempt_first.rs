//! The closure comes first, and the words know what it returns.

use super::{EVERY_SECOND, Error, fails_with, line};
use retries::{Attempt, retry};
use std::cell::{Cell, RefCell};

#[test]
fn a_closure_is_called_three_times_without_a_word() {
    let mut attempts = 0;
    let call = retry(|| {
        attempts += 1;
        None::<u8>
    });
    assert_eq!(call.sleep(|_| ()).call(), None);
    assert_eq!(attempts, 3);
}

#[test]
fn each_word_knows_the_error_and_the_value_without_a_type() {
    let lines = RefCell::new(Vec::new());
    let mut answers = vec![Ok("done"), Ok("wait"), Err(Error::Busy(1))];
    let result = retry(|| answers.pop().unwrap_or(Err(Error::Gone)))
        .policy(EVERY_SECOND)
        .on(|error| error.is_busy())
        .on_ok(|answer| answer.starts_with("wait"))
        .on_retry(|event| lines.borrow_mut().push(event.error().map(Error::is_busy)))
        .sleep(|_| ())
        .call();
    assert_eq!(result, Ok("done"));
    assert_eq!(*lines.borrow(), [Some(true), None]);
}

#[test]
fn the_name_of_a_function_is_a_closure() {
    fn get() -> Result<u8, Error> {
        Err(Error::Gone)
    }

    let lines = RefCell::new(Vec::new());
    let call = retry(get)
        .on(|error| error.is_busy())
        .named("get")
        .on_give_up(|event| lines.borrow_mut().push(line(event)));
    assert_eq!(call.call(), Err(Error::Gone));
    assert_eq!(
        *lines.borrow(),
        ["get: attempt 1 of 3 failed: Gone, said the server; gave up (permanent)"]
    );
}

#[test]
fn the_closure_may_take_the_number_of_the_attempt() {
    let result = retry(|n: Attempt| if n.is_last() { Ok(n.number()) } else { Err(()) });
    assert_eq!(result.max_attempts(4).sleep(|_| ()).call(), Ok(4));
}

#[test]
fn a_call_that_is_made_once_may_use_the_closure_up() {
    let token = Box::new(7);
    let attempts = Cell::new(0);
    let call = retry(move || {
        let _ = &token;
        fails_with([Error::Gone])()
    });
    let call = call.on(|_| {
        attempts.set(attempts.get() + 1);
        false
    });
    assert_eq!(call.call(), Err(Error::Gone));
    assert_eq!(attempts.get(), 1);
}

#[test]
#[expect(unused_must_use, reason = "that is the test")]
fn nothing_is_called_before_call() {
    retry(|| -> Option<u8> { panic!("there was no `call`") });
}
