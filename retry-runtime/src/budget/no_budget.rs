//! No budget.

use super::retry_budget::{RetryBudget, RetryRequest};

/// No budget: every retry is granted.
///
/// ```
/// use retries::{Budget, NoBudget, Policy, Retry, Words};
///
/// static BUDGET: Budget = Budget::new();
///
/// let caller: Retry<Words<fn(&u16) -> bool, NoBudget>> = Policy::new().on(|_: &u16| true);
/// let caller: Retry<Words<fn(&u16) -> bool, &Budget>> = caller.budget(&BUDGET);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct NoBudget;

impl RetryBudget for NoBudget {
    fn withdraw(&self, _: &RetryRequest) -> Option<u32> {
        Some(0)
    }
}
