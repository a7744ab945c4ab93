//! How a call with a budget begins: the budget may refuse its first attempt.

use core::marker::PhantomData;
use core::ops::Deref;
use core::time::Duration;

use crate::budget::from_refused::FromRefusal;
use crate::budget::retry_budget::RetryBudget;
use crate::call::call_budget::CallBudget;

/// Begins a call with the outcome `R`. The compiler takes the method of this probe if a refused call can have
/// such an outcome, and otherwise that of the next one, for calls that cannot be refused.
#[derive(Debug)]
pub struct CallProbe<R>(AdmittedCallProbe<R>);

/// Begins a call that cannot be refused.
#[derive(Debug)]
pub struct AdmittedCallProbe<R>(PhantomData<R>);

impl<R> Default for CallProbe<R> {
    fn default() -> Self {
        Self::new()
    }
}

impl<R> CallProbe<R> {
    /// A probe of the outcome's type.
    #[inline]
    #[must_use]
    pub const fn new() -> Self {
        Self(AdmittedCallProbe(PhantomData))
    }
}

impl<R: FromRefusal> CallProbe<R> {
    /// Begins the call.
    ///
    /// # Errors
    ///
    /// The outcome of a refused call.
    #[inline]
    pub fn begin<B: RetryBudget>(
        &self,
        budget: B,
        now: fn() -> Duration,
    ) -> Result<CallBudget<B>, R> {
        CallBudget::admit(budget, now).map_err(R::from_refusal)
    }
}

#[expect(
    clippy::unused_self,
    clippy::unnecessary_wraps,
    reason = "it has the form of the other probe's method"
)]
impl<R> AdmittedCallProbe<R> {
    /// Begins the call.
    ///
    /// # Errors
    ///
    /// Never.
    #[inline]
    pub fn begin<B: RetryBudget>(
        &self,
        budget: B,
        _: fn() -> Duration,
    ) -> Result<CallBudget<B>, R> {
        Ok(CallBudget::begin(budget))
    }
}

impl<R> Deref for CallProbe<R> {
    type Target = AdmittedCallProbe<R>;

    #[inline]
    fn deref(&self) -> &Self::Target {
        &self.0
    }
}
