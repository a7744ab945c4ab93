//! Who receives the events of a call. `tests/tracing/` has one more observer.

mod hooks;
#[cfg(feature = "metrics")]
mod metrics;
mod names;
#[cfg(all(feature = "registry", feature = "test-util"))]
mod operations;
#[cfg(feature = "registry")]
mod registry;
#[cfg(feature = "report")]
mod report;
#[cfg(feature = "test-util")]
mod testing;
