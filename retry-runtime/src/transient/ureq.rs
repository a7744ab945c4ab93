//! `ureq`: its errors. Its responses are `http::Response`.

use ::http::StatusCode;
use ureq::{Error, Timeout};

use super::chain::class_of_chain;
use super::class::{FailureClass, impl_transient};
use super::{http, io};

impl_transient! {
    /// `ureq::Error`, with the feature `ureq`.
    ///
    /// | | |
    /// |---|---|
    /// | not processed | timeouts of resolving and connecting; `HostNotFound`; `ConnectionFailed`; a proxy that made no tunnel for now |
    /// | timed out | all other timeouts |
    /// | may have been processed | a response that was cut off |
    /// | like the inner value | `StatusCode` like `http::StatusCode`, `Io` like `std::io::Error`, `Other` like any error |
    /// | permanent | all others: mistakes in the request, the configuration, TLS, redirects or the response |
    ///
    /// ureq follows redirects itself, and then returns the failure of the last request. If the first request
    /// may not be sent twice, turn redirects off with `max_redirects(0)`.
    impl for Error { class }
}

fn class(error: &Error) -> FailureClass {
    match error {
        Error::StatusCode(code) => StatusCode::from_u16(*code).map_or(FailureClass::Permanent, http::class),
        Error::Io(error) => class_of_io(error),
        Error::Other(error) => class_of_chain(&**error),
        Error::Timeout(timeout) => class_of_timeout(*timeout),
        Error::HostNotFound | Error::ConnectionFailed => FailureClass::Unprocessed,
        Error::ConnectProxyFailed(reason) => class_of_proxy(reason),
        Error::Http(_)
        | Error::BadUri(_)
        // The server does not speak HTTP/1.1, or the request cannot be written in it.
        | Error::Protocol(_)
        | Error::RedirectFailed
        | Error::InvalidProxyUrl
        | Error::BodyExceedsLimit(_)
        | Error::TooManyRedirects
        // An invalid certificate, key or name.
        | Error::Tls(_)
        | Error::RequireHttpsOnly(_)
        | Error::LargeResponseHeader(..)
        | Error::TlsRequired
        | Error::BodyStalled => FailureClass::Permanent,
        // Variants of ureq's features, which only the user can enable: `Pem`, `Rustls`, `NativeTls`,
        // `Der`, `Cookie`, `CookieValue`, `CookieJar`, `UnknownCharset`, `Decompress`, `Json` and
        // `InvalidMimeType`. A variant of a later version is permanent too until it has a class.
        _ => class_of_decoder(&error.to_string()),
    }
}

/// The transient reasons of a SOCKS proxy that made no connection (RFC 1928, 6; 91 of SOCKS4), as ureq's
/// texts: it has no kinds for them. No request was sent.
const NOT_CONNECTED_BY_SOCKS: &[&str] = &[
    "general SOCKS server failure",
    "network unreachable",
    "host unreachable",
    "connection refused",
    "TTL expired",
    "request rejected or failed",
];

fn class_of_io(error: &std::io::Error) -> FailureClass {
    // An error of the system, or of a kind alone, has a text like these too.
    let is_of_ureq = error.get_ref().is_some();
    match &*error.to_string() {
        "Agent is shut down" => FailureClass::Permanent,
        reason if is_of_ureq && NOT_CONNECTED_BY_SOCKS.contains(&reason) => {
            FailureClass::Unprocessed
        }
        _ => io::class(error),
    }
}

fn class_of_timeout(timeout: Timeout) -> FailureClass {
    match timeout {
        // Timeouts of names and addresses, proxies and TLS: no request was sent.
        Timeout::Resolve | Timeout::Connect => FailureClass::Unprocessed,
        // `Global` and `PerCall` are for the whole request, and `PerRead` and `PerWrite` for any part of it.
        // A timeout of a later version counts as timed out too.
        _ => FailureClass::TimedOut,
    }
}

/// Returns the class of a proxy's refusal. No tunnel was made, so no request was sent.
///
/// Input: "proxy server responded 503/503", or "proxy server did not respond".
fn class_of_proxy(reason: &str) -> FailureClass {
    if reason == "proxy server did not respond" {
        return FailureClass::Unprocessed;
    }
    let status = reason
        .strip_prefix("proxy server responded ")
        .and_then(|statuses| statuses.split('/').next())
        .and_then(|status| status.parse().ok());
    match status.map_or(FailureClass::Permanent, http::class) {
        FailureClass::Unknown | FailureClass::TimedOut => FailureClass::Unprocessed,
        class => class,
    }
}

