//! Classifies failures: the trait [`Transient`], and its implementations for the errors of common clients.

use core::time::Duration;

use crate::decision::Decision;

#[cfg(feature = "async-nats")]
mod async_nats;
#[cfg(feature = "aws-smithy")]
mod aws_smithy;
#[cfg(feature = "bb8")]
mod bb8;
#[cfg(feature = "std")]
mod chain;
#[cfg(feature = "std")]
mod class;
#[cfg(feature = "deadpool")]
mod deadpool;
#[cfg(any(feature = "tokio-postgres", feature = "sqlx"))]
mod debug_form;
#[cfg(any(feature = "mysql_async", feature = "tokio-postgres"))]
mod framed;
#[cfg(any(feature = "hyper", feature = "tonic"))]
mod h2;
#[cfg(any(feature = "mysql_async", feature = "tokio-postgres", feature = "sqlx"))]
mod handshake;
#[cfg(feature = "http")]
mod http;
#[cfg(any(feature = "hyper", feature = "reqwest", feature = "tonic"))]
mod hyper;
#[cfg(any(feature = "hyper", feature = "reqwest"))]
mod hyper_util;
#[cfg(feature = "std")]
mod io;
#[cfg(feature = "std")]
mod io_kind;
#[cfg(feature = "mysql_async")]
mod mysql_async;
#[cfg(feature = "object_store")]
mod object_store;
#[cfg(feature = "std")]
mod os_error;
#[cfg(feature = "r2d2")]
mod r2d2;
#[cfg(feature = "http")]
mod rate_limit;
#[cfg(feature = "redis")]
mod redis;
#[cfg(feature = "reqwest")]
mod reqwest;
#[cfg(feature = "reqwest-middleware")]
mod reqwest_middleware;
#[cfg(feature = "http")]
mod retry_after;
#[cfg(feature = "rusqlite")]
mod rusqlite;
#[cfg(any(
    feature = "mysql_async",
    feature = "rusqlite",
    feature = "tokio-postgres",
    feature = "sqlx"
))]
mod sql;
#[cfg(feature = "sqlx")]
mod sqlx;
#[cfg(feature = "tokio")]
mod tokio;
#[cfg(feature = "tokio-postgres")]
mod tokio_postgres;
#[cfg(feature = "tonic")]
mod tonic;
#[cfg(feature = "ureq")]
mod ureq;

#[cfg(feature = "http")]
pub use retry_after::retry_after;

