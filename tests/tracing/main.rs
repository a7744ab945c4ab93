//! Spans and events of `tracing`. In this separate crate every test has a subscriber: a test without one could
//! disable events for all threads.

#[cfg(feature = "tracing")]
mod events;
mod span;
