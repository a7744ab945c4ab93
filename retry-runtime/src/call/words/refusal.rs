//! `on_refused`: whether the budget may refuse the first attempt.

use core::time::Duration;

use super::attempt_timeout::FromError;
use crate::budget::refused::Refused;
use crate::budget::retry_budget::RetryBudget;
use crate::call::flow::call_budget::{CallBudget, admit};

/// The budget refuses only retries.
#[derive(Clone, Copy, Debug)]
pub struct NoRefusal;

/// The budget may refuse the first attempt, and `on_refused` makes the error.
#[derive(Clone, Copy, Debug)]
pub struct RefusalBy<F>(pub F);

/// Whether the budget may refuse the first attempt, and what outcome stands for it.
pub trait Refusal<R> {
    /// What the outcome of a refused call is made of.
    type Cause;

    /// Asks the budget whether the call may begin. Without this word, `from_refused` makes the outcome of a refused
    /// call, if there is such an outcome.
    ///
    /// # Errors
    ///
    /// The refusal.
    fn admit(
        &self,
        budget: &impl RetryBudget,
        now: fn() -> Duration,
        from_refused: Option<fn(Refused) -> R>,
    ) -> Result<(), Self::Cause>;

    /// Returns the outcome of a refused call.
    fn outcome(&self, cause: Self::Cause) -> R;

    /// Begins the call.
    ///
    /// # Errors
    ///
    /// The outcome of a refused call.
    #[inline]
    fn begin<B: RetryBudget>(
        &self,
        budget: B,
        now: fn() -> Duration,
        from_refused: Option<fn(Refused) -> R>,
    ) -> Result<CallBudget<B>, R> {
        match self.admit(&budget, now, from_refused) {
            Ok(()) => Ok(CallBudget::new(budget)),
            Err(cause) => Err(self.outcome(cause)),
        }
    }
}

impl<R> Refusal<R> for NoRefusal {
    type Cause = (Refused, fn(Refused) -> R);

    #[inline]
    fn admit(
        &self,
        budget: &impl RetryBudget,
        now: fn() -> Duration,
        from_refused: Option<fn(Refused) -> R>,
    ) -> Result<(), Self::Cause> {
        match from_refused {
            Some(from_refused) => admit(budget, now).map_err(|refused| (refused, from_refused)),
            None => {
                budget.deposit();
                Ok(())
            }
        }
    }

    #[inline]
    fn outcome(&self, (refused, from_refused): Self::Cause) -> R {
        from_refused(refused)
    }
}

impl<R: FromError, F: Fn(Refused) -> R::Error> Refusal<R> for RefusalBy<F> {
    type Cause = Refused;

    #[inline]
    fn admit(
        &self,
        budget: &impl RetryBudget,
        now: fn() -> Duration,
        _: Option<fn(Refused) -> R>,
    ) -> Result<(), Refused> {
        admit(budget, now)
    }

    #[inline]
    fn outcome(&self, refused: Refused) -> R {
        R::from_error((self.0)(refused))
    }
}

/// Begins a call without `on_refused`. Where nothing makes an outcome of a refusal, the budget refuses only retries.
///
/// # Errors
///
/// The outcome of a refused call.
#[inline]
pub fn begin<B: RetryBudget, R>(
    budget: B,
    now: fn() -> Duration,
    from_refused: Option<fn(Refused) -> R>,
) -> Result<CallBudget<B>, R> {
    NoRefusal.begin(budget, now, from_refused)
}

/// Begins a call with `on_refused = f`.
///
/// # Errors
///
/// The outcome of a refused call.
#[inline]
pub fn begin_or<B: RetryBudget, R: FromError>(
    budget: B,
    now: fn() -> Duration,
    on_refused: impl FnOnce(Refused) -> R::Error,
) -> Result<CallBudget<B>, R> {
    CallBudget::admit(budget, now).map_err(|refused| R::from_error(on_refused(refused)))
}