/// Returns the class of a decoder's failure from its text. Decoders wrap the failure below them, but their
/// variants are private and have no `source`.
///
/// Input: "gzip decompression failed: Peer disconnected", or "json: timeout: receive body at line 1 column 4".
fn class_of_decoder(text: &str) -> FailureClass {
    let decoders = [
        "gzip decompression failed: ",
        "brotli decompression failed: ",
        "json: ",
    ];
    let below = decoders
        .iter()
        .find_map(|decoder| text.strip_prefix(decoder));
    match below {
        Some(below) if below.starts_with("Peer disconnected") => FailureClass::Unknown,
        Some(below) if below.starts_with("timeout: ") => FailureClass::TimedOut,
        _ => FailureClass::Permanent,
    }
}

#[cfg(test)]
mod tests {
    use std::io::ErrorKind;

    use super::*;

    #[test]
    fn a_timeout_before_the_request_was_sent_is_unprocessed() {
        for timeout in [Timeout::Resolve, Timeout::Connect] {
            assert_eq!(class(&Error::Timeout(timeout)), FailureClass::Unprocessed);
        }
        for timeout in [
            Timeout::PerRead,
            Timeout::PerWrite,
            Timeout::Global,
            Timeout::PerCall,
            Timeout::SendRequest,
            Timeout::Await100,
            Timeout::SendBody,
            Timeout::RecvResponse,
            Timeout::RecvBody,
        ] {
            assert_eq!(class(&Error::Timeout(timeout)), FailureClass::TimedOut);
        }
    }

    #[test]
    fn an_error_that_only_wraps_is_classified_by_its_inner_error() {
        for kind in [
            ErrorKind::ConnectionRefused,
            ErrorKind::ConnectionReset,
            ErrorKind::HostUnreachable,
            ErrorKind::NetworkUnreachable,
            ErrorKind::TimedOut,
            ErrorKind::NotFound,
        ] {
            let io = || std::io::Error::from(kind);
            let expected = io::class(&io());
            assert_eq!(class(&Error::Io(io())), expected);
            assert_eq!(class(&Error::Other(io().into())), expected);
            let in_io = Error::Other(Error::Io(io()).into()).into_io();
            assert_eq!(io::class(&in_io), expected);
        }
        for status in [404, 408, 429, 500, 501, 503, 504, 529, 599] {
            let expected = http::class(StatusCode::from_u16(status).unwrap());
            assert_eq!(class(&Error::StatusCode(status)), expected);
        }
        assert_eq!(class(&Error::StatusCode(0)), FailureClass::Permanent);
    }

    #[test]
    fn a_proxy_that_made_no_tunnel_has_sent_nothing() {
        let class_of = |reason: &str| class(&Error::ConnectProxyFailed(reason.to_owned()));
        for (reason, expected) in [
            ("proxy server did not respond", FailureClass::Unprocessed),
            ("proxy server responded 502/502", FailureClass::Unprocessed),
            ("proxy server responded 503/503", FailureClass::Unprocessed),
            ("proxy server responded 504/504", FailureClass::Unprocessed),
            ("proxy server responded 429/429", FailureClass::RateLimited),
            ("proxy server responded 407/407", FailureClass::Permanent),
            ("proxy server responded 403/403", FailureClass::Permanent),
            (
                "something that a later version says",
                FailureClass::Permanent,
            ),
        ] {
            assert_eq!(class_of(reason), expected, "{reason}");
        }
        for reason in NOT_CONNECTED_BY_SOCKS {
            let error = Error::Io(std::io::Error::other(*reason));
            assert_eq!(class(&error), FailureClass::Unprocessed, "{reason}");
        }
    }

    #[test]
    fn a_server_that_was_not_found_has_processed_nothing() {
        for error in [Error::HostNotFound, Error::ConnectionFailed] {
            assert_eq!(class(&error), FailureClass::Unprocessed);
        }
    }

    #[test]
    fn an_invalid_request_is_permanent() {
        for error in [
            Error::BadUri(String::new()),
            Error::RedirectFailed,
            Error::InvalidProxyUrl,
            Error::BodyExceedsLimit(1),
            Error::TooManyRedirects,
            Error::Tls("no certificate"),
            Error::RequireHttpsOnly(String::new()),
            Error::LargeResponseHeader(2, 1),
            Error::TlsRequired,
            Error::BodyStalled,
        ] {
            assert_eq!(class(&error), FailureClass::Permanent, "{error}");
        }
    }

    #[test]
    fn a_decoder_is_classified_by_the_failure_below_it() {
        for decoder in [
            "gzip decompression failed: ",
            "brotli decompression failed: ",
            "json: ",
        ] {
            let of = |text: &str| class_of_decoder(&format!("{decoder}{text}"));
            assert_eq!(of("Peer disconnected"), FailureClass::Unknown);
            assert_eq!(
                of("timeout: receive body at line 1 column 4"),
                FailureClass::TimedOut
            );
            assert_eq!(of("corrupt deflate stream"), FailureClass::Permanent);
        }
        assert_eq!(
            class_of_decoder("cookie is invalid"),
            FailureClass::Permanent
        );
    }
}
