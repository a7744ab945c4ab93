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

#[cfg(all(test, feature = "tonic"))]
mod tests {
    use super::*;
    use tonic::{Code, Status};
    use tonic_types::{ErrorDetails, StatusExt};

    #[test]
    fn the_wait_in_the_error_of_a_middleware_is_found() {
        let wait = Duration::from_secs(3);
        let details = ErrorDetails::with_retry_info(Some(wait));
        let busy = Status::with_error_details(Code::Unavailable, "busy", details);
        let error = Error::Middleware(busy.into());
        assert_eq!(error.retry_after(), Some(wait));
    }
}
