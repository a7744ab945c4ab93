//! Docs.
#![forbid(unsafe_code)]
pub use retry_runtime::{
    Backoff, Caller, Decision, Jitter, Outcome, Policy, Ratio, Schedule, StopReason, Wait, run,
};
#[doc(hidden)]
pub use retry_runtime::__private;
pub use retry_macros::retry;
