//! `object_store`.

use object_store::Error;

use super::chain::class_of_chain;
use super::class::{FailureClass, impl_transient};

impl_transient! {
    /// `object_store::Error`, with the feature `object_store`.
    ///
    /// `Generic` is classified by its sources: an `io::Error` of a local file, and with the feature `reqwest` a
    /// connection that was refused or lost. All other kinds are permanent.
    ///
    /// **There is no stable way to recognize a status**, such as 429 or 503: the client reports it by a private type
    /// in `Generic`, which is permanent here. Leave statuses to the client, which retries up to 10 times in 3 minutes.
    ///
    /// Its retries multiply with those of this crate. Where you use both, limit the client by `RetryConfig`:
    /// `max_retries: 0` turns its retries off, for statuses too.
    impl for Error { class }
}

fn class(error: &Error) -> FailureClass {
    match error {
        Error::Generic { source, .. } => class_of_chain(&**source),
        // `NotFound`, `InvalidPath`, `JoinError` (a feature of the client: its task panicked or was aborted),
        // `NotSupported`, `AlreadyExists`, `Precondition`, `NotModified`, `NotImplemented`, `PermissionDenied`,
        // `Unauthenticated` and `UnknownConfigurationKey`. A kind of a later version is permanent too until it has a
        // class.
        _ => FailureClass::Permanent,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{self, ErrorKind};

    fn boxed(kind: ErrorKind) -> Box<dyn std::error::Error + Send + Sync> {
        Box::new(io::Error::from(kind))
    }

    #[test]
    fn a_generic_error_is_classified_by_its_source() {
        for (kind, expected) in [
            (ErrorKind::ConnectionRefused, FailureClass::Unprocessed),
            (ErrorKind::ConnectionReset, FailureClass::Unknown),
            (ErrorKind::PermissionDenied, FailureClass::Permanent),
        ] {
            let error = Error::Generic {
                store: "S3",
                source: boxed(kind),
            };
            assert_eq!(class(&error), expected, "{kind:?}");
        }
        let status = Error::Generic {
            store: "S3",
            source: "Server returned non-2xx status code: 503".into(),
        };
        assert_eq!(class(&status), FailureClass::Permanent);
    }

    #[test]
    fn a_kind_that_says_more_than_its_source_is_permanent() {
        let missing = Error::NotFound {
            path: "a".into(),
            source: boxed(ErrorKind::ConnectionReset),
        };
        let changed = Error::Precondition {
            path: "a".into(),
            source: boxed(ErrorKind::ConnectionReset),
        };
        for error in [missing, changed] {
            assert_eq!(class(&error), FailureClass::Permanent, "{error}");
        }
    }
}
