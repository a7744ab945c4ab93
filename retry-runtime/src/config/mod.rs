//! Policies and budgets from configuration, in the attribute's words.
//!
//! The implementations are written by hand: the messages of serde's derive say neither which field is wrong
//! nor what to write instead, such as `fixed = "2s"` for `fixed = 2`.

mod backoff;
#[cfg(target_has_atomic = "64")]
mod budget;
pub mod duration;
mod fields;
mod jitter;
mod limits;
mod policy;
mod policy_error;
mod scalar;
mod serialize;
mod table;
mod words;

pub use words::ParseError;
