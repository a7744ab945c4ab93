//! Retries in the stacks of other libraries: a layer, tower's own retry layer, and a middleware.
#![cfg(feature = "tokio")]
#![allow(
    clippy::trivially_copy_pass_by_ref,
    reason = "`on_ok` receives a reference"
)]

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
