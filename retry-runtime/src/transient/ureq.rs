//! `ureq`: its errors. Its responses are `http::Response`.

use ::http::StatusCode;
use ureq::{Error, Timeout};

use super::chain::class_of_chain;
use super::{Class, classified, http, io};

classified! {
    /// | | |
    /// |---|---|
    /// | not processed | time-outs of resolving and connecting; `HostNotFound`; `ConnectionFailed`; a proxy that made no tunnel for now |
    /// | timed out | all other time-outs |
    /// | may have been processed | a response that was cut off |
    /// | as what it holds | `StatusCode` as `http::StatusCode`, `Io` as `std::io::Error`, `Other` as any error |
    /// | permanent | all else: what is wrong with the request, the configuration, TLS, redirects or the response |
    ///
    /// ureq follows redirects by itself, and then fails as the last request did. Where the first may
    /// not be sent twice, turn that off by `max_redirects(0)`.
    impl for Error { class }
}

fn class(error: &Error) -> Class {
    match error {
        Error::StatusCode(code) => StatusCode::from_u16(*code).map_or(Class::Permanent, http::class),
        Error::Io(error) => class_of_io(error),
        Error::Other(error) => class_of_chain(&**error),
        Error::Timeout(timeout) => class_of_timeout(*timeout),
        Error::HostNotFound | Error::ConnectionFailed => Class::Unprocessed,
        Error::ConnectProxyFailed(reason) => class_of_proxy(reason),
        Error::Http(_)
        | Error::BadUri(_)
        // The server does not speak HTTP/1.1, or the request cannot be written in it.
        | Error::Protocol(_)
        | Error::RedirectFailed
        | Error::InvalidProxyUrl
        | Error::BodyExceedsLimit(_)
        | Error::TooManyRedirects
        // A certificate, a key or a name.
        | Error::Tls(_)
        | Error::RequireHttpsOnly(_)
        | Error::LargeResponseHeader(..)
        | Error::TlsRequired
        | Error::BodyStalled => Class::Permanent,
        // Variants of features of ureq that only the user can turn on: `Pem`, `Rustls`, `NativeTls`,
        // `Der`, `Cookie`, `CookieValue`, `CookieJar`, `UnknownCharset`, `Decompress`, `Json` and
        // `InvalidMimeType`. A variant of a later version is permanent too until it is decided.
        _ => class_of_decoder(&error.to_string()),
    }
}

/// Why a SOCKS proxy made no connection, for all that may pass (RFC 1928, 6; 91 of SOCKS4), in ureq's words:
/// it gives them no kind. No request was sent.
const NOT_CONNECTED_BY_SOCKS: &[&str] = &[
    "general SOCKS server failure",
    "network unreachable",
    "host unreachable",
    "connection refused",
    "TTL expired",
    "request rejected or failed",
];

fn class_of_io(error: &std::io::Error) -> Class {
    // An error of the system, or of a kind alone, has a text like these too.
    let is_of_ureq = error.get_ref().is_some();
    match &*error.to_string() {
        "Agent is shut down" => Class::Permanent,
        reason if is_of_ureq && NOT_CONNECTED_BY_SOCKS.contains(&reason) => Class::Unprocessed,
        _ => io::class(error),
    }
}

fn class_of_timeout(timeout: Timeout) -> Class {
    match timeout {
        // Of names and addresses, proxies and TLS: no request was sent.
        Timeout::Resolve | Timeout::Connect => Class::Unprocessed,
        // `Global` and `PerCall` are for all of a request, and `PerRead` and `PerWrite` for any part of it.
        // A later version's time-out is one too.
        _ => Class::TimedOut,
    }
}

/// Input: "proxy server responded 503/503", or "proxy server did not respond". No tunnel was made, so that
/// no request was sent.
fn class_of_proxy(reason: &str) -> Class {
    if reason == "proxy server did not respond" {
        return Class::Unprocessed;
    }
    let status = reason
        .strip_prefix("proxy server responded ")
        .and_then(|statuses| statuses.split('/').next())
        .and_then(|status| status.parse().ok());
    match status.map_or(Class::Permanent, http::class) {
        Class::Unknown | Class::TimedOut => Class::Unprocessed,
        class => class,
    }
}

/// Decoders wrap what goes wrong below them, and only the text says what that is: neither these variants
/// nor `source` can be reached.
///
/// Input: "gzip decompression failed: Peer disconnected", or "json: timeout: receive body at line 1 column 4".
fn class_of_decoder(text: &str) -> Class {
    let decoders = [
        "gzip decompression failed: ",
        "brotli decompression failed: ",
        "json: ",
    ];
    let below = decoders
        .iter()
        .find_map(|decoder| text.strip_prefix(decoder));
    match below {
        Some(below) if below.starts_with("Peer disconnected") => Class::Unknown,
        Some(below) if below.starts_with("timeout: ") => Class::TimedOut,
        _ => Class::Permanent,
    }
}

#[cfg(test)]
mod tests {
    use std::io::ErrorKind;

    use super::*;

    #[test]
    fn a_time_out_before_the_request_was_sent_has_processed_nothing() {
        for timeout in [Timeout::Resolve, Timeout::Connect] {
            assert_eq!(class(&Error::Timeout(timeout)), Class::Unprocessed);
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
            assert_eq!(class(&Error::Timeout(timeout)), Class::TimedOut);
        }
    }

    #[test]
    fn an_error_that_only_wraps_is_as_what_it_wraps() {
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
        assert_eq!(class(&Error::StatusCode(0)), Class::Permanent);
    }

    #[test]
    fn a_proxy_that_made_no_tunnel_has_sent_nothing() {
        let class_of = |reason: &str| class(&Error::ConnectProxyFailed(reason.to_owned()));
        for (reason, expected) in [
            ("proxy server did not respond", Class::Unprocessed),
            ("proxy server responded 502/502", Class::Unprocessed),
            ("proxy server responded 503/503", Class::Unprocessed),
            ("proxy server responded 504/504", Class::Unprocessed),
            ("proxy server responded 429/429", Class::RateLimited),
            ("proxy server responded 407/407", Class::Permanent),
            ("proxy server responded 403/403", Class::Permanent),
            ("something that a later version says", Class::Permanent),
        ] {
            assert_eq!(class_of(reason), expected, "{reason}");
        }
        for reason in NOT_CONNECTED_BY_SOCKS {
            let error = Error::Io(std::io::Error::other(*reason));
            assert_eq!(class(&error), Class::Unprocessed, "{reason}");
        }
    }

    #[test]
    fn a_server_that_was_not_found_has_processed_nothing() {
        for error in [Error::HostNotFound, Error::ConnectionFailed] {
            assert_eq!(class(&error), Class::Unprocessed);
        }
    }

    #[test]
    fn what_is_wrong_with_the_request_stays_wrong() {
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
            assert_eq!(class(&error), Class::Permanent, "{error}");
        }
    }
}
