//! When a call is retried, how long it waits before, and when it stops.

#[path = "../fixtures/server.rs"]
mod server;

mod attempt_timeout;
mod backoff;
#[cfg(feature = "serde")]
mod config;
mod jitter;
mod limits;
mod on_option;
mod policy_option;
mod rate_limited;
mod sleep;
mod waiting;
