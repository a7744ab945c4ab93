//! `ureq`.

use std::collections::BTreeMap;
use std::io::{self, ErrorKind};

use ureq::{Error, Timeout};

use crate::Class::{Permanent, TimedOut, Unknown, Unprocessed};
use crate::{assert_all_decided, class};

#[test]
fn every_error_has_a_class() {
    let table = BTreeMap::from([
        // Classified by their inner value.
        ("StatusCode", Permanent),
        ("Io", Permanent),
        ("Other", Permanent),
        ("Timeout", TimedOut),
        ("ConnectProxyFailed", Permanent),
        // Nothing was sent.
        ("HostNotFound", Unprocessed),
        ("ConnectionFailed", Unprocessed),
        // Unknown for a response that was cut off or late, else permanent.
        ("Decompress", Unknown),
        ("Json", Unknown),
        // Mistakes in the request, the configuration or the response.
        ("BadUri", Permanent),
        ("BodyExceedsLimit", Permanent),
        ("BodyStalled", Permanent),
        ("Cookie", Permanent),
        ("CookieJar", Permanent),
        ("CookieValue", Permanent),
        ("Der", Permanent),
        ("Http", Permanent),
        ("InvalidMimeType", Permanent),
        ("InvalidProxyUrl", Permanent),
        ("LargeResponseHeader", Permanent),
        ("NativeTls", Permanent),
        ("Pem", Permanent),
        ("Protocol", Permanent),
        ("RedirectFailed", Permanent),
        ("RequireHttpsOnly", Permanent),
        ("Rustls", Permanent),
        ("Tls", Permanent),
        ("TlsRequired", Permanent),
        ("TooManyRedirects", Permanent),
        ("UnknownCharset", Permanent),
    ]);
    assert_all_decided("ureq", "src/error.rs", "Error", &table);

    let cut_off = || io::Error::new(ErrorKind::UnexpectedEof, "Peer disconnected");
    for (name, error) in [
        ("StatusCode", Error::StatusCode(404)),
        ("Io", Error::Io(ErrorKind::PermissionDenied.into())),
        ("Other", Error::Other("it failed".into())),
        ("Timeout", Error::Timeout(Timeout::Global)),
        (
            "ConnectProxyFailed",
            Error::ConnectProxyFailed(String::new()),
        ),
        ("HostNotFound", Error::HostNotFound),
        ("ConnectionFailed", Error::ConnectionFailed),
        ("Decompress", Error::Decompress("gzip", cut_off())),
        ("Json", Error::Json(serde_json::Error::io(cut_off()))),
        ("BadUri", Error::BadUri(String::new())),
        ("BodyExceedsLimit", Error::BodyExceedsLimit(1)),
        ("BodyStalled", Error::BodyStalled),
        (
            "Http",
            http::Method::from_bytes(b" ")
                .map_err(|error| Error::Http(error.into()))
                .unwrap_err(),
        ),
        ("InvalidProxyUrl", Error::InvalidProxyUrl),
        ("LargeResponseHeader", Error::LargeResponseHeader(2, 1)),
        ("RedirectFailed", Error::RedirectFailed),
        ("RequireHttpsOnly", Error::RequireHttpsOnly(String::new())),
        ("Tls", Error::Tls("no certificate")),
        ("TlsRequired", Error::TlsRequired),
        ("TooManyRedirects", Error::TooManyRedirects),
    ] {
        assert_eq!(class(&error), table[name], "{name}");
    }
}

#[test]
fn every_timeout_has_a_class() {
    let table = BTreeMap::from([
        ("Resolve", Unprocessed),
        ("Connect", Unprocessed),
        ("PerRead", TimedOut),
        ("PerWrite", TimedOut),
        ("Global", TimedOut),
        ("PerCall", TimedOut),
        ("SendRequest", TimedOut),
        ("Await100", TimedOut),
        ("SendBody", TimedOut),
        ("RecvResponse", TimedOut),
        ("RecvBody", TimedOut),
    ]);
    assert_all_decided("ureq", "src/timings.rs", "Timeout", &table);
    for (name, timeout) in [
        ("Resolve", Timeout::Resolve),
        ("Connect", Timeout::Connect),
        ("PerRead", Timeout::PerRead),
        ("PerWrite", Timeout::PerWrite),
        ("Global", Timeout::Global),
        ("PerCall", Timeout::PerCall),
        ("SendRequest", Timeout::SendRequest),
        ("Await100", Timeout::Await100),
        ("SendBody", Timeout::SendBody),
        ("RecvResponse", Timeout::RecvResponse),
        ("RecvBody", Timeout::RecvBody),
    ] {
        assert_eq!(class(&Error::Timeout(timeout)), table[name], "{name}");
    }
}
