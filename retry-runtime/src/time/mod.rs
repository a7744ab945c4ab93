//! Clocks and waits. No other module reads a clock.

mod budget_clock;
mod clock;
mod deadline;
mod sleep;
pub mod task;
pub mod thread;
mod timer;

#[cfg(all(feature = "gloo-timers", target_family = "wasm", target_os = "unknown"))]
#[path = "browser.rs"]
mod platform;
#[cfg(not(all(feature = "gloo-timers", target_family = "wasm", target_os = "unknown")))]
#[path = "native/mod.rs"]
mod platform;

pub(crate) use clock::{Clock, Outer, TaskClock, ThreadClock};
pub use deadline::Deadline;
pub(crate) use platform::Instant;
