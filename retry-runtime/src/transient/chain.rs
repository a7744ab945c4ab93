//! Any error: what the known errors in its `source()` chain say.

use core::error::Error;
use core::time::Duration;

use super::{Class, Transient, classified};
use crate::timed_out::TimedOut;

/// A chain that is longer is a cycle, or as good as one.
const LONGEST_CHAIN: usize = 64;

classified! {
    /// The first known error in its [`source`](Error::source) chain decides; without one it is
    /// permanent.
    impl for dyn Error + 'static { class_of_chain, hint_of_chain }
}
classified! {
    /// As for `dyn Error`.
    impl for dyn Error + Send + 'static { class_of_send, hint_of_send }
}
classified! {
    /// As for `dyn Error`.
    impl for dyn Error + Send + Sync + 'static { class_of_sync, hint_of_sync }
}
#[cfg(feature = "anyhow")]
classified! {
    /// As for `dyn Error`.
    impl for anyhow::Error { class_of_anyhow, hint_of_anyhow }
}

pub(super) fn class_of_chain(error: &(dyn Error + 'static)) -> Class {
    let first = chain(error).find_map(known);
    first.map_or(Class::Permanent, Class::of)
}

fn hint_of_chain(error: &(dyn Error + 'static)) -> Option<Duration> {
    chain(error).find_map(known)?.retry_after()
}

/// The error and what is below it.
pub(super) fn chain<'a>(
    error: &'a (dyn Error + 'static),
) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    let mut next = Some(error);
    std::iter::from_fn(move || {
        let error = next?;
        next = error.source();
        Some(error)
    })
    .take(LONGEST_CHAIN)
}

fn known<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a dyn Transient> {
    macro_rules! known_types {
        ($($(#[$cfg:meta])* $ty:ty,)*) => {
            $(
                $(#[$cfg])*
                if let Some(error) = error.downcast_ref::<$ty>() {
                    return Some(error);
                }
            )*
        };
    }
    known_types! {
        std::io::Error,
        TimedOut,
        #[cfg(feature = "reqwest")]
        reqwest::Error,
        #[cfg(feature = "tonic")]
        tonic::Status,
        #[cfg(feature = "tonic")]
        tonic::ConnectError,
        #[cfg(feature = "tonic")]
        tonic::TimeoutExpired,
        #[cfg(feature = "tonic")]
        hyper::Error,
        #[cfg(feature = "tonic")]
        h2::Error,
        #[cfg(feature = "tokio-postgres")]
        tokio_postgres::Error,
        #[cfg(feature = "sqlx")]
        sqlx::Error,
        #[cfg(feature = "redis")]
        redis::RedisError,
        #[cfg(feature = "redis")]
        redis::ServerError,
    }
    None
}

fn class_of_send(error: &(dyn Error + Send + 'static)) -> Class {
    class_of_chain(error)
}

fn hint_of_send(error: &(dyn Error + Send + 'static)) -> Option<Duration> {
    hint_of_chain(error)
}

fn class_of_sync(error: &(dyn Error + Send + Sync + 'static)) -> Class {
    class_of_chain(error)
}

fn hint_of_sync(error: &(dyn Error + Send + Sync + 'static)) -> Option<Duration> {
    hint_of_chain(error)
}

#[cfg(feature = "anyhow")]
fn class_of_anyhow(error: &anyhow::Error) -> Class {
    class_of_chain(error.as_ref())
}

#[cfg(feature = "anyhow")]
fn hint_of_anyhow(error: &anyhow::Error) -> Option<Duration> {
    hint_of_chain(error.as_ref())
}
