//! Any error, classified by the known errors in its `source()` chain.

use core::error::Error;
use core::time::Duration;
use std::io;
use std::sync::Arc;

use super::Transient;
use super::class::{FailureClass, impl_transient};
use super::io_kind::only_wraps;
use crate::timed_out::TimedOut;

/// A longer chain is treated as a cycle, which would never end.
const LONGEST_CHAIN: usize = 64;

impl_transient! {
    /// The first known error decides: this error, or the first in its [`source`](Error::source) chain.
    /// Without a known error it is permanent. The docs of
    /// [`Transient`](Transient#in-an-error-that-holds-any-error) list the errors that cannot be found.
    impl for dyn Error + 'static { class_of_chain, retry_after_of_chain }
}
impl_transient! {
    /// Classified like `dyn Error`.
    impl for dyn Error + Send + 'static { class_of_send, retry_after_of_send }
}
impl_transient! {
    /// Classified like `dyn Error`.
    impl for dyn Error + Send + Sync + 'static { class_of_sync, retry_after_of_sync }
}
#[cfg(feature = "anyhow")]
impl_transient! {
    /// `anyhow::Error`, with the feature `anyhow`.
    ///
    /// Classified like `dyn Error`.
    impl for anyhow::Error { class_of_anyhow, retry_after_of_anyhow }
}

pub(super) fn class_of_chain(error: &(dyn Error + 'static)) -> FailureClass {
    let first = chain(error).find_map(known);
    first.map_or(FailureClass::Permanent, FailureClass::of)
}

pub(super) fn retry_after_of_chain(error: &(dyn Error + 'static)) -> Option<Duration> {
    chain(error).find_map(known)?.retry_after()
}

/// Returns the error, and then each error below it.
pub(super) fn chain<'a>(
    error: &'a (dyn Error + 'static),
) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    let mut next = Some(error);
    std::iter::from_fn(move || {
        let error = next?;
        next = below(error);
        Some(error)
    })
    .take(LONGEST_CHAIN)
}

/// Returns the next error of the chain. A pointer to an error returns that error's `source`, which would
/// skip the error itself.
fn below<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a (dyn Error + 'static)> {
    if let Some(error) = io_error(error) {
        return error.get_ref().map(|inner| inner as _);
    }
    if let Some(error) = error.downcast_ref::<Arc<dyn Error + Send + Sync>>() {
        return Some(&**error);
    }
    if let Some(error) = error.downcast_ref::<Arc<dyn Error>>() {
        return Some(&**error);
    }
    error.source()
}

fn io_error<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a io::Error> {
    error
        .downcast_ref::<io::Error>()
        .or_else(|| error.downcast_ref::<Arc<io::Error>>().map(|error| &**error))
        .or_else(|| error.downcast_ref::<Box<io::Error>>().map(|error| &**error))
}

