//! `hyper`: errors of a connection, also below other clients.

use std::error::Error as StdError;

use hyper::Error;

use super::chain::class_of_chain;
use super::class::FailureClass;
use super::io;
#[cfg(any(feature = "hyper", feature = "tonic"))]
use super::{class::impl_transient, h2};

#[cfg(any(feature = "hyper", feature = "tonic"))]
impl_transient! {
    /// `hyper::Error`, with the features `hyper` and `tonic`.
    ///
    /// | failure | class |
    /// |---|---|
    /// | the connection was closed before the request was sent | transient, not processed |
    /// | HTTP/2: as `h2::Error` | transient, if the stream was refused not processed |
    /// | the connection was lost while sending or receiving, or a message is incomplete | transient, may have been processed |
    /// | a timeout: of the keep-alive, or of a server that waits for a head | transient, timed out |
    /// | the caller's own body or service failed | like that failure, but never "not processed" |
    /// | a message that cannot be parsed, wrong use of hyper | permanent |
    impl for Error { class }
}

#[cfg(any(feature = "hyper", feature = "tonic"))]
pub(super) fn class(error: &Error) -> FailureClass {
    class_with(error, h2::class_below)
}

/// Classifies with a function that returns the class of an error of h2, or `None` for any other error: reqwest can
/// be used without h2.
pub(super) fn class_with(
    error: &Error,
    class_of_h2: impl Fn(&(dyn StdError + 'static)) -> Option<FailureClass>,
) -> FailureClass {
    if error.is_parse() {
        return FailureClass::Permanent;
    }
    if error.is_user() {
        return class_of_callers_error(error);
    }
    // hyper reports these only for a request that is still in its queue.
    if error.is_canceled() || error.is_closed() {
        return FailureClass::Unprocessed;
    }
    if error.is_timeout() {
        return FailureClass::TimedOut;
    }
    let Some(source) = error.source() else {
        // An incomplete or an unexpected message.
        return FailureClass::Unknown;
    };
    class_of_connection(source)
        .or_else(|| class_of_h2(source))
        .unwrap_or(FailureClass::Unknown)
}

fn class_of_callers_error(error: &Error) -> FailureClass {
    match error.source() {
        // The connection's task ended with its runtime.
        Some(source) if source.to_string() == "runtime dropped the dispatch task" => {
            FailureClass::Unknown
        }
        // The server had a part of the request by then.
        Some(source) => after_connecting(class_of_chain(source)),
        None => FailureClass::Permanent,
    }
}

/// Returns the class of a failure of the socket, or of TLS on it, after the connection was made.
pub(super) fn class_of_connection(error: &(dyn StdError + 'static)) -> Option<FailureClass> {
    let io: &std::io::Error = error.downcast_ref()?;
    Some(after_connecting(io::class(io)))
}

/// Weakens a class that assumes an unsent request: a request that was sent may have been processed, whatever failed
/// later. A socket can report an unreachable host long after it was connected.
pub(super) fn after_connecting(class: FailureClass) -> FailureClass {
    match class {
        FailureClass::Unprocessed | FailureClass::RateLimited => FailureClass::Unknown,
        class => class,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_of_a_connected_socket_is_no_proof_that_nothing_was_processed() {
        for class in [FailureClass::Unprocessed, FailureClass::RateLimited] {
            assert_eq!(after_connecting(class), FailureClass::Unknown);
        }
        for class in [
            FailureClass::Permanent,
            FailureClass::Unknown,
            FailureClass::TimedOut,
        ] {
            assert_eq!(after_connecting(class), class);
        }
    }
}
