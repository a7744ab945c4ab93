//! `reqwest`: its errors, and responses whose status is a failure.

use core::time::Duration;
use std::error::Error as _;

use reqwest::{Error, Response};

use super::chain::{chain, class_of_chain};
use super::{Class, classified, http, retry_after};

classified! {
    /// Transient are time-outs, failures to connect, connections closed while sending or receiving,
    /// and statuses as for `http::StatusCode`; permanent are errors of building the request, of
    /// redirecting, and of decoding what was received whole. A failed TLS handshake is permanent.
    impl for Error { class }
}
classified! {
    /// As its status, with the wait that its headers ask for: `on_ok = transient`.
    impl for Response { class_of_response, hint }
}
#[cfg(feature = "reqwest-blocking")]
classified! {
    /// As its status, with the wait that its headers ask for: `on_ok = transient`.
    impl for reqwest::blocking::Response { class_of_blocking_response, hint_of_blocking }
}

fn class(error: &Error) -> Class {
    if let Some(status) = error.status() {
        return http::class(status);
    }
    if error.is_builder() || error.is_redirect() || error.is_upgrade() {
        return Class::Permanent;
    }
    if error.is_connect() {
        return match io_error_below(error) {
            // A certificate that was refused, say, in the guise of invalid data.
            Some(io) if super::io::class(io) == Class::Permanent => Class::Permanent,
            _ => Class::Unprocessed,
        };
    }
    if error.is_timeout() {
        return Class::TimedOut;
    }
    if error.is_decode() && !is_cut_off(error) {
        return Class::Permanent;
    }
    Class::Unknown
}

/// Whether decoding failed because the body ended early: below it is another error of the client's
/// or the socket's, and not one of the decoder's.
fn is_cut_off(error: &Error) -> bool {
    let below = error.source();
    below.is_some_and(|below| below.is::<Error>() || class_of_chain(below) != Class::Permanent)
}

fn io_error_below(error: &Error) -> Option<&std::io::Error> {
    chain(error).find_map(|error| error.downcast_ref())
}

fn class_of_response(response: &Response) -> Class {
    http::class(response.status())
}

fn hint(response: &Response) -> Option<Duration> {
    retry_after::hint(response.headers())
}

#[cfg(feature = "reqwest-blocking")]
fn class_of_blocking_response(response: &reqwest::blocking::Response) -> Class {
    http::class(response.status())
}

#[cfg(feature = "reqwest-blocking")]
fn hint_of_blocking(response: &reqwest::blocking::Response) -> Option<Duration> {
    retry_after::hint(response.headers())
}