/// A failure that is transient or permanent.
///
/// `on = transient` uses this trait. It is implemented for [`std::io::Error`], for the errors of common
/// clients, each with the feature of the client's name, and for any other error by its
/// [`source`](std::error::Error::source) chain. `#[derive(Transient)]` implements it for your own errors.
///
/// ```
/// use retries::Transient;
/// use std::io;
///
/// assert!(io::Error::from(io::ErrorKind::ConnectionReset).is_transient());
/// assert!(!io::Error::from(io::ErrorKind::PermissionDenied).is_transient());
/// ```
///
/// # In an error that holds any error
///
/// In an `anyhow::Error` or a `Box<dyn Error>` the first error that this crate knows decides. Two kinds of
/// errors cannot be found there. They are **permanent**, unless a known error is below them:
///
/// - your own error with `#[derive(Transient)]`: Rust cannot check whether a `dyn Error` implements a trait;
/// - an error inside a variant with `#[error(transparent)]`: the `source` of the variant is the source of the
///   inner error, so the chain skips the inner error. With `#[error("…")]` and `#[from]` or `#[source]` it is
///   found.
///
/// Downcast to your own error in `on`; the example does so for both:
///
/// ```
/// # use std::fmt;
/// # use std::io;
/// # use retries::{Transient, retry, transient};
/// #[derive(Debug, Transient)]
/// enum MyError {
///     #[transient]
///     Busy,
///     Io(#[transient(inherit)] io::Error),
/// }
/// # impl std::error::Error for MyError {}
/// # impl fmt::Display for MyError {
/// #     fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
/// #         f.write_str("it failed")
/// #     }
/// # }
///
/// type AnyError = Box<dyn std::error::Error + Send + Sync>; // or `anyhow::Error`
///
/// # let calls = std::cell::Cell::new(0);
/// # let calls = &calls;
/// #[retry(
///     max_attempts = 3,
///     on = |error: &AnyError| error
///         .downcast_ref::<MyError>()
///         .map_or_else(|| transient(error), transient),
/// #   sleep = |_| (),
/// )]
/// # fn get(calls: &std::cell::Cell<u32>) -> Result<(), AnyError> {
/// #     calls.set(calls.get() + 1);
/// #     Err(match calls.get() {
/// #         1 => MyError::Busy.into(),
/// #         2 => MyError::Io(io::ErrorKind::ConnectionReset.into()).into(),
/// #         _ => io::Error::from(io::ErrorKind::TimedOut).into(),
/// #     })
/// # }
/// # /*
/// fn get() -> Result<(), AnyError> { … }
/// # */
/// # assert!(get(calls).is_err());
/// # assert_eq!(calls.get(), 3);
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not say which of its failures are transient",
    label = "`Transient` is not implemented for it",
    note = "derive it: `#[derive(retries::Transient)]`; for the error of a client, enable the feature of that client's name; or write `on = f` with a function of your own",
    note = "the features cover these versions, and no other: anyhow 1, async-nats 0.51, aws-smithy-runtime-api 1, bb8 0.9, deadpool 0.13, http 1, hyper 1, mysql_async 0.37, object_store 0.14, r2d2 0.8, redis 1, reqwest 0.13, reqwest-middleware 0.5, rusqlite 0.37 to 0.43, sqlx 0.9, tokio-postgres 0.7, tonic 0.14, ureq 3",
    note = "a derive classifies each variant by its source; to stop it, write `#[transient(if = false)]` above the variant"
)]
pub trait Transient {
    /// Returns whether another attempt may succeed.
    fn is_transient(&self) -> bool;

    /// Returns whether the request was surely not processed, so that another attempt cannot do anything
    /// twice. The result counts only for a transient failure.
    fn is_unprocessed(&self) -> bool {
        false
    }

    /// Returns whether the server wants fewer requests, as after a 429, so that the next wait should be
    /// longer than after other failures. The result counts only for a transient failure.
    fn is_rate_limited(&self) -> bool {
        false
    }

    /// Returns whether no response came in time. The result counts only for a transient failure.
    fn is_timeout(&self) -> bool {
        false
    }

    /// Returns the server's `Retry-After`, if there is one.
    fn retry_after(&self) -> Option<Duration> {
        None
    }
}

/// Retries [`Transient`] failures, after the server's `Retry-After` if there is one: `on = transient`, and
/// `on_ok = transient` for responses.
///
/// After some transient failures the server may have processed the request: a timeout, a connection reset
/// after sending, a 502. Retry those only if a repetition does no harm: reads, or writes with a key by which
/// the server recognises a repetition. Otherwise write `on =` [`unprocessed`].
///
/// ```
/// use retries::{Decision, transient};
/// use std::io;
///
/// let refused = io::Error::from(io::ErrorKind::ConnectionRefused);
/// assert_eq!(transient(&refused), Decision::Retry);
/// ```
pub fn transient<T: Transient + ?Sized>(failure: &T) -> Decision {
    if !failure.is_transient() {
        return Decision::Stop;
    }
    match failure.retry_after() {
        Some(wait) if failure.is_rate_limited() => Decision::RateLimitedAfter(wait),
        Some(wait) => Decision::RetryAfter(wait),
        None if failure.is_rate_limited() => Decision::RateLimited,
        None if failure.is_timeout() => Decision::TimedOut,
        None => Decision::Retry,
    }
}