/// Returns the error if its type is known. An `io::Error` that only wraps another error counts as unknown.
fn known<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a dyn Transient> {
    if let Some(error) = io_error(error) {
        return (!only_wraps(error)).then_some(error);
    }
    macro_rules! known_types {
        ($($(#[$cfg:meta])* $ty:ty,)*) => {
            $(
                $(#[$cfg])*
                {
                    if let Some(error) = error.downcast_ref::<$ty>() {
                        return Some(error);
                    }
                    if let Some(error) = error.downcast_ref::<Arc<$ty>>() {
                        return Some(error);
                    }
                    if let Some(error) = error.downcast_ref::<Box<$ty>>() {
                        return Some(error);
                    }
                }
            )*
        };
    }
    known_types! {
        TimedOut,
        #[cfg(feature = "tokio")]
        tokio::time::error::Elapsed,
        #[cfg(feature = "reqwest")]
        reqwest::Error,
        #[cfg(feature = "tonic")]
        tonic::Status,
        #[cfg(feature = "tonic")]
        tonic::ConnectError,
        #[cfg(feature = "tonic")]
        tonic::TimeoutExpired,
        #[cfg(feature = "hyper")]
        hyper_util::client::legacy::Error,
        #[cfg(any(feature = "hyper", feature = "tonic"))]
        hyper::Error,
        #[cfg(any(feature = "hyper", feature = "tonic"))]
        h2::Error,
        #[cfg(feature = "tokio-postgres")]
        tokio_postgres::Error,
        #[cfg(feature = "sqlx")]
        sqlx::Error,
        #[cfg(feature = "aws-smithy")]
        aws_smithy_runtime_api::client::result::ConnectorError,
        #[cfg(feature = "mysql_async")]
        mysql_async::Error,
        #[cfg(feature = "object_store")]
        object_store::Error,
        #[cfg(feature = "r2d2")]
        r2d2::Error,
        #[cfg(feature = "redis")]
        redis::RedisError,
        #[cfg(feature = "redis")]
        redis::ServerError,
        #[cfg(feature = "rusqlite")]
        rusqlite::Error,
        #[cfg(feature = "ureq")]
        ureq::Error,
    }
    #[cfg(feature = "async-nats")]
    if let Some(error) = super::async_nats::known(error) {
        return Some(error);
    }
    None
}

fn class_of_send(error: &(dyn Error + Send + 'static)) -> FailureClass {
    class_of_chain(error)
}

fn retry_after_of_send(error: &(dyn Error + Send + 'static)) -> Option<Duration> {
    retry_after_of_chain(error)
}

fn class_of_sync(error: &(dyn Error + Send + Sync + 'static)) -> FailureClass {
    class_of_chain(error)
}

fn retry_after_of_sync(error: &(dyn Error + Send + Sync + 'static)) -> Option<Duration> {
    retry_after_of_chain(error)
}

#[cfg(feature = "anyhow")]
fn class_of_anyhow(error: &anyhow::Error) -> FailureClass {
    class_of_chain(outermost(error))
}

#[cfg(feature = "anyhow")]
fn retry_after_of_anyhow(error: &anyhow::Error) -> Option<Duration> {
    retry_after_of_chain(outermost(error))
}

/// The first error of the chain in which to look. anyhow puts an error that was boxed before, as by
/// `anyhow!(boxed)`, into one of its own, whose `source` skips it.
#[cfg(feature = "anyhow")]
fn outermost(error: &anyhow::Error) -> &(dyn Error + 'static) {
    match error.downcast_ref::<Box<dyn Error + Send + Sync>>() {
        Some(boxed) => &**boxed,
        None => &**error,
    }
}

#[cfg(all(test, feature = "anyhow", feature = "tonic"))]
mod tests {
    use super::{Duration, Error, Transient, io};
    use tonic::{Code, Status};
    use tonic_types::{ErrorDetails, StatusExt};

    const WAIT: Duration = Duration::from_secs(3);

    fn busy() -> Status {
        let details = ErrorDetails::with_retry_info(Some(WAIT));
        Status::with_error_details(Code::Unavailable, "busy", details)
    }

    #[test]
    fn the_servers_wait_is_found_in_any_error_that_holds_the_status() {
        let any: Box<dyn Error> = Box::new(busy());
        assert_eq!(any.retry_after(), Some(WAIT));
        let any: Box<dyn Error + Send> = Box::new(busy());
        assert_eq!(any.retry_after(), Some(WAIT));
        let any: Box<dyn Error + Send + Sync> = Box::new(busy());
        assert_eq!(any.retry_after(), Some(WAIT));
        assert_eq!(io::Error::other(busy()).retry_after(), Some(WAIT));
        let any = anyhow::Error::new(busy()).context("asking for the price");
        assert_eq!(any.retry_after(), Some(WAIT));
    }

    #[test]
    fn a_kind_that_decides_by_itself_hides_the_wait_of_what_it_wraps() {
        let reset = io::Error::new(io::ErrorKind::ConnectionReset, busy());
        assert_eq!(reset.retry_after(), None);
    }
}
