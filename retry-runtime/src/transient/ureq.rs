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
        Error::Io(error) => io::class(error),
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
        // `InvalidMimeType`. A variant of a later version is one too until somebody decides.
        _ => class_of_decoder(&error.to_string()),
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
/// Input: "gzip decompression failed: Peer disconnected", or "json: timeout: receive body".
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
        Some("Peer disconnected") => Class::Unknown,
        Some(below) if below.starts_with("timeout: ") => Class::TimedOut,
        _ => Class::Permanent,
    }
}
