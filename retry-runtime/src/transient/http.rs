//! HTTP: a status, and a response with its headers.

use core::time::Duration;

use http::{Response, StatusCode};

use super::retry_after;
use super::{Class, classified};

classified! {
    /// 408, 429, 500, 502, 503 and 504 are transient; after 429 and 503 the request was not processed.
    impl for StatusCode { class_of_status }
}
classified! {
    /// As its status, with the wait that its headers ask for.
    impl [B] for Response<B> { class_of_response, hint }
}

pub(super) fn class(status: StatusCode) -> Class {
    match status {
        StatusCode::TOO_MANY_REQUESTS => Class::Throttled,
        StatusCode::SERVICE_UNAVAILABLE => Class::Unprocessed,
        StatusCode::REQUEST_TIMEOUT | StatusCode::GATEWAY_TIMEOUT => Class::TimedOut,
        StatusCode::INTERNAL_SERVER_ERROR | StatusCode::BAD_GATEWAY => Class::Unknown,
        _ => Class::Permanent,
    }
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "the trait asks by reference"
)]
fn class_of_status(status: &StatusCode) -> Class {
    class(*status)
}

fn class_of_response<B>(response: &Response<B>) -> Class {
    class(response.status())
}

fn hint<B>(response: &Response<B>) -> Option<Duration> {
    retry_after::hint(response.headers())
}
