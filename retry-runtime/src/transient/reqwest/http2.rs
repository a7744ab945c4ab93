//! HTTP/2: classifies a request by the frame that ended its stream or connection.
//!
//! The errors of the crate h2 are read by their texts. If this crate named h2's types, users without HTTP/2
//! would compile h2 too, because a crate cannot see the features of reqwest. If a new version changes a text,
//! a refused request counts as one that may have been processed.

use std::error::Error;

use super::super::class::FailureClass::{self, Permanent, RateLimited, Unknown, Unprocessed};

/// Returns the class of an error of h2, or `None` for any other error.
pub(super) fn class(error: &(dyn Error + 'static)) -> Option<FailureClass> {
    let text = error.to_string();
    let (origin, reason) = text.split_once(": ")?;
    match origin {
        // The second text follows the end of a stream that the server has reset.
        "stream error received" | "protocol error" => Some(reset(reason)),
        "connection error received" => Some(go_away(reason)),
        // The response breaks the protocol, or the caller's own body failed: hyper drops the error with the
        // reason.
        "stream error detected" | "stream error sent by user" => Some(Permanent),
        "connection error detected" => Some(broken_connection(reason)),
        "connection error sent by user" => Some(Unknown),
        "user error" => Some(unsendable(reason)),
        _ => None,
    }
}

/// Returns the class of an error of h2 while it receives a body. A body that ends before its
/// `content-length` is a protocol error in h2, although it may only be cut off, as in HTTP/1.1.
pub(super) fn class_in_body(error: &(dyn Error + 'static)) -> Option<FailureClass> {
    if error.to_string() == BROKEN_STREAM {
        return Some(Unknown);
    }
    class(error)
}

/// Returns the class of a stream that the server reset.
fn reset(reason: &str) -> FailureClass {
    match reason {
        // "A guarantee that a request has not been processed" (RFC 9113, section 8.7).
        REFUSED_STREAM => Unprocessed,
        // A new connection would have the same versions and ciphers.
        INADEQUATE_SECURITY | HTTP_1_1_REQUIRED => Permanent,
        // Go's client also sends a request again after PROTOCOL_ERROR: proxies send this code for their own
        // faults. No other code promises that nothing was done, not even ENHANCE_YOUR_CALM.
        _ => Unknown,
    }
}

/// Returns the class of a request after a `GOAWAY`. h2 fails only the streams above the last one that the
/// server names, and the unsent ones: they "are guaranteed to be safe to retry" (RFC 9113, section 8.7),
/// whatever the reason. The server's own text may follow the reason.
fn go_away(reason: &str) -> FailureClass {
    let is = |code| reason.starts_with(code);
    if is(ENHANCE_YOUR_CALM) {
        return RateLimited;
    }
    if is(INADEQUATE_SECURITY) || is(HTTP_1_1_REQUIRED) {
        return Permanent;
    }
    Unprocessed
}

/// Returns the class of a request after the server broke the protocol, perhaps by a frame for another
/// request.
fn broken_connection(reason: &str) -> FailureClass {
    // An HTTP/1 server's text, read as frames, gives this error.
    if reason.starts_with(FRAME_SIZE_ERROR) {
        return Permanent;
    }
    Unknown
}

/// Returns the class of a request that h2 did not send.
fn unsendable(reason: &str) -> FailureClass {
    match reason {
        // The connection has no numbers left, or takes no further stream.
        "stream ID overflowed" | "rejected" => Unprocessed,
        "inactive stream" => Unknown,
        _ => Permanent,
    }
}

const BROKEN_STREAM: &str = "stream error detected: unspecific protocol error detected";
const FRAME_SIZE_ERROR: &str = "frame with invalid size";
const REFUSED_STREAM: &str = "refused stream before processing any application logic";
const ENHANCE_YOUR_CALM: &str = "detected excessive load generating behavior";
const INADEQUATE_SECURITY: &str = "security properties do not meet minimum requirements";
const HTTP_1_1_REQUIRED: &str = "endpoint requires HTTP/1.1";

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Error;

    #[test]
    fn a_frame_of_the_server_is_classified_by_its_text() {
        for (text, expected) in [
            (
                format!("stream error received: {REFUSED_STREAM}"),
                Unprocessed,
            ),
            (format!("protocol error: {REFUSED_STREAM}"), Unprocessed),
            (
                format!("stream error received: {HTTP_1_1_REQUIRED}"),
                Permanent,
            ),
            (
                format!("stream error received: {INADEQUATE_SECURITY}"),
                Permanent,
            ),
            (
                "stream error received: stream no longer needed".to_owned(),
                Unknown,
            ),
            (
                "connection error received: not a result of an error".to_owned(),
                Unprocessed,
            ),
            (
                format!("connection error received: {ENHANCE_YOUR_CALM} (b\"slow\")"),
                RateLimited,
            ),
            (
                format!("connection error received: {HTTP_1_1_REQUIRED}"),
                Permanent,
            ),
            (
                format!("connection error received: {INADEQUATE_SECURITY}"),
                Permanent,
            ),
        ] {
            assert_eq!(class(&Error::other(text.clone())), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_this_side_ended_is_classified_by_its_text() {
        for (text, expected) in [
            (
                format!("connection error detected: {FRAME_SIZE_ERROR}"),
                Permanent,
            ),
            (
                "connection error detected: unspecific protocol error detected".to_owned(),
                Unknown,
            ),
            (
                "connection error sent by user: not a result of an error".to_owned(),
                Unknown,
            ),
            ("user error: stream ID overflowed".to_owned(), Unprocessed),
            ("user error: rejected".to_owned(), Unprocessed),
            ("user error: inactive stream".to_owned(), Unknown),
            ("user error: malformed headers".to_owned(), Permanent),
        ] {
            assert_eq!(class(&Error::other(text.clone())), Some(expected), "{text}");
        }
        assert_eq!(class(&Error::other("connection reset")), None);
    }

    #[test]
    fn a_body_that_ends_too_early_is_the_only_transient_protocol_error() {
        let early = Error::other(BROKEN_STREAM);
        assert_eq!(class_in_body(&early), Some(Unknown));
        assert_eq!(class(&early), Some(Permanent));
        let other = Error::other("stream error detected: flow-control protocol violated");
        assert_eq!(class_in_body(&other), Some(Permanent));
    }
}
