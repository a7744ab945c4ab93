//! `bb8`.

use core::time::Duration;

use bb8::RunError;

use super::Transient;
use super::class::{FailureClass, impl_transient};

impl_transient! {
    /// `bb8::RunError`, with the feature `bb8`.
    ///
    /// The pool's timeout is transient and not processed: the caller never had a connection. An error of the manager
    /// or of the caller is classified like that error.
    ///
    /// The pool itself connects again until its `connection_timeout`, and then reports only the timeout, even if the
    /// password is wrong. To get the error, turn that off with `retry_connection(false)`. In an `anyhow::Error` a
    /// timeout of the pool is not found, and counts as permanent.
    impl [E: Transient] for RunError<E> { class, retry_after }
}

fn class<E: Transient>(error: &RunError<E>) -> FailureClass {
    match error {
        RunError::User(error) => FailureClass::of(error),
        RunError::TimedOut => FailureClass::Unprocessed,
    }
}

fn retry_after<E: Transient>(error: &RunError<E>) -> Option<Duration> {
    match error {
        RunError::User(error) => error.retry_after(),
        RunError::TimedOut => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Error, ErrorKind};

    #[test]
    fn a_timeout_of_the_pool_has_processed_nothing() {
        let error = RunError::<Error>::TimedOut;
        assert_eq!(class(&error), FailureClass::Unprocessed);
    }

    #[test]
    fn an_error_of_the_manager_is_classified_by_itself() {
        for (kind, expected) in [
            (ErrorKind::ConnectionRefused, FailureClass::Unprocessed),
            (ErrorKind::ConnectionReset, FailureClass::Unknown),
            (ErrorKind::PermissionDenied, FailureClass::Permanent),
        ] {
            let error = RunError::User(Error::from(kind));
            assert_eq!(class(&error), expected, "{kind:?}");
        }
    }
}
