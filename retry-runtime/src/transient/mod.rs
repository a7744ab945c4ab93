//! Which failures are worth another attempt, as the errors of common clients tell.

use core::time::Duration;

use crate::decision::Decision;

#[cfg(feature = "std")]
mod chain;
#[cfg(feature = "std")]
mod class;
#[cfg(any(feature = "tokio-postgres", feature = "sqlx"))]
mod debug_form;
#[cfg(any(feature = "tokio-postgres", feature = "sqlx"))]
mod handshake;
#[cfg(feature = "http")]
mod http;
#[cfg(feature = "tonic")]
mod hyper;
#[cfg(feature = "std")]
mod io;
#[cfg(feature = "std")]
mod os_error;
#[cfg(feature = "http")]
mod rate_limit;
#[cfg(feature = "redis")]
mod redis;
#[cfg(feature = "reqwest")]
mod reqwest;
#[cfg(feature = "http")]
mod retry_after;
#[cfg(any(feature = "tokio-postgres", feature = "sqlx"))]
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

#[cfg(feature = "std")]
use class::{Class, classified};
#[cfg(feature = "http")]
pub use retry_after::hint as retry_after;

/// A failure that knows whether it will pass.
///
/// `on = transient` asks it. It is implemented for [`std::io::Error`], for any error by what is in
/// its [`source`](std::error::Error::source) chain, and, each behind the feature of its name, for the
/// errors of common clients; `#[derive(Transient)]` implements it for your own.
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
/// In an `anyhow::Error` or a `Box<dyn Error>` the first error that this crate knows decides. Two errors
/// cannot be found there, and without another below they are **permanent**:
///
/// - your own with `#[derive(Transient)]`: Rust has no way to find out that a `dyn Error` implements it;
/// - one inside a variant that is `#[error(transparent)]`: such a variant passes on the `source` of what it
///   holds, and so hides that itself. With `#[error("…")]` and `#[from]` or `#[source]` it is found.
///
/// Name your own error, then; the example does so for both:
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
    note = "the features cover these versions, and no other: anyhow 1, http 1, redis 1, reqwest 0.13, sqlx 0.9, tokio-postgres 0.7, tonic 0.14, ureq 3",
    note = "a derive asks the source of each variant; `#[transient(if = false)]` above the variant leaves it unasked"
)]
pub trait Transient {
    /// Whether another attempt may succeed.
    fn is_transient(&self) -> bool;

    /// Whether the request was surely not processed, so that sending it again cannot do anything
    /// twice. It means something only for a transient failure.
    fn is_unprocessed(&self) -> bool {
        false
    }

    /// Whether the server asks for fewer requests, as by a 429, so that the next one should wait
    /// longer than after other failures. It means something only for a transient failure.
    fn is_rate_limited(&self) -> bool {
        false
    }

    /// Whether no answer came in time. It means something only for a transient failure.
    fn is_timeout(&self) -> bool {
        false
    }

    /// How long the server asked to wait.
    fn retry_after(&self) -> Option<Duration> {
        None
    }
}

/// Retries what is [`Transient`], after the time that the server asked for, if it did: `on =
/// transient`, and `on_ok = transient` for responses.
///
/// Among transient failures are some after which the server may have done what was asked: a time-out,
/// a connection reset after sending, a 502. Retry those only where doing it twice does no harm: reads,
/// or writes that carry a key by which the server recognises a repetition. Elsewhere write `on =`
/// [`unprocessed`].
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
        Some(hint) if failure.is_rate_limited() => Decision::RateLimitedAfter(hint),
        Some(hint) => Decision::RetryAfter(hint),
        None if failure.is_rate_limited() => Decision::RateLimited,
        None if failure.is_timeout() => Decision::TimedOut,
        None => Decision::Retry,
    }
}

/// Retries what is transient and was surely not processed: a refused connection, a name that did not
/// resolve, 429, a 503 with `Retry-After`, a transaction that was rolled back. It is safe for requests that
/// must not be done twice.
///
/// An error of a database is about one statement, or about one transaction as a whole. So retry one of
/// these, but neither several statements that commit on their own nor a procedure that commits: what was
/// done before the one that failed would be done again.
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

/// Passes the questions on to what is pointed to.
macro_rules! pointed_to {
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

pointed_to!(&T);
#[cfg(feature = "std")]
pointed_to!(Box<T>, std::rc::Rc<T>, std::sync::Arc<T>);

#[cfg(test)]
mod tests {
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
            let dependency = format!("{name} = {{ version = \"{version}\"");
            assert!(
                manifest.lines().any(|line| line.starts_with(&dependency)),
                "{client}"
            );
        }
    }
}
