//! No budget.

use super::rule::{Ask, Rule};

/// No budget: every retry is granted.
///
/// ```
/// use retries::{Budget, Caller, Policy, Unlimited};
///
/// static BUDGET: Budget = Budget::new();
///
/// let caller: Caller<fn(&u16) -> bool, Unlimited> = Policy::new().on(|_: &u16| true);
/// let caller: Caller<fn(&u16) -> bool, &Budget> = caller.budget(&BUDGET);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Unlimited;

impl Rule for Unlimited {
    fn withdraw(&self, _: &Ask) -> Option<u32> {
        Some(0)
    }
}
