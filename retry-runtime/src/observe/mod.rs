//! What calls do, and who is told.

pub(crate) mod call_observer;
pub(crate) mod call_site;
pub(crate) mod error_view;
pub(crate) mod event;
#[cfg(feature = "metrics")]
pub(crate) mod metrics;
#[cfg(feature = "events")]
pub(crate) mod observers;
#[cfg(feature = "registry")]
pub(crate) mod registry;
#[cfg(feature = "tracing")]
pub(crate) mod tracing;
