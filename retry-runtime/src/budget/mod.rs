//! Budgets of retries that calls share: the trait, and the ready ones.

#[cfg(all(feature = "std", target_has_atomic = "64"))]
pub(crate) mod by_key;
#[cfg(feature = "std")]
pub(crate) mod from_refused;
// A processor of 32 bits may lack its atomics.
#[cfg(target_has_atomic = "64")]
pub(crate) mod lock_free;
mod no_budget;
pub(crate) mod refused;
pub(crate) mod request;
pub(crate) mod retry_budget;

pub use no_budget::NoBudget;
