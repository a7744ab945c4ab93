//! `reqwest-middleware`.

use core::time::Duration;

use reqwest_middleware::Error;

use super::Transient;
use super::class::{FailureClass, impl_transient};

impl_transient! {
    /// `reqwest_middleware::Error`, with the feature `reqwest-middleware`: classified like the error of reqwest, or like
    /// the `anyhow::Error` of a middleware.
    impl for Error { class, retry_after }
}

fn class(error: &Error) -> FailureClass {
    FailureClass::of(inner(error))
}

fn retry_after(error: &Error) -> Option<Duration> {
    inner(error).retry_after()
}

fn inner(error: &Error) -> &dyn Transient {
    match error {
        Error::Middleware(error) => error,
        Error::Reqwest(error) => error,
    }
}
