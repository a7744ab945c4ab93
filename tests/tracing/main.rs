//! Spans and events of `tracing`. A crate of its own in which every test has a subscriber: a test without
//! one could decide for all threads that nobody listens.

#[cfg(feature = "tracing")]
mod events;
mod span;
