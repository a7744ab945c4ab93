//! When a call is retried, how long it waits before, and when it stops.

#[path = "../fixtures/server.rs"]
mod server;

#[cfg(feature = "serde")]
mod arbitrary_policies;
mod attempt_timeout;
mod attempt_timeout_words;
mod backoff;
#[cfg(feature = "serde")]
mod config;
mod jitter;
mod limits;
mod on_option;
mod policy_option;
mod rate_limited;
mod reset_after;
#[cfg(feature = "serde")]
mod round_trip;
mod sleep;
mod waiting;
