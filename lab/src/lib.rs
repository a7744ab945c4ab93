//! A simulator of retry storms. It drives the code that ships: the decisions of `RetryState`, and budgets, with time and
//! chance as arguments. There is no other clock and no executor, so that a run with the same seed is the same.
#![forbid(unsafe_code)]

pub mod engine;
pub mod picture;
pub mod published;
pub mod scenario;
