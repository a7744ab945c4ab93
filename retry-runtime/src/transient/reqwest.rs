//! `reqwest`: its errors, and responses whose status is a failure.

use core::time::Duration;
use std::error::Error as StdError;

use reqwest::{Error, Response};

use super::chain::{chain, class_of_chain};
use super::{Class, classified, http};

mod connect;
mod http2;
mod tls;

classified! {
    /// | failure | class |
    /// |---|---|
    /// | no connection: refused, no such name, no route, no time, no file of the Unix socket, TLS handshake or tunnel cut off | transient, not processed |
    /// | no connection: certificate or proxy credentials rejected, no TLS or no proxy at that port | permanent |
    /// | the connection was closed before the request was sent | transient, not processed |
    /// | HTTP/2: `REFUSED_STREAM`, or a `GOAWAY` that excludes the request | transient, not processed |
    /// | the connection was lost while sending or receiving, or the body came in part | transient, may have been processed |
    /// | no answer in time | transient, timed out |
    /// | a status | as `http::StatusCode`: the error has no headers |
    /// | the caller's own body failed | as that failure, but never "not processed" |
    /// | the request cannot be built, redirects do not end, the answer is not HTTP or cannot be decoded | permanent |
    ///
    /// After a redirect that was followed, any answer or refusal of its target looks like one of the first
    /// request, which may have been processed. Turn redirects off where `unprocessed` guards a write.
    impl for Error { class }
}
classified! {
    /// As `http::Response`: its status and its headers. Write `on_ok = transient`. It may be that of the
    /// target of a redirect.
    impl for Response { class_of_response, hint }
}
#[cfg(feature = "reqwest-blocking")]
classified! {
    /// As `http::Response`: its status and its headers. Write `on_ok = transient`. It may be that of the
    /// target of a redirect.
    impl for reqwest::blocking::Response { class_of_blocking_response, hint_of_blocking }
}

fn class(error: &Error) -> Class {
    if let Some(status) = error.status() {
        return http::class(status);
    }
    // A redirect that is not followed says more than its source, an upgrade comes after the answer.
    if error.is_redirect() || error.is_upgrade() {
        return Class::Permanent;
    }
    let Some(source) = error.source() else {
        return Class::Unknown;
    };
    if error.is_builder() {
        return class_of_chain(source);
    }
    if let Some(class) = class_of_callers_body(error) {
        return class;
    }
    if error.is_connect() {
        return connect::class(error, source);
    }
    if error.is_timeout() {
        return Class::TimedOut;
    }
    // By then the answer had begun.
    if error.is_decode() || error.is_body() {
        return not_surely_unprocessed(class_of_body(source));
    }
    class_of_request(source)
}

/// The class of a failure of the request's own body, which hides behind those of sending.
fn class_of_callers_body(error: &Error) -> Option<Class> {
    let source = error.source()?;
    // The blocking client reads the body itself.
    if error.is_body() && source.is::<std::io::Error>() {
        return Some(not_surely_unprocessed(class_of_chain(source)));
    }
    let hyper = chain(source).find_map(|error| error.downcast_ref::<hyper::Error>())?;
    hyper.is_user().then(|| class_of_callers_error(hyper))
}

fn class_of_callers_error(error: &hyper::Error) -> Class {
    match error.source() {
        // The connection's task went down with the runtime that it ran in.
        Some(source) if source.to_string() == "runtime dropped the dispatch task" => Class::Unknown,
        // By then the server had a part of the request.
        Some(source) => not_surely_unprocessed(class_of_chain(source)),
        None => Class::Permanent,
    }
}

/// The class of a failure to read or to decode the body of an answer.
fn class_of_body(source: &(dyn StdError + 'static)) -> Class {
    if let Some(error) = source.downcast_ref::<Error>() {
        return class(error);
    }
    match chain(source).find_map(|error| error.downcast_ref::<hyper::Error>()) {
        Some(error) => class_of_hyper(error, http2::class_in_body),
        // The blocking client gives up on a body when the connection is lost, and loses the reason.
        None if source.to_string() == "send failed because receiver is gone" => Class::Unknown,
        None => chain(source)
            .find_map(class_of_connection)
            .unwrap_or(Class::Permanent),
    }
}

/// The class of a failure to send a request or to receive the head of its answer.
fn class_of_request(source: &(dyn StdError + 'static)) -> Class {
    // hyper-util has no names for its kinds but these.
    match source.to_string().as_str() {
        "client error (Canceled)" | "client error (ChannelClosed)" => return Class::Unprocessed,
        "client error (UserUnsupportedRequestMethod)"
        | "client error (UserUnsupportedVersion)"
        | "client error (UserAbsoluteUriRequired)" => return Class::Permanent,
        _ => {}
    }
    match chain(source).find_map(|error| error.downcast_ref::<hyper::Error>()) {
        Some(error) => class_of_hyper(error, http2::class),
        None => chain(source)
            .find_map(class_of_connection)
            .unwrap_or(Class::Unknown),
    }
}

fn class_of_hyper(
    error: &hyper::Error,
    class_of_h2: impl Fn(&(dyn StdError + 'static)) -> Option<Class>,
) -> Class {
    if error.is_parse() {
        return Class::Permanent;
    }
    if error.is_canceled() || error.is_closed() {
        return Class::Unprocessed;
    }
    if error.is_timeout() {
        return Class::TimedOut;
    }
    let Some(source) = error.source() else {
        return Class::Unknown;
    };
    class_of_connection(source)
        .or_else(|| class_of_h2(source))
        .unwrap_or(Class::Unknown)
}

/// The class of what the socket, or TLS on it, reports after the connection was made.
fn class_of_connection(error: &(dyn StdError + 'static)) -> Option<Class> {
    let io: &std::io::Error = error.downcast_ref()?;
    Some(not_surely_unprocessed(super::io::class(io)))
}

/// What was sent on a connection may have been processed, whatever became of it.
fn not_surely_unprocessed(class: Class) -> Class {
    match class {
        Class::Unprocessed | Class::RateLimited => Class::Unknown,
        class => class,
    }
}

fn class_of_response(response: &Response) -> Class {
    http::class_with(response.status(), response.headers())
}

fn hint(response: &Response) -> Option<Duration> {
    http::hint(response.status(), response.headers())
}

#[cfg(feature = "reqwest-blocking")]
fn class_of_blocking_response(response: &reqwest::blocking::Response) -> Class {
    http::class_with(response.status(), response.headers())
}

#[cfg(feature = "reqwest-blocking")]
fn hint_of_blocking(response: &reqwest::blocking::Response) -> Option<Duration> {
    http::hint(response.status(), response.headers())
}
