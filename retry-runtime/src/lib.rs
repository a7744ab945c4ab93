//! The runtime of the `retries` crate, which re-exports what its users need and documents it.
//!
//! [`Policy`] is what to do, [`run::Run`] decides from it without touching the world, and the rest
//! lends it a clock, a timer and a random number.
#![forbid(unsafe_code)]

#[cfg(feature = "words")]
extern crate alloc;

mod attempt;
mod backoff;
mod budget;
mod call;
mod chance;
#[cfg(feature = "serde")]
mod config;
mod decision;
mod described;
mod event;
mod flaw;
mod jitter;
mod nanos;
#[cfg(feature = "events")]
mod observe;
mod outcome;
mod policy;
mod private;
pub mod run;
mod schedule;
mod site;
mod switch;
#[cfg(feature = "test-util")]
pub mod testing;
mod text;
mod time;
mod timed_out;
mod transient;
mod watch;
#[cfg(feature = "words")]
#[doc(hidden)]
pub mod words;

pub use attempt::Attempt;
pub use backoff::Backoff;
pub use budget::{Ask, Budget, Rule};
pub use call::{Caller, Unlimited};
#[cfg(feature = "serde")]
pub use config::duration;
pub use decision::{Decision, StopReason};
pub use event::{Cause, Event, Happened};
pub use flaw::Flaw;
pub use jitter::{Jitter, Ratio};
pub use outcome::Outcome;
pub use policy::Policy;
pub use schedule::{Schedule, Wait};
pub use switch::{is_enabled, set_enabled};
pub use timed_out::TimedOut;
#[cfg(feature = "http")]
pub use transient::retry_after;
pub use transient::{Transient, transient, unprocessed};

#[doc(hidden)]
pub mod __private {
    pub use crate::private::*;
}
