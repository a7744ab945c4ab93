//! Policies and budgets from configuration, in the attribute's words.
//!
//! The implementations are written out: what serde derives says neither where a field stands nor what
//! to write instead.

mod backoff;
mod budget;
pub mod duration;
mod fields;
mod jitter;
mod limits;
mod policy;
mod policy_error;
mod scalar;
mod table;
