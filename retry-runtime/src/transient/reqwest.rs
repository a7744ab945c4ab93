//! `reqwest`: its errors, and responses whose status is a failure.

use core::time::Duration;
use std::error::Error as StdError;

use reqwest::{Error, Response};

use super::chain::{chain, class_of_chain};
use super::class::{FailureClass, impl_transient};
use super::hyper::{after_connecting, class_of_connection, class_with};
use super::{http, hyper_util};

mod http2;

impl_transient! {
    /// `reqwest::Error`, with the feature `reqwest`.
    ///
    /// | failure | class |
    /// |---|---|
    /// | no connection: refused, no such name, no route, no time, no file of the Unix socket, TLS handshake or tunnel cut off | transient, not processed |
    /// | no connection: certificate or proxy credentials rejected, no TLS or no proxy at that port | permanent |
    /// | the connection was closed before the request was sent | transient, not processed |
    /// | HTTP/2: `REFUSED_STREAM`, or a `GOAWAY` that excludes the request | transient, not processed |
    /// | the connection was lost while sending or receiving, or the body is incomplete | transient, may have been processed |
    /// | no response in time | transient, timed out |
    /// | a status | like `http::StatusCode`: the error has no headers |
    /// | the caller's own body failed | like that failure, but never "not processed" |
    /// | the request cannot be built, redirects do not end, the response is not HTTP or cannot be decoded | permanent |
    ///
    /// A failure after a redirect looks like a failure of the first request, which may have been processed.
    /// Turn redirects off for a write with `on = unprocessed`.
    impl for Error { class }
}
impl_transient! {
    /// `reqwest::Response`, with the feature `reqwest`: write `on_ok = transient`.
    ///
    /// Classified like `http::Response`, by its status and its headers. After a redirect the response is that
    /// of the target.
    impl for Response { class_of_response, retry_after_of_response }
}
#[cfg(feature = "reqwest-blocking")]
impl_transient! {
    /// `reqwest::blocking::Response`, with the feature `reqwest-blocking`: write `on_ok = transient`.
    ///
    /// Classified like `http::Response`, by its status and its headers. After a redirect the response is that
    /// of the target.
    impl for reqwest::blocking::Response { class_of_blocking_response, retry_after_of_blocking }
}

fn class(error: &Error) -> FailureClass {
    if let Some(status) = error.status() {
        return http::class(status);
    }
    // A redirect that is not followed is more exact than its source, and an upgrade follows the response.
    if error.is_redirect() || error.is_upgrade() {
        return FailureClass::Permanent;
    }
    let Some(source) = error.source() else {
        return FailureClass::Unknown;
    };
    if error.is_builder() {
        return class_of_chain(source);
    }
    if let Some(class) = class_of_callers_body(error) {
        return class;
    }
    if error.is_connect() {
        return if error.is_timeout() {
            FailureClass::Unprocessed
        } else {
            hyper_util::connect::class(source)
        };
    }
    if error.is_timeout() {
        return FailureClass::TimedOut;
    }
    // The response had started by then.
    if error.is_decode() || error.is_body() {
        return after_connecting(class_of_body(source));
    }
    class_of_request(source)
}

/// Returns the class of a failure of the request's own body, which is wrapped in failures of sending.
fn class_of_callers_body(error: &Error) -> Option<FailureClass> {
    let source = error.source()?;
    // The blocking client reads the body itself.
    if error.is_body() && source.is::<std::io::Error>() {
        return Some(after_connecting(class_of_chain(source)));
    }
    let hyper = chain(source).find_map(|error| error.downcast_ref::<hyper::Error>())?;
    hyper.is_user().then(|| class_with(hyper, http2::class))
}

/// Returns the class of a failure to read or decode the body of a response.
fn class_of_body(source: &(dyn StdError + 'static)) -> FailureClass {
    if let Some(error) = source.downcast_ref::<Error>() {
        return class(error);
    }
    match chain(source).find_map(|error| error.downcast_ref::<hyper::Error>()) {
        Some(error) => class_with(error, http2::class_in_body),
        // The blocking client gives up on a body when the connection is lost, and loses the reason.
        None if source.to_string() == "send failed because receiver is gone" => {
            FailureClass::Unknown
        }
        None => chain(source)
            .find_map(class_of_connection)
            .unwrap_or(FailureClass::Permanent),
    }
}

/// Returns the class of a failure to send a request or to receive the head of its response.
fn class_of_request(source: &(dyn StdError + 'static)) -> FailureClass {
    if let Some(class) = hyper_util::class_of_kind(&source.to_string()) {
        return class;
    }
    match chain(source).find_map(|error| error.downcast_ref::<hyper::Error>()) {
        Some(error) => class_with(error, http2::class),
        None => chain(source)
            .find_map(class_of_connection)
            .unwrap_or(FailureClass::Unknown),
    }
}

fn class_of_response(response: &Response) -> FailureClass {
    http::class_with(response.status(), response.headers())
}

fn retry_after_of_response(response: &Response) -> Option<Duration> {
    http::retry_after_of(response.status(), response.headers())
}

#[cfg(feature = "reqwest-blocking")]
fn class_of_blocking_response(response: &reqwest::blocking::Response) -> FailureClass {
    http::class_with(response.status(), response.headers())
}

#[cfg(feature = "reqwest-blocking")]
fn retry_after_of_blocking(response: &reqwest::blocking::Response) -> Option<Duration> {
    http::retry_after_of(response.status(), response.headers())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Error as IoError, ErrorKind};

    #[test]
    fn a_body_whose_connection_is_lost_may_be_the_answer_to_a_processed_request() {
        let lost = "send failed because receiver is gone";
        assert_eq!(class_of_body(&IoError::other(lost)), FailureClass::Unknown);
        let refused = IoError::from(ErrorKind::ConnectionRefused);
        assert_eq!(class_of_body(&refused), FailureClass::Unknown);
        let other = IoError::other("invalid gzip header");
        assert_eq!(class_of_body(&other), FailureClass::Permanent);
    }
}
