//! How a call with a budget begins: the budget may refuse its first attempt.

use core::marker::PhantomData;
use core::time::Duration;

use crate::budget::from_refused::{FromRefusal, refusal};
use crate::budget::refused::Refused;
use crate::budget::retry_budget::{CallRequest, RetryBudget};
use crate::generated::FromError;

/// Finds out by autoref specialization, as `ErrorView` finds how to print an error, whether an outcome can
/// stand for a refused call. A call with another outcome cannot be refused.
#[derive(Debug)]
pub struct AdmissionProbe<R>(PhantomData<R>);

impl<R> AdmissionProbe<R> {
    /// The probe.
    pub const NEW: Self = Self(PhantomData);
}

/// For outcomes that can be made from a [`Refused`].
pub trait CanBeRefused<R> {
    /// Returns the outcome of a refused call, or `None` if the call begins.
    fn refusal<B: RetryBudget + ?Sized>(&self, budget: &B, now: fn() -> Duration) -> Option<R>;
}

impl<R: FromRefusal> CanBeRefused<R> for &AdmissionProbe<R> {
    #[inline]
    fn refusal<B: RetryBudget + ?Sized>(&self, budget: &B, now: fn() -> Duration) -> Option<R> {
        refusal(budget, now)
    }
}

/// For all other outcomes.
pub trait CannotBeRefused<R> {
    /// Makes the deposit and returns `None`.
    fn refusal<B: RetryBudget + ?Sized>(&self, budget: &B, now: fn() -> Duration) -> Option<R>;
}

impl<R> CannotBeRefused<R> for AdmissionProbe<R> {
    #[inline]
    fn refusal<B: RetryBudget + ?Sized>(&self, budget: &B, _: fn() -> Duration) -> Option<R> {
        budget.deposit();
        None
    }
}

/// The outcome of type `$output` of a call that the budget refuses, or `None` if it begins.
#[doc(hidden)]
#[macro_export]
macro_rules! __refusal {
    ($output:ty, $budget:expr, $now:expr) => {{
        #[allow(unused_imports)]
        use $crate::__private::{CanBeRefused as _, CannotBeRefused as _};
        (&&$crate::__private::AdmissionProbe::<$output>::NEW).refusal($budget, $now)
    }};
}

/// Returns the outcome of a call that the budget refuses, whose error `on_refused` makes, or `None` if the
/// call begins.
#[inline]
pub fn refusal_by<R: FromError>(
    budget: &(impl RetryBudget + ?Sized),
    now: fn() -> Duration,
    on_refused: impl FnOnce(Refused) -> R::Error,
) -> Option<R> {
    #[cfg(feature = "test-util")]
    if !crate::recording::has_budgets() {
        budget.deposit();
        return None;
    }
    let refused = budget.admit(&CallRequest::new(&now)).err()?;
    Some(R::from_error(on_refused(refused)))
}
