//! `on_refused`: whether the budget may refuse the first attempt.

use core::time::Duration;

use crate::budget::refused::Refused;
use crate::budget::retry_budget::RetryBudget;
use crate::generated::{FromError, refusal_by};

/// The budget refuses only retries.
#[derive(Clone, Copy, Debug)]
pub struct NoRefusal;

/// The budget may refuse the first attempt, and `on_refused` makes the error.
#[derive(Clone, Copy, Debug)]
pub struct RefusalBy<F>(pub(super) F);

/// Whether the budget may refuse the first attempt, and what outcome stands for it.
pub trait Refusal<R> {
    /// Lets the call begin with a deposit, or returns the outcome of a call that the budget refuses.
    fn refuse(&self, budget: &impl RetryBudget, now: fn() -> Duration) -> Option<R>;
}

impl<R> Refusal<R> for NoRefusal {
    #[inline]
    fn refuse(&self, budget: &impl RetryBudget, _: fn() -> Duration) -> Option<R> {
        budget.deposit();
        None
    }
}

impl<R: FromError, F: Fn(Refused) -> R::Error> Refusal<R> for RefusalBy<F> {
    fn refuse(&self, budget: &impl RetryBudget, now: fn() -> Duration) -> Option<R> {
        refusal_by(budget, now, &self.0)
    }
}
