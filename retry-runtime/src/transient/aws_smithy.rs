//! The AWS SDK, and other clients that smithy generates.

use core::time::Duration;

use ::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::{ConnectorError, SdkError};
use aws_smithy_types::retry::{ErrorKind, ProvideErrorKind};

use super::chain::chain;
use super::class::{FailureClass, impl_transient};
use super::{http, io};

impl_transient! {
    /// `SdkError` of any AWS crate, with the feature `aws-smithy`.
    ///
    /// | failure | class |
    /// |---|---|
    /// | the request cannot be built | permanent |
    /// | a timeout, of the SDK or of a connection | transient, timed out |
    /// | a connection refused, a name that did not resolve | transient, not processed |
    /// | a connection lost in another way | transient, may have been processed |
    /// | a certificate rejected, an error of the connector that the SDK does not retry either | permanent |
    /// | the service throttles: `ThrottlingException`, `SlowDown` and the SDK's other codes | rate limited |
    /// | `RequestTimeout`, or an error that the service's model calls retryable | transient, may have been processed |
    /// | another error of the service, or a response that cannot be read | like `http::Response`, by status and headers; a success that cannot be read may have been processed |
    ///
    /// `x-amz-retry-after` is obeyed, else `Retry-After`.
    ///
    /// **The SDK retries by itself**, three attempts by default, and its retries multiply with those of this crate.
    /// Turn them off: `aws_config::defaults(…).retry_config(RetryConfig::disabled())`. In an `anyhow::Error` only the
    /// `ConnectorError` inside is found: downcast to the `SdkError` of the operation in `on`.
    impl [E: ProvideErrorKind] for SdkError<E, HttpResponse> { class, retry_after }
}
impl_transient! {
    /// `ConnectorError`, with the feature `aws-smithy`. Classified as in an `SdkError`.
    impl for ConnectorError { class_of_connector }
}

/// The codes of the SDK's own list (`THROTTLING_ERRORS` of aws-runtime).
const THROTTLING: &[&str] = &[
    "Throttling",
    "ThrottlingException",
    "ThrottledException",
    "RequestThrottledException",
    "TooManyRequestsException",
    "ProvisionedThroughputExceededException",
    "TransactionInProgressException",
    "RequestLimitExceeded",
    "BandwidthLimitExceeded",
    "LimitExceededException",
    "RequestThrottled",
    "SlowDown",
    "PriorRequestNotComplete",
    "EC2ThrottledException",
];

/// The server did not get the whole request in time (`TRANSIENT_ERRORS` of aws-runtime).
const TRANSIENT: &[&str] = &["RequestTimeout", "RequestTimeoutException"];

fn class<E: ProvideErrorKind>(error: &SdkError<E, HttpResponse>) -> FailureClass {
    match error {
        // "The request MAY have been sent and received."
        SdkError::TimeoutError(_) => FailureClass::TimedOut,
        SdkError::DispatchFailure(failure) => failure
            .as_connector_error()
            .map_or(FailureClass::Permanent, class_of_connector),
        SdkError::ResponseError(error) => class_of_unreadable(error.raw()),
        SdkError::ServiceError(error) => class_of_service(error.err(), error.raw()),
        // `ConstructionFailure`, and a kind of a later version.
        _ => FailureClass::Permanent,
    }
}

fn class_of_connector(error: &ConnectorError) -> FailureClass {
    if error.is_timeout() {
        FailureClass::TimedOut
    } else if error.is_io() {
        // The SDK retries it, but an `io::Error` below says more: a refused connection, or a certificate.
        chain(error)
            .skip(1)
            .find_map(|below| below.downcast_ref())
            .map_or(FailureClass::Unknown, io::class)
    } else {
        // With a kind the SDK retries it, without one it does not. A mistake of the user has none.
        error
            .as_other()
            .map_or(FailureClass::Permanent, class_of_kind)
    }
}

/// Returns the class of a kind that makes the SDK retry.
fn class_of_kind(kind: ErrorKind) -> FailureClass {
    match kind {
        ErrorKind::ThrottlingError => FailureClass::RateLimited,
        // `TransientError`, `ServerError`, `ClientError`, and those of later versions.
        _ => FailureClass::Unknown,
    }
}

fn class_of_service<E: ProvideErrorKind>(error: &E, response: &HttpResponse) -> FailureClass {
    match error.code() {
        Some(code) if THROTTLING.contains(&code) => FailureClass::RateLimited,
        Some(code) if TRANSIENT.contains(&code) => FailureClass::Unknown,
        _ => match error.retryable_error_kind() {
            Some(kind) => class_of_kind(kind),
            None => class_of_response(response),
        },
    }
}

fn class_of_unreadable(response: &HttpResponse) -> FailureClass {
    if response.status().is_success() {
        // It was cut off.
        FailureClass::Unknown
    } else {
        class_of_response(response)
    }
}

fn class_of_response(response: &HttpResponse) -> FailureClass {
    status(response).map_or(FailureClass::Permanent, |status| {
        http::class_with(status, &headers(response))
    })
}

fn retry_after<E>(error: &SdkError<E, HttpResponse>) -> Option<Duration> {
    let response = error.raw_response()?;
    let amazons = response.headers().get("x-amz-retry-after");
    match amazons.and_then(|milliseconds| milliseconds.parse().ok()) {
        Some(milliseconds) => Some(Duration::from_millis(milliseconds)),
        None => http::retry_after_of(status(response)?, &headers(response)),
    }
}

