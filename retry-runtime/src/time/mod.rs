//! Clocks and waits. No other module reads a clock.

mod budget_clock;
mod instant;
mod sleep;
mod stopwatch;
pub mod task;
pub mod thread;
mod timer;

#[cfg(feature = "test-util")]
mod virtual_instant;
#[cfg(feature = "test-util")]
use virtual_instant::VirtualInstant as MaybeVirtual;
#[cfg(not(feature = "test-util"))]
type MaybeVirtual<I> = I;

#[cfg(all(feature = "gloo-timers", target_family = "wasm", target_os = "unknown"))]
#[path = "browser.rs"]
mod platform;
#[cfg(not(all(feature = "gloo-timers", target_family = "wasm", target_os = "unknown")))]
#[path = "native/mod.rs"]
mod platform;

pub use stopwatch::Clock;
