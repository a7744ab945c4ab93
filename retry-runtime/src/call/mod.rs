//! Calls of closures, and the steps that they share with generated code.
//!
//! A `Retry` in `retry.rs` is what a call is made from, `builders/` sets its words, and `blocking.rs` and
//! `in_task.rs` are the loops.

mod attempt_first;
mod attempt_fn;
pub(crate) mod attempt_timeout;
pub(crate) mod before_retry;
pub(crate) mod before_retry_beside;
pub(crate) mod before_retry_word;
mod blocking;
mod builders;
mod bundle;
pub(crate) mod bundle_sleep;
pub(crate) mod call_budget;
pub(crate) mod call_state;
pub(crate) mod call_when_polled;
mod call_words;
pub(crate) mod cancel;
pub(crate) mod cancel_token;
mod closure;
pub(crate) mod const_checks;
pub(crate) mod cut_off;
pub(crate) mod error_text;
pub(crate) mod exhausted;
pub(crate) mod failure;
mod in_task;
pub(crate) mod judge;
pub(crate) mod keep;
pub(crate) mod kind;
pub(crate) mod next_step;
pub(crate) mod next_wait;
pub(crate) mod or_else;
pub(crate) mod or_else_word;
pub(crate) mod own_sleep;
pub(crate) mod pause;
mod policy_in_task;
pub(crate) mod progress;
pub(crate) mod refusal;
mod retry;
pub(crate) mod sleeps;
pub(crate) mod state_by_kind;
mod step;
pub(crate) mod whens;
pub(crate) mod words;

pub use attempt_first::{retry, retry_async, retry_async_mut};
pub use retry::{Around, Retry, Words};
