//! The runtime of the `retries` crate, which re-exports what its users need and documents it.
//!
//! [`Policy`] is what to do, [`run::Run`] decides from it without touching the world, and the rest
//! lends it a clock, a timer and a random number.
#![forbid(unsafe_code)]

mod attempt;
mod backoff;
mod call;
mod chance;
mod decision;
mod jitter;
mod nanos;
mod outcome;
mod policy;
mod private;
pub mod run;
mod schedule;
mod time;
mod transient;

pub use attempt::Attempt;
pub use backoff::Backoff;
pub use call::Caller;
pub use decision::{Decision, StopReason};
pub use jitter::{Jitter, Ratio};
pub use outcome::Outcome;
pub use policy::Policy;
pub use schedule::{Schedule, Wait};
#[cfg(feature = "http")]
pub use transient::retry_after;
pub use transient::{Transient, transient, unprocessed};

#[doc(hidden)]
pub mod __private {
    pub use crate::private::*;
}
