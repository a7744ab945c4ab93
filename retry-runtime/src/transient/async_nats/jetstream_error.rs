//! The errors that `JetStream` reports by a code of its own.

use async_nats::jetstream::{Error, ErrorCode};

use super::super::class::FailureClass;

/// Classifies an error by its code. The list and the statuses are those of the server's `errors.json`. Codes with the
/// status 500 or 503 but only a text to say why are permanent: most of them are limits and invalid configurations.
pub(super) fn class(error: &Error) -> FailureClass {
    match error.error_code() {
        // The server has not begun: no leader is elected, or the stream or consumer has no server at the moment.
        ErrorCode::CLUSTER_NOT_AVAILABLE
        | ErrorCode::CLUSTER_NOT_LEADER
        | ErrorCode::STREAM_OFFLINE
        | ErrorCode::CONSUMER_OFFLINE
        // "temporarily unavailable"
        | ErrorCode::STREAM_EXPECTED_LAST_SEQ_PER_SUBJECT_NOT_READY
        | ErrorCode::CLUSTER_SERVER_MEMBER_CHANGE_INFLIGHT => FailureClass::Unprocessed,
        // The status 429.
        ErrorCode::STREAM_TOO_MANY_REQUESTS
        | ErrorCode::ATOMIC_PUBLISH_TOO_MANY_INFLIGHT
        | ErrorCode::BATCH_PUBLISH_TOO_MANY_INFLIGHT => FailureClass::RateLimited,
        // An earlier attempt is in process.
        ErrorCode::STREAM_DUPLICATE_MESSAGE_CONFLICT
        // A list for which some servers did not respond.
        | ErrorCode::CLUSTER_INCOMPLETE => FailureClass::Unknown,
        _ => FailureClass::Permanent,
    }
}
