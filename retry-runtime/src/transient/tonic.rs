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
        Code::ResourceExhausted if status.get_details_retry_info().is_some() => Class::Unprocessed,
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
