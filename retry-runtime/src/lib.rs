//! The runtime of the `retries` crate, which re-exports what its users need and documents it.
//!
//! [`Policy`] is what to do, [`run::Run`] decides from it without touching the world, and the rest
//! lends it a clock, a timer and a random number, for which the feature `std` is needed.
#![cfg_attr(not(feature = "std"), no_std)]
#![forbid(unsafe_code)]

#[cfg(feature = "words")]
extern crate alloc;

#[cfg(feature = "std")]
mod after;
#[cfg(feature = "std")]
mod answer;
#[cfg(feature = "std")]
mod assert;
mod attempt;
mod backoff;
// A processor of 32 bits may lack its atomics.
#[cfg(target_has_atomic = "64")]
mod budget;
#[cfg(feature = "std")]
mod call;
#[cfg(feature = "serde")]
mod config;
mod decision;
#[cfg(feature = "std")]
mod described;
#[cfg(feature = "std")]
mod event;
mod flaw;
mod jitter;
mod nanos;
#[cfg(feature = "events")]
mod observe;
mod outcome;
mod policy;
#[cfg(feature = "std")]
mod private;
#[cfg(feature = "std")]
mod random;
mod rule;
pub mod run;
mod schedule;
#[cfg(feature = "std")]
mod site;
#[cfg(feature = "std")]
mod switch;
#[cfg(feature = "test-util")]
pub mod testing;
mod text;
#[cfg(feature = "std")]
mod time;
#[cfg(feature = "std")]
mod timed_out;
#[cfg(feature = "std")]
mod told;
mod transient;
#[cfg(feature = "std")]
mod watch;
#[cfg(feature = "words")]
#[doc(hidden)]
pub mod words;
#[cfg(feature = "std")]
mod written;

pub use attempt::Attempt;
pub use backoff::Backoff;
#[cfg(target_has_atomic = "64")]
pub use budget::Budget;
#[cfg(feature = "std")]
pub use call::{Caller, Unlimited};
#[cfg(feature = "serde")]
pub use config::duration;
pub use decision::{Cause, Decision, StopReason};
#[cfg(feature = "std")]
pub use event::{Event, Happened};
pub use flaw::Flaw;
pub use jitter::{Jitter, Ratio};
#[cfg(feature = "metrics")]
pub use observe::metrics::describe_metrics;
#[cfg(feature = "registry")]
pub use observe::registry::{Counters, Function, functions};
pub use outcome::Outcome;
pub use policy::Policy;
pub use rule::{Ask, Rule};
pub use schedule::{Schedule, Wait};
#[cfg(feature = "std")]
pub use switch::{is_enabled, set_enabled};
#[cfg(feature = "std")]
pub use timed_out::TimedOut;
#[cfg(feature = "http")]
pub use transient::retry_after;
pub use transient::{Transient, transient, unprocessed};

#[cfg(feature = "std")]
#[doc(hidden)]
pub mod __private {
    pub use crate::private::*;
}
