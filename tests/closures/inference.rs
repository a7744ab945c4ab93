//! Types that the compiler infers, so that closures need none.

use super::{EVERY_SECOND, Error};
use retries::{Policy, Retry, Words, retry};
use std::io;

type Caller = Retry<Words<fn(&Error) -> bool>>;

fn is_busy(error: &Error) -> bool {
    error.is_busy()
}

fn get() -> Result<u8, Error> {
    Ok(1)
}

#[test]
fn on_takes_functions_of_the_error_patterns_and_methods_behind_a_closure() {
    let policy = EVERY_SECOND.max_attempts(1);
    assert_eq!(policy.on(is_busy).call(get), Ok(1));
    assert_eq!(policy.on(|error| is_busy(error)).call(get), Ok(1));
    assert_eq!(
        policy.on(|error| matches!(error, Error::Busy(_))).call(get),
        Ok(1)
    );
    assert_eq!(policy.on(|_| true).call(get), Ok(1));
    assert_eq!(
        policy
            .on(retries::transient)
            .call(|| io::Result::Ok(1))
            .ok(),
        Some(1)
    );
    assert_eq!(retry(get).on(|error| error.is_busy()).call(), Ok(1));
}

#[test]
fn a_question_mark_and_a_box_convert_to_the_error_of_the_function_around() {
    fn parse(text: &str) -> Result<u8, Box<dyn std::error::Error>> {
        EVERY_SECOND.max_attempts(1).call(|| {
            let number: u8 = text.parse()?;
            if number == 0 {
                return Err("zero".into());
            }
            Ok(number)
        })
    }

    assert_eq!(parse("7").ok(), Some(7));
    assert_eq!(parse("0").unwrap_err().to_string(), "zero");
}

#[test]
fn a_generic_function_passes_a_closure_on() {
    fn patiently<T, E>(attempt: impl FnMut() -> Result<T, E>) -> Result<T, E> {
        EVERY_SECOND.sleep(|_| ()).call(attempt)
    }

    fn first<T, E>(mut attempt: impl FnMut() -> Result<T, E>) -> Result<T, E> {
        retry(&mut attempt).sleep(|_| ()).call()
    }

    assert_eq!(patiently(get), Ok(1));
    assert_eq!(first(get), Ok(1));
    let mut boxed: Box<dyn FnMut() -> Option<u8>> = Box::new(|| Some(1));
    assert_eq!(EVERY_SECOND.call(&mut boxed), Some(1));
}

#[test]
fn a_field_names_the_type_of_a_caller_by_a_function_pointer() {
    struct Client {
        retry: Caller,
    }

    let client = Client {
        retry: Policy::new().on(is_busy),
    };
    assert_eq!(client.retry.call(get), Ok(1));
}

#[test]
fn a_caller_may_be_a_constant() {
    const CALLER: Caller = EVERY_SECOND.on(is_busy);

    assert_eq!(CALLER.call(get), Ok(1));
}
