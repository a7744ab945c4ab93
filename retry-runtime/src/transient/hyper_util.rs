//! `hyper-util`: the errors of its client, which is below reqwest too.

#[cfg(feature = "hyper")]
use std::error::Error as _;

#[cfg(feature = "hyper")]
use hyper_util::client::legacy::Error;

use super::class::FailureClass;
#[cfg(feature = "hyper")]
use super::{chain::chain, class::impl_transient, hyper};

pub(super) mod connect;
mod tls;

#[cfg(feature = "hyper")]
impl_transient! {
    /// `hyper_util::client::legacy::Error`, with the feature `hyper`.
    ///
    /// | failure | class |
    /// |---|---|
    /// | no connection: refused, no such name, no route, no time, TLS handshake or tunnel cut off | transient, not processed |
    /// | no connection: certificate or proxy credentials rejected, no TLS or no proxy at that port | permanent |
    /// | the connection was closed before the request was sent | transient, not processed |
    /// | a failure while sending the request or receiving the head of its response | like `hyper::Error` |
    /// | a method, version or URI that cannot be sent | permanent |
    ///
    /// The client itself sends a request again if its connection was closed before it was sent. Such an attempt was
    /// not processed; `retry_canceled_requests(false)` turns it off. The client has no timeout except that of its
    /// connector: set `attempt_timeout`. Classify its responses with `on_ok`, see `http::Response`.
    impl for Error { class }
}

#[cfg(feature = "hyper")]
fn class(error: &Error) -> FailureClass {
    if let Some(class) = class_of_kind(&error.to_string()) {
        return class;
    }
    match error.source() {
        Some(source) if error.is_connect() => connect::class(source),
        // `SendRequest`.
        Some(source) => chain(source)
            .find_map(|error| error.downcast_ref())
            .map_or(FailureClass::Unknown, hyper::class),
        // A kind of a later version.
        None => FailureClass::Permanent,
    }
}

/// Returns the class of a kind without a source that decides. The kinds have no names but in their texts.
pub(super) fn class_of_kind(text: &str) -> Option<FailureClass> {
    match text {
        "client error (Canceled)" | "client error (ChannelClosed)" => {
            Some(FailureClass::Unprocessed)
        }
        "client error (UserUnsupportedRequestMethod)"
        | "client error (UserUnsupportedVersion)"
        | "client error (UserAbsoluteUriRequired)" => Some(FailureClass::Permanent),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_classified_by_the_name_of_its_kind() {
        for (kind, expected) in [
            ("Canceled", Some(FailureClass::Unprocessed)),
            ("ChannelClosed", Some(FailureClass::Unprocessed)),
            ("UserUnsupportedVersion", Some(FailureClass::Permanent)),
            (
                "UserUnsupportedRequestMethod",
                Some(FailureClass::Permanent),
            ),
            ("UserAbsoluteUriRequired", Some(FailureClass::Permanent)),
            ("SendRequest", None),
        ] {
            let text = format!("client error ({kind})");
            assert_eq!(class_of_kind(&text), expected, "{kind}");
        }
    }
}
