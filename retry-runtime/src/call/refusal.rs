//! `on_refused`: whether the budget may refuse the first attempt.

use core::time::Duration;

use super::attempt_timeout::FromError;
use super::call_budget::CallBudget;
use crate::budget::refused::Refused;
use crate::budget::retry_budget::RetryBudget;

/// The budget refuses only retries.
#[derive(Clone, Copy, Debug)]
pub struct NoRefusal;

/// The budget may refuse the first attempt, and `on_refused` makes the error.
#[derive(Clone, Copy, Debug)]
pub struct RefusalBy<F>(pub F);

/// Whether the budget may refuse the first attempt, and what outcome stands for it.
pub trait Refusal<R> {
    /// Begins the call. Without this word, `from_refused` makes the outcome of a refused call, if there is such an
    /// outcome.
    ///
    /// # Errors
    ///
    /// The outcome of a refused call.
    fn begin<B: RetryBudget>(
        &self,
        budget: B,
        now: fn() -> Duration,
        from_refused: Option<fn(Refused) -> R>,
    ) -> Result<CallBudget<B>, R>;
}

impl<R> Refusal<R> for NoRefusal {
    #[inline]
    fn begin<B: RetryBudget>(
        &self,
        budget: B,
        now: fn() -> Duration,
        from_refused: Option<fn(Refused) -> R>,
    ) -> Result<CallBudget<B>, R> {
        begin(budget, now, from_refused)
    }
}

impl<R: FromError, F: Fn(Refused) -> R::Error> Refusal<R> for RefusalBy<F> {
    #[inline]
    fn begin<B: RetryBudget>(
        &self,
        budget: B,
        now: fn() -> Duration,
        _: Option<fn(Refused) -> R>,
    ) -> Result<CallBudget<B>, R> {
        begin_or(budget, now, &self.0)
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
    match from_refused {
        Some(from_refused) => CallBudget::admit(budget, now).map_err(from_refused),
        None => Ok(CallBudget::begin(budget)),
    }
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
