//! Every kind of error of every client has a decided class. The kinds are read from the client's own source,
//! so that a kind that a new version adds fails here until somebody decides.

use std::collections::BTreeMap;

use retries::Transient;

mod redis;
mod reqwest;
mod source;
mod sqlx;
mod tokio_postgres;
mod tonic;
mod ureq;

/// What a failure is classified as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Class {
    Permanent,
    Unknown,
    TimedOut,
    Unprocessed,
    RateLimited,
}

fn class(failure: &dyn Transient) -> Class {
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

/// Checks that each variant in the client's source has a class in the table, and no other name has.
fn assert_all_decided(package: &str, file: &str, name: &str, decided: &BTreeMap<&str, Class>) {
    let decided = decided.keys().map(ToString::to_string).collect();
    assert_eq!(
        source::variants(package, file, name),
        decided,
        "{package}: {name}"
    );
}
