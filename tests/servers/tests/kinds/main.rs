//! Every kind of error of every client has a decided class. The kinds are read from the client's own source,
//! so a kind that a new version adds fails here until it has a class.

use std::collections::BTreeMap;

use retries::Transient;

mod async_nats;
mod aws_smithy;
mod mysql_async;
mod object_store;
mod pools;
mod redis;
mod reqwest;
mod rusqlite;
mod source;
mod sqlx;
mod tokio_postgres;
mod tonic;
mod ureq;

/// The class of a failure.
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

/// Asserts that the table has a class for each variant in the client's source, and no other names.
fn assert_all_decided(package: &str, file: &str, name: &str, decided: &BTreeMap<&str, Class>) {
    let decided = decided.keys().map(ToString::to_string).collect();
    assert_eq!(
        source::variants(package, file, name),
        decided,
        "{package}: {name}"
    );
}
