//! `on_refused`: whether the budget may refuse the first attempt.

use core::time::Duration;

use super::call_budget::CallBudget;
use crate::budget::refused::Refused;
use crate::budget::retry_budget::RetryBudget;
use crate::generated::{FromError, begin_or, refusal_by};

/// The budget refuses only retries.
#[derive(Clone, Copy, Debug)]
pub struct NoRefusal;

/// The budget may refuse the first attempt, and `on_refused` makes the error.
#[derive(Clone, Copy, Debug)]
pub struct RefusalBy<F>(pub F);

/// Whether the budget may refuse the first attempt, and what outcome stands for it.
pub trait Refusal<R> {
    /// Lets the call begin with a deposit, or returns the outcome of a call that the budget refuses.
    fn refuse(&self, budget: &impl RetryBudget, now: fn() -> Duration) -> Option<R>;

    /// Begins the call of a function with a bundle. Without this word, `otherwise` does.
    ///
    /// # Errors
    ///
    /// The outcome of a refused call.
    fn begin<B: RetryBudget>(
        &self,
        budget: B,
        now: fn() -> Duration,
        otherwise: impl FnOnce(B, fn() -> Duration) -> Result<CallBudget<B>, R>,
    ) -> Result<CallBudget<B>, R>;
}

impl<R> Refusal<R> for NoRefusal {
    #[inline]
    fn refuse(&self, budget: &impl RetryBudget, _: fn() -> Duration) -> Option<R> {
        budget.deposit();
        None
    }

    #[inline]
    fn begin<B: RetryBudget>(
        &self,
        budget: B,
        now: fn() -> Duration,
        otherwise: impl FnOnce(B, fn() -> Duration) -> Result<CallBudget<B>, R>,
    ) -> Result<CallBudget<B>, R> {
        otherwise(budget, now)
    }
}

impl<R: FromError, F: Fn(Refused) -> R::Error> Refusal<R> for RefusalBy<F> {
    fn refuse(&self, budget: &impl RetryBudget, now: fn() -> Duration) -> Option<R> {
        refusal_by(budget, now, &self.0)
    }

    fn begin<B: RetryBudget>(
        &self,
        budget: B,
        now: fn() -> Duration,
        _: impl FnOnce(B, fn() -> Duration) -> Result<CallBudget<B>, R>,
    ) -> Result<CallBudget<B>, R> {
        begin_or(budget, now, &self.0)
    }
}
