//! Calls of closures, and the steps that they share with generated code.
//!
//! [`retry`](self::retry) is the value that a call is made from, [`builders`], [`limits`] and [`on_policy`] set
//! its words, and [`blocking`] and [`in_task`] are the loops.

mod attempt_first;
mod attempt_fn;
mod blocking;
mod builders;
mod bundle;
pub(crate) mod call_budget;
mod call_words;
mod closure;
pub(crate) mod cut_off;
mod error_text;
mod exhausted;
mod in_task;
pub(crate) mod judge;
mod limits;
pub(crate) mod next_step;
pub(crate) mod next_wait;
mod on_policy;
mod progress;
mod refusal;
mod retry;
mod sleeps;
pub(crate) mod words;

// With one of the features that bring a timer.
#[cfg(any(
    feature = "tokio",
    feature = "async-io",
    feature = "futures-timer",
    all(feature = "gloo-timers", target_family = "wasm", target_os = "unknown")
))]
mod policy_in_task;

pub use attempt_first::{retry, retry_async, retry_async_mut};
pub use retry::{Retry, Words};
