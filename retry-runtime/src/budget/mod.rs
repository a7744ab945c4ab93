//! Budgets of retries that calls share: the trait, and the ready ones.

// A processor of 32 bits may lack its atomics.
#[cfg(target_has_atomic = "64")]
pub(crate) mod lock_free;
mod no_budget;
pub(crate) mod retry_budget;

pub use no_budget::NoBudget;
