//! The AWS SDK.

use std::collections::BTreeMap;

use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::{ConnectorError, SdkError};
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::error::ErrorMetadata;
use aws_smithy_types::retry::ErrorKind;

use super::Class::{Permanent, RateLimited, TimedOut, Unknown};
use super::{Class, assert_all_decided, class};

type Failure = SdkError<ErrorMetadata, HttpResponse>;

fn response(status: u16) -> HttpResponse {
    HttpResponse::new(status.try_into().unwrap(), SdkBody::empty())
}

fn other(kind: Option<ErrorKind>) -> Failure {
    Failure::dispatch_failure(ConnectorError::other("other".into(), kind))
}

fn assert_kinds<const N: usize>(
    package: &str,
    file: &str,
    name: &str,
    kinds: [(&'static str, Failure, Class); N],
) {
    let mut decided = BTreeMap::new();
    for (name, error, expected) in kinds {
        assert_eq!(class(&error), expected, "{name}");
        decided.insert(name, expected);
    }
    assert_all_decided(package, file, name, &decided);
}

#[test]
fn every_kind_of_the_sdk_has_a_class() {
    let unnamed = ErrorMetadata::builder().build();
    assert_kinds(
        "aws-smithy-runtime-api",
        "src/client/result.rs",
        "SdkError",
        [
            (
                "ConstructionFailure",
                Failure::construction_failure("no region"),
                Permanent,
            ),
            ("TimeoutError", Failure::timeout_error("late"), TimedOut),
            // As the error of the connector.
            ("DispatchFailure", other(None), Permanent),
            // As the response.
            (
                "ResponseError",
                Failure::response_error("cut off", response(200)),
                Unknown,
            ),
            (
                "ServiceError",
                Failure::service_error(unnamed, response(403)),
                Permanent,
            ),
        ],
    );
}

#[test]
fn every_kind_of_a_connector_has_a_class() {
    let dispatched = Failure::dispatch_failure;
    assert_kinds(
        "aws-smithy-runtime-api",
        "src/client/result.rs",
        "ConnectorErrorKind",
        [
            (
                "Timeout",
                dispatched(ConnectorError::timeout("late".into())),
                TimedOut,
            ),
            (
                "User",
                dispatched(ConnectorError::user("no scheme".into())),
                Permanent,
            ),
            (
                "Io",
                dispatched(ConnectorError::io("closed".into())),
                Unknown,
            ),
            ("Other", other(None), Permanent),
        ],
    );
}

#[test]
fn every_kind_for_which_the_sdk_retries_has_a_class() {
    assert_kinds(
        "aws-smithy-types",
        "src/retry.rs",
        "ErrorKind",
        [
            (
                "TransientError",
                other(Some(ErrorKind::TransientError)),
                Unknown,
            ),
            (
                "ThrottlingError",
                other(Some(ErrorKind::ThrottlingError)),
                RateLimited,
            ),
            ("ServerError", other(Some(ErrorKind::ServerError)), Unknown),
            ("ClientError", other(Some(ErrorKind::ClientError)), Unknown),
        ],
    );
}