/// Retries transient failures of requests that were surely not processed: a refused connection, a name that
/// did not resolve, 429, a 503 with `Retry-After`, a transaction that was rolled back. Use it for requests
/// that must not be done twice.
///
/// An error of a database is about one statement, or about one whole transaction. Retry only one of these:
/// with several statements that commit separately, or with a procedure that commits, the statements before
/// the failed one would be done again.
///
/// ```
/// use retries::{Decision, unprocessed};
/// use std::io;
///
/// let timed_out = io::Error::from(io::ErrorKind::TimedOut);
/// assert_eq!(unprocessed(&timed_out), Decision::Stop);
/// ```
pub fn unprocessed<T: Transient + ?Sized>(failure: &T) -> Decision {
    if failure.is_unprocessed() {
        transient(failure)
    } else {
        Decision::Stop
    }
}

/// Implements `Transient` for a pointer by the value behind it.
macro_rules! forward_to_pointee {
    ($($pointer:ty),*) => {$(
        #[diagnostic::do_not_recommend]
        impl<T: Transient + ?Sized> Transient for $pointer {
            fn is_transient(&self) -> bool {
                T::is_transient(self)
            }

            fn is_unprocessed(&self) -> bool {
                T::is_unprocessed(self)
            }

            fn is_rate_limited(&self) -> bool {
                T::is_rate_limited(self)
            }

            fn is_timeout(&self) -> bool {
                T::is_timeout(self)
            }

            fn retry_after(&self) -> Option<Duration> {
                T::retry_after(self)
            }
        }
    )*};
}

forward_to_pointee!(&T);
#[cfg(feature = "std")]
forward_to_pointee!(Box<T>, std::rc::Rc<T>, std::sync::Arc<T>);

#[cfg(test)]
mod tests {
    use super::{Decision, Duration, Transient, transient, unprocessed};

    /// Input: `0.14`, or `0.37 to 0.43`. Output: `0.14`, or `>=0.37, <0.44`.
    fn requirement(version: &str) -> String {
        let Some((from, to)) = version.split_once(" to 0.") else {
            return version.to_owned();
        };
        let last: u32 = to.parse().expect("a number");
        format!(">={from}, <0.{}", last + 1)
    }

    #[test]
    fn a_failure_of_which_no_more_is_known_is_retried_as_any_other() {
        struct Failure;

        impl Transient for Failure {
            fn is_transient(&self) -> bool {
                true
            }
        }

        assert_eq!(transient(&Failure), Decision::Retry);
        assert_eq!(unprocessed(&Failure), Decision::Stop);
    }

    #[test]
    fn a_rate_limit_is_more_than_a_timeout_or_a_time_to_wait() {
        struct Failure(Option<Duration>);

        impl Transient for Failure {
            fn is_transient(&self) -> bool {
                true
            }

            fn is_rate_limited(&self) -> bool {
                true
            }

            fn is_timeout(&self) -> bool {
                true
            }

            fn retry_after(&self) -> Option<Duration> {
                self.0
            }
        }

        let wait = Duration::from_secs(3);
        assert_eq!(transient(&Failure(None)), Decision::RateLimited);
        assert_eq!(
            transient(&Failure(Some(wait))),
            Decision::RateLimitedAfter(wait)
        );
    }

    #[test]
    fn the_message_names_the_versions_that_the_features_cover() {
        let source = include_str!("mod.rs");
        let start = "note = \"the features cover these versions, and no other: ";
        let message = source
            .lines()
            .find_map(|line| line.trim().strip_prefix(start));
        let clients = message
            .expect("the message is there")
            .trim_end_matches("\",");
        let manifest = include_str!("../../Cargo.toml");
        for client in clients.split(", ") {
            let (name, version) = client.split_once(' ').expect("a name and a version");
            let dependency = format!("{name} = {{ version = \"{}", requirement(version));
            let mut lines = manifest.lines();
            let rest = lines.find_map(|line| line.strip_prefix(&dependency));
            assert!(
                rest.is_some_and(|rest| rest.starts_with(['"', '.'])),
                "{client}"
            );
        }
    }
}
