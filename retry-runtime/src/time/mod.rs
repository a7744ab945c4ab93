//! Clocks and waits: the only part that touches time.

mod clock;
mod sleep;
pub mod task;
pub mod thread;

#[cfg(all(feature = "gloo-timers", target_family = "wasm", target_os = "unknown"))]
mod browser;
#[cfg(not(all(feature = "gloo-timers", target_family = "wasm", target_os = "unknown")))]
mod native;

#[cfg(all(feature = "gloo-timers", target_family = "wasm", target_os = "unknown"))]
use browser as platform;
#[cfg(not(all(feature = "gloo-timers", target_family = "wasm", target_os = "unknown")))]
use native as platform;

pub use clock::Clock;
pub(crate) use clock::{Instant, Stopwatch};
