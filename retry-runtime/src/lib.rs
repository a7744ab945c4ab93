//! The runtime of the `retries` crate. Use that crate: it re-exports the public items.
//!
//! A [`Policy`] is plain data, and [`state::RetryState`] decides from it without a clock or a random generator. With
//! the feature `std` the rest of the crate supplies both, and a timer.
#![cfg_attr(not(feature = "std"), no_std)]
#![cfg_attr(docsrs, feature(doc_cfg))]
#![forbid(unsafe_code)]

#[cfg(feature = "words")]
extern crate alloc;

mod attempt;
mod backoff;
mod budget;
mod const_string;
mod decision;
mod jitter;
mod nanos;
mod outcome;
mod policy;
mod schedule;
pub mod state;
mod transient;
mod validate;

#[cfg(feature = "http")]
mod across;
#[cfg(feature = "std")]
mod call;
#[cfg(any(feature = "report", feature = "test-util"))]
mod code_local;
#[cfg(feature = "serde")]
mod config;
#[cfg(feature = "std")]
mod generated;
#[cfg(feature = "std")]
mod kill_switch;
#[cfg(feature = "std")]
mod observe;
#[cfg(feature = "words")]
#[doc(hidden)]
pub mod parse;
#[cfg(feature = "std")]
mod random;
#[cfg(feature = "test-util")]
mod recording;
#[cfg(feature = "std")]
pub mod scope;
#[cfg(feature = "std")]
mod shutdown;
#[cfg(feature = "test-util")]
pub mod testing;
#[cfg(feature = "std")]
mod time;
#[cfg(feature = "std")]
mod timed_out;

pub use attempt::Attempt;
pub use backoff::Backoff;
pub use budget::NoBudget;
#[cfg(all(feature = "std", target_has_atomic = "64"))]
pub use budget::by_key::Budgets;
#[cfg(target_has_atomic = "64")]
pub use budget::lock_free::Budget;
pub use budget::refused::Refused;
pub use budget::retry_budget::{CallRequest, RetryBudget, RetryRequest};
pub use decision::{Decision, DelaySource, IntoDecision, StopReason};
pub use jitter::{Jitter, JitterRatio};
pub use outcome::Outcome;
pub use policy::Policy;
pub use schedule::{Schedule, Wait};
pub use transient::{Transient, transient, unprocessed};
pub use validate::PolicyError;

#[cfg(all(
    any(feature = "tower", feature = "reqwest-middleware"),
    any(feature = "tokio", feature = "async-io", feature = "futures-timer")
))]
pub use call::stack;
#[cfg(feature = "serde")]
pub use config::{ParseError, duration};
#[cfg(feature = "metrics")]
pub use observe::metrics::describe_metrics;
#[cfg(feature = "report")]
pub use observe::report::{
    CallReport, Report,
    reported::{reported, reported_blocking},
};
#[cfg(feature = "registry")]
pub use observe::{
    function_stats::Counters,
    registry::{RetriedFunction, functions},
};
#[cfg(feature = "http")]
pub use transient::retry_after;
#[cfg(feature = "std")]
pub use {
    call::words::{cancel_token::CancelToken, kind::Kind},
    call::{Retry, Words, retry, retry_async, retry_async_mut},
    kill_switch::{is_enabled, set_enabled},
    observe::event::{Event, EventKind},
    scope::{
        attempt::CurrentAttempt,
        remaining::remaining,
        within::{within, within_blocking},
    },
    shutdown::{is_shut_down, shutdown},
    timed_out::TimedOut,
};

#[cfg(feature = "std")]
#[doc(hidden)]
pub mod __private {
    pub use crate::generated::*;
}
