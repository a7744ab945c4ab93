//! HTTP/2: what the frame that ended a stream or a connection says of the request.
//!
//! The errors are those of the crate h2, read by their texts. Naming its types would compile it for
//! everybody who does without HTTP/2, because no crate can see which features reqwest has. A text that
//! a new version changes makes a request that was refused one that may have been processed.

use std::error::Error;

use super::super::Class::{self, Permanent, RateLimited, Unknown, Unprocessed};

/// The class of an error of h2, or `None` for any other error.
pub(super) fn class(error: &(dyn Error + 'static)) -> Option<Class> {
    let text = error.to_string();
    let (origin, reason) = text.split_once(": ")?;
    match origin {
        // The second follows the end of a stream that the server has reset.
        "stream error received" | "protocol error" => Some(reset(reason)),
        "connection error received" => Some(go_away(reason)),
        // The answer to this request breaks the protocol, or the caller's own body failed: hyper drops
        // the error that says why.
        "stream error detected" | "stream error sent by user" => Some(Permanent),
        "connection error detected" => Some(broken_connection(reason)),
        "connection error sent by user" => Some(Unknown),
        "user error" => Some(unsendable(reason)),
        _ => None,
    }
}

/// The class of an error of h2 while a body comes. A body that ends before its `content-length` breaks
/// the protocol, as one of HTTP/1.1 that is cut off; h2 has no other name for it.
pub(super) fn class_in_body(error: &(dyn Error + 'static)) -> Option<Class> {
    if error.to_string() == BROKEN_STREAM {
        return Some(Unknown);
    }
    class(error)
}

/// The server reset the stream.
fn reset(reason: &str) -> Class {
    match reason {
        // "A guarantee that a request has not been processed" (RFC 9113, section 8.7).
        REFUSED_STREAM => Unprocessed,
        // A new connection is made with the same versions and the same ciphers.
        INADEQUATE_SECURITY | HTTP_1_1_REQUIRED => Permanent,
        // Go's client too sends a request again after PROTOCOL_ERROR: proxies send it for faults of
        // their own. No other code promises that nothing was done, ENHANCE_YOUR_CALM included.
        _ => Unknown,
    }
}

/// The server ends the connection. h2 fails only those streams with it that are above the last one
/// that the server names, and those that were not sent: they "are guaranteed to be safe to retry"
/// (RFC 9113, section 8.7), whatever the reason. Behind the reason stands the server's text for people.
fn go_away(reason: &str) -> Class {
    let is = |code| reason.starts_with(code);
    if is(ENHANCE_YOUR_CALM) {
        return RateLimited;
    }
    if is(INADEQUATE_SECURITY) || is(HTTP_1_1_REQUIRED) {
        return Permanent;
    }
    Unprocessed
}

/// The server broke the protocol, perhaps by a frame for another request.
fn broken_connection(reason: &str) -> Class {
    // So an HTTP/1 server's text looks, read as frames.
    if reason.starts_with(FRAME_SIZE_ERROR) {
        return Permanent;
    }
    Unknown
}

/// h2 did not send the request.
fn unsendable(reason: &str) -> Class {
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
    fn a_body_that_ends_too_early_is_the_only_broken_stream_that_passes() {
        let early = Error::other(BROKEN_STREAM);
        assert_eq!(class_in_body(&early), Some(Unknown));
        assert_eq!(class(&early), Some(Permanent));
        let other = Error::other("stream error detected: flow-control protocol violated");
        assert_eq!(class_in_body(&other), Some(Permanent));
    }
}
