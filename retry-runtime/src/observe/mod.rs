//! The events of calls, and the observers that receive them.

pub(crate) mod attempt_report;
pub(crate) mod call_observer;
pub(crate) mod call_site;
pub(crate) mod error_view;
pub(crate) mod event;
#[cfg(feature = "events")]
mod failure;
pub(crate) mod label;
pub(crate) mod named;
pub(crate) mod policy_in_force;
mod type_in_path;

#[cfg(feature = "metrics")]
pub(crate) mod first_try_counter;
#[cfg(feature = "registry")]
pub(crate) mod function_stats;
#[cfg(feature = "metrics")]
pub(crate) mod metrics;
#[cfg(feature = "events")]
mod observers;
#[cfg(feature = "registry")]
mod operations;
#[cfg(feature = "registry")]
pub(crate) mod registry;
#[cfg(feature = "report")]
pub(crate) mod report;
#[cfg(feature = "tracing")]
mod tracing;
