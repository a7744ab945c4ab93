//! `deadpool`.

use core::time::Duration;

use deadpool::managed::{HookError, PoolError};

use super::Transient;
use super::class::{FailureClass, impl_transient};

impl_transient! {
    /// `deadpool::managed::PoolError`, with the feature `deadpool`.
    ///
    /// A timeout of the pool (waiting, creating or recycling) is transient and not processed: the caller never had a
    /// connection. An error of the backend is classified like that error. A closed pool, a pool without a runtime, and
    /// a hook that failed with a message are permanent.
    ///
    /// In an `anyhow::Error` only the backend's error is found: a timeout of the pool counts as permanent there.
    impl [E: Transient] for PoolError<E> { class, retry_after }
}

fn class<E: Transient>(error: &PoolError<E>) -> FailureClass {
    if let Some(error) = backend(error) {
        return FailureClass::of(error);
    }
    match error {
        PoolError::Timeout(_) => FailureClass::Unprocessed,
        PoolError::Backend(_)
        | PoolError::Closed
        | PoolError::NoRuntimeSpecified
        | PoolError::PostCreateHook(_) => FailureClass::Permanent,
    }
}

fn retry_after<E: Transient>(error: &PoolError<E>) -> Option<Duration> {
    backend(error)?.retry_after()
}

fn backend<E>(error: &PoolError<E>) -> Option<&E> {
    match error {
        PoolError::Backend(error) | PoolError::PostCreateHook(HookError::Backend(error)) => {
            Some(error)
        }
        PoolError::Timeout(_)
        | PoolError::Closed
        | PoolError::NoRuntimeSpecified
        | PoolError::PostCreateHook(HookError::Message(_)) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use deadpool::managed::TimeoutType;
    use std::io::{Error, ErrorKind};

    #[test]
    fn a_timeout_of_the_pool_has_processed_nothing() {
        for timeout in [TimeoutType::Wait, TimeoutType::Create, TimeoutType::Recycle] {
            let error = PoolError::<Error>::Timeout(timeout);
            assert_eq!(class(&error), FailureClass::Unprocessed, "{timeout:?}");
        }
    }

    #[test]
    fn an_error_of_the_backend_is_classified_by_itself() {
        for (kind, expected) in [
            (ErrorKind::ConnectionRefused, FailureClass::Unprocessed),
            (ErrorKind::ConnectionReset, FailureClass::Unknown),
            (ErrorKind::PermissionDenied, FailureClass::Permanent),
        ] {
            let backend = PoolError::Backend(Error::from(kind));
            assert_eq!(class(&backend), expected, "{kind:?}");
            let hook = PoolError::PostCreateHook(HookError::Backend(Error::from(kind)));
            assert_eq!(class(&hook), expected, "{kind:?}");
        }
    }

    #[test]
    fn a_closed_pool_and_a_mistake_are_permanent() {
        for error in [
            PoolError::<Error>::Closed,
            PoolError::NoRuntimeSpecified,
            PoolError::PostCreateHook(HookError::message("no")),
        ] {
            assert_eq!(class(&error), FailureClass::Permanent, "{error:?}");
        }
    }
}
