//! `tonic`.

use core::time::Duration;

use tonic::{Code, Status};
use tonic_types::StatusExt;

use super::{Class, classified};

classified! {
    /// Transient are `UNAVAILABLE`, and `RESOURCE_EXHAUSTED` when it carries a `RetryInfo`. A server's
    /// `grpc-retry-pushback-ms` says when, and, where it is negative or no number, not to retry (gRPC
    /// proposal A6).
    impl for Status { class, hint }
}

const PUSHBACK: &str = "grpc-retry-pushback-ms";

fn class(status: &Status) -> Class {
    if status.metadata().contains_key(PUSHBACK) && pushback(status).is_none() {
        return Class::Permanent;
    }
    match status.code() {
        Code::Unavailable => Class::Unknown,
        Code::ResourceExhausted if status.get_details_retry_info().is_some() => Class::Throttled,
        _ => Class::Permanent,
    }
}

fn hint(status: &Status) -> Option<Duration> {
    pushback(status).or_else(|| status.get_details_retry_info()?.retry_delay)
}

fn pushback(status: &Status) -> Option<Duration> {
    let value = status.metadata().get(PUSHBACK)?.to_str().ok()?;
    value.parse().ok().map(Duration::from_millis)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decision::Decision;
    use crate::transient::{transient, unprocessed};
    use tonic_types::ErrorDetails;

    fn pushed_back(value: &'static str) -> Status {
        let mut status = Status::unavailable("busy");
        status
            .metadata_mut()
            .insert(PUSHBACK, value.parse().expect("ascii"));
        status
    }

    fn exhausted(details: ErrorDetails) -> Status {
        Status::with_error_details(Code::ResourceExhausted, "quota", details)
    }

    #[test]
    fn unavailable_passes_and_may_have_been_processed() {
        let status = Status::unavailable("down");
        assert_eq!(transient(&status), Decision::Retry);
        assert_eq!(unprocessed(&status), Decision::Stop);
        assert_eq!(transient(&Status::invalid_argument("no")), Decision::Stop);
    }

    #[test]
    fn exhaustion_passes_only_where_the_server_says_when() {
        let wait = Duration::from_secs(3);
        let told = exhausted(ErrorDetails::with_retry_info(Some(wait)));
        assert_eq!(transient(&told), Decision::RetryAfter(wait));
        assert_eq!(unprocessed(&told), Decision::RetryAfter(wait));
        assert_eq!(transient(&exhausted(ErrorDetails::new())), Decision::Stop);
    }

    #[test]
    fn a_push_back_says_when_or_never() {
        let wait = Duration::from_millis(250);
        assert_eq!(transient(&pushed_back("250")), Decision::RetryAfter(wait));
        for never in ["-1", "soon", "", "1.5"] {
            assert_eq!(transient(&pushed_back(never)), Decision::Stop, "{never}");
        }
    }
}
