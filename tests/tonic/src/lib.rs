//! What a failure of tonic's is classified as, and a client that needs no generated code.

use retries::Transient;

#[cfg(feature = "channel")]
pub mod client;

/// What a failure is classified as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    Permanent,
    Unknown,
    TimedOut,
    Unprocessed,
    RateLimited,
}

#[must_use]
pub fn class(failure: &(impl Transient + ?Sized)) -> Class {
    if !failure.is_transient() {
        Class::Permanent
    } else if failure.is_rate_limited() {
        Class::RateLimited
    } else if failure.is_unprocessed() {
        Class::Unprocessed
    } else if failure.is_timeout() {
        Class::TimedOut
    } else {
        Class::Unknown
    }
}