fn status(response: &HttpResponse) -> Option<StatusCode> {
    StatusCode::from_u16(response.status().as_u16()).ok()
}

fn headers(response: &HttpResponse) -> HeaderMap {
    let fields = response.headers().iter().filter_map(|(name, value)| {
        let name: HeaderName = name.parse().ok()?;
        Some((name, HeaderValue::from_str(value).ok()?))
    });
    fields.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use aws_smithy_runtime_api::http::StatusCode as SmithyStatus;
    use aws_smithy_types::body::SdkBody;
    use aws_smithy_types::error::ErrorMetadata;
    use std::io::{Error, ErrorKind as IoKind};

    type Failure = SdkError<ErrorMetadata, HttpResponse>;

    fn response(status: u16, fields: &[(&'static str, &'static str)]) -> HttpResponse {
        let status = SmithyStatus::try_from(status).unwrap();
        let mut response = HttpResponse::new(status, SdkBody::empty());
        for (name, value) in fields {
            response.headers_mut().insert(*name, *value);
        }
        response
    }

    fn of_service(code: &str, status: u16, fields: &[(&'static str, &'static str)]) -> Failure {
        let error = ErrorMetadata::builder().code(code).build();
        SdkError::service_error(error, response(status, fields))
    }

    fn dispatched(error: ConnectorError) -> FailureClass {
        class(&Failure::dispatch_failure(error))
    }

    fn io_error(kind: IoKind) -> Error {
        kind.into()
    }

    #[test]
    fn a_throttled_request_is_rate_limited_whatever_its_status() {
        for code in THROTTLING {
            assert_eq!(
                class(&of_service(code, 400, &[])),
                FailureClass::RateLimited,
                "{code}"
            );
        }
    }

    #[test]
    fn a_request_that_came_too_slowly_is_transient() {
        for code in TRANSIENT {
            let error = of_service(code, 400, &[]);
            assert_eq!(class(&error), FailureClass::Unknown, "{code}");
        }
    }

    #[test]
    fn another_code_is_classified_by_the_response() {
        for (status, expected) in [
            (500, FailureClass::Unknown),
            (502, FailureClass::Unknown),
            (503, FailureClass::Unknown),
            (504, FailureClass::TimedOut),
            (429, FailureClass::RateLimited),
            (400, FailureClass::Permanent),
            (403, FailureClass::Permanent),
        ] {
            let error = of_service("AccessDenied", status, &[]);
            assert_eq!(class(&error), expected, "{status}");
        }
        let refused = of_service("Other", 503, &[("retry-after", "3")]);
        assert_eq!(class(&refused), FailureClass::Unprocessed);
    }

    #[test]
    fn the_wait_of_amazon_counts_in_milliseconds_and_before_the_standard_one() {
        let both = [("x-amz-retry-after", "1500"), ("retry-after", "9")];
        let error = of_service("SlowDown", 503, &both);
        assert_eq!(retry_after(&error), Some(Duration::from_millis(1500)));
        let standard = of_service("SlowDown", 503, &both[1..]);
        assert_eq!(retry_after(&standard), Some(Duration::from_secs(9)));
        let none = of_service("SlowDown", 503, &[]);
        assert_eq!(retry_after(&none), None);
    }

    #[test]
    fn a_failure_of_the_connector_is_classified_by_its_kind_and_the_error_below() {
        for (kind, expected) in [
            (IoKind::ConnectionRefused, FailureClass::Unprocessed),
            (IoKind::ConnectionReset, FailureClass::Unknown),
            (IoKind::InvalidData, FailureClass::Permanent),
        ] {
            let error = ConnectorError::io(io_error(kind).into());
            assert_eq!(dispatched(error), expected, "{kind:?}");
        }
        let closed = ConnectorError::io("channel closed".into());
        assert_eq!(dispatched(closed), FailureClass::Unknown);
        let late = ConnectorError::timeout("late".into());
        assert_eq!(dispatched(late), FailureClass::TimedOut);
        let mistake = ConnectorError::user(io_error(IoKind::ConnectionReset).into());
        assert_eq!(dispatched(mistake), FailureClass::Permanent);
        for (kind, expected) in [
            (None, FailureClass::Permanent),
            (Some(ErrorKind::TransientError), FailureClass::Unknown),
            (Some(ErrorKind::ServerError), FailureClass::Unknown),
            (Some(ErrorKind::ClientError), FailureClass::Unknown),
            (Some(ErrorKind::ThrottlingError), FailureClass::RateLimited),
        ] {
            let error = ConnectorError::other("other".into(), kind);
            assert_eq!(dispatched(error), expected, "{kind:?}");
        }
    }

    #[test]
    fn the_other_kinds_are_decided() {
        let unbuilt = Failure::construction_failure("no region");
        assert_eq!(class(&unbuilt), FailureClass::Permanent);
        let late = Failure::timeout_error("late");
        assert_eq!(class(&late), FailureClass::TimedOut);
        for (status, expected) in [
            (200, FailureClass::Unknown),
            (502, FailureClass::Unknown),
            (403, FailureClass::Permanent),
        ] {
            let unreadable = Failure::response_error("cut off", response(status, &[]));
            assert_eq!(class(&unreadable), expected, "{status}");
        }
    }
}
