//! Outside a tokio runtime, the panic of a wait says what is missing.

use futures_executor::block_on;
use retries::{Policy, retry};
use std::io;

#[retry]
async fn get() -> io::Result<()> {
    Err(io::ErrorKind::ConnectionRefused.into())
}

#[test]
#[should_panic(
    expected = "there is no tokio runtime, on whose timer `retries` waits: make the call inside one, or enable the \
                feature `async-io` or `futures-timer` of `retries`"
)]
fn a_function_says_which_feature_is_missing() {
    let _ = block_on(get());
}

#[test]
#[should_panic(expected = "there is no tokio runtime")]
fn a_closure_does_too() {
    let call = async || Err::<(), _>(io::Error::from(io::ErrorKind::ConnectionRefused));
    let _ = block_on(Policy::new().call_async(call));
}

#[test]
fn a_success_needs_no_runtime() {
    #[retry]
    async fn get() -> io::Result<u8> {
        Ok(1)
    }

    assert_eq!(block_on(get()).ok(), Some(1));
}

#[test]
#[should_panic(expected = "there is no tokio runtime")]
fn an_attempt_timeout_does_too() {
    #[retry(attempt_timeout = "1s")]
    async fn get() -> io::Result<u8> {
        Ok(1)
    }

    let _ = block_on(get());
}
