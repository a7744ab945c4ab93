//! `hyper` and `h2`, on which HTTP clients stand: what happened to a connection, or to one stream of it.

use std::error::Error as _;

use h2::Reason;

use super::chain::class_of_chain;
use super::{Class, classified, io};

classified! {
    /// A request that waited in line when its connection closed was not sent. A time-out is that of
    /// the keep-alive. All else is as what is below it, after which a request may have been processed.
    impl for hyper::Error { class }
}
classified! {
    /// Transient are streams and connections that the peer ended, except where it says that the
    /// request breaks the protocol. A stream that the peer refused (`REFUSED_STREAM`), or that a
    /// `GOAWAY` does not cover, was not processed. Whatever this side ended is permanent.
    impl for h2::Error { class_of_h2 }
}

fn class(error: &hyper::Error) -> Class {
    if error.is_canceled() {
        // hyper makes it only of a request that is still in its queue.
        Class::Unprocessed
    } else if error.is_timeout() {
        Class::TimedOut
    } else if error.is_incomplete_message() || error.is_closed() {
        Class::Unknown
    } else {
        match error.source() {
            None => Class::Permanent,
            Some(below) => below
                .downcast_ref()
                .map_or_else(|| after_connecting(class_of_chain(below)), class_of_h2),
        }
    }
}

/// A socket reports "host unreachable" and its like also long after it was connected, so that the
/// request may have arrived.
fn after_connecting(class: Class) -> Class {
    match class {
        Class::Unprocessed => Class::Unknown,
        class => class,
    }
}

fn class_of_h2(error: &h2::Error) -> Class {
    if let Some(below) = error.get_io() {
        // It is none of the error's sources.
        return after_connecting(io::class(below));
    }
    let by_this_side = (error.is_reset() || error.is_go_away()) && !error.is_remote();
    match error.reason() {
        Some(reason) if error.is_go_away() && !by_this_side => class_of_go_away(reason),
        Some(reason) if !by_this_side => class_of_reset(reason),
        _ => Class::Permanent,
    }
}

/// h2 gives this error only to streams that the peer has not begun (`recv_go_away`): it "might have
/// been processed" only up to the last stream that the frame names (RFC 9113, 6.8 and 8.7).
fn class_of_go_away(reason: Reason) -> Class {
    match reason {
        Reason::INADEQUATE_SECURITY | Reason::HTTP_1_1_REQUIRED => Class::Permanent,
        Reason::ENHANCE_YOUR_CALM => Class::Throttled,
        _ => Class::Unprocessed,
    }
}

fn class_of_reset(reason: Reason) -> Class {
    match reason {
        // "safe to retry" (RFC 9113, 8.7).
        Reason::REFUSED_STREAM => Class::Unprocessed,
        Reason::PROTOCOL_ERROR
        | Reason::FLOW_CONTROL_ERROR
        | Reason::FRAME_SIZE_ERROR
        | Reason::COMPRESSION_ERROR
        | Reason::INADEQUATE_SECURITY
        | Reason::HTTP_1_1_REQUIRED => Class::Permanent,
        // NO_ERROR, INTERNAL_ERROR, SETTINGS_TIMEOUT, STREAM_CLOSED, CANCEL, CONNECT_ERROR and
        // ENHANCE_YOUR_CALM: proxies send them when what is behind them fails, servers when they run
        // out of time. An unknown one may be treated as INTERNAL_ERROR (RFC 9113, 7).
        _ => Class::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A `Reason` by itself counts as one that the peer sent.
    fn assert_all(reasons: &[Reason], expected: Class) {
        for reason in reasons {
            assert_eq!(
                class_of_h2(&h2::Error::from(*reason)),
                expected,
                "{reason:?}"
            );
        }
    }

    #[test]
    fn a_refused_stream_was_not_processed() {
        assert_all(&[Reason::REFUSED_STREAM], Class::Unprocessed);
    }

    #[test]
    fn another_reset_may_have_been_processed() {
        let reasons = [
            Reason::NO_ERROR,
            Reason::INTERNAL_ERROR,
            Reason::SETTINGS_TIMEOUT,
            Reason::STREAM_CLOSED,
            Reason::CANCEL,
            Reason::CONNECT_ERROR,
            Reason::ENHANCE_YOUR_CALM,
            Reason::from(14),
        ];
        assert_all(&reasons, Class::Unknown);
    }

    #[test]
    fn a_request_that_breaks_the_protocol_is_permanent() {
        let reasons = [
            Reason::PROTOCOL_ERROR,
            Reason::FLOW_CONTROL_ERROR,
            Reason::FRAME_SIZE_ERROR,
            Reason::COMPRESSION_ERROR,
            Reason::INADEQUATE_SECURITY,
            Reason::HTTP_1_1_REQUIRED,
        ];
        assert_all(&reasons, Class::Permanent);
    }

    #[test]
    fn a_go_away_has_not_begun_the_streams_that_it_ends() {
        for reason in (0..16).map(Reason::from) {
            let expected = match reason {
                Reason::INADEQUATE_SECURITY | Reason::HTTP_1_1_REQUIRED => Class::Permanent,
                Reason::ENHANCE_YOUR_CALM => Class::Throttled,
                _ => Class::Unprocessed,
            };
            assert_eq!(class_of_go_away(reason), expected, "{reason:?}");
        }
    }

    #[test]
    fn a_connected_socket_proves_nothing_about_what_was_sent() {
        assert_eq!(after_connecting(Class::Unprocessed), Class::Unknown);
        for class in [Class::Permanent, Class::Unknown, Class::TimedOut] {
            assert_eq!(after_connecting(class), class);
        }
    }
}
