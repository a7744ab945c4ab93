//! Retries in the stacks of other libraries: a layer, tower's own retry layer, and a middleware.
#![cfg(feature = "tokio")]

#[cfg(feature = "tower-retry")]
mod behaviour;
#[cfg(all(feature = "tower", feature = "tonic-channel"))]
mod grpc;
#[cfg(feature = "tower")]
mod layer;
#[cfg(feature = "reqwest-middleware")]
mod middleware;
#[cfg(feature = "tower")]
mod service;
