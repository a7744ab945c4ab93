//! Calls of closures, and the steps that they share with generated code.
//!
//! A `Retry` in `retry.rs` is what a call is made from, `builders/` sets its words, and `blocking.rs` and
//! `in_task.rs` are the loops.

mod attempt_first;
mod attempt_fn;
mod blocking;
mod builders;
pub(crate) mod bundle;
mod call_words;
mod closure;
pub(crate) mod flow;
mod in_task;
mod policy_in_task;
mod retry;
#[cfg(all(
    any(feature = "tower", feature = "reqwest-middleware"),
    any(feature = "tokio", feature = "async-io", feature = "futures-timer")
))]
pub mod stack;
pub(crate) mod words;

pub use attempt_first::{retry, retry_async, retry_async_mut};
pub use retry::{Around, Retry, Words};
