//! The budget of one call.

use core::time::Duration;

use crate::budget::NoBudget;
use crate::budget::refused::Refused;
use crate::budget::retry_budget::{CallRequest, RetryBudget};

/// The budget of one call, and what it gave for the call's last retry. Dropped during the wait before that
/// retry, it refunds the amount.
#[derive(Debug)]
pub struct CallBudget<B: RetryBudget> {
    budget: B,
    withdrawn: Withdrawn,
}

/// What the budget gave for the last retry. In a future it takes the 8 bytes of an `Option<u32>`.
#[derive(Clone, Copy, Debug)]
pub(super) enum Withdrawn {
    /// No retry was made.
    Nothing,
    /// The retry is waited for.
    Held(u32),
    /// The retry began.
    Spent(u32),
}

impl CallBudget<NoBudget> {
    /// A call without a budget.
    #[inline]
    #[must_use]
    pub const fn none() -> Self {
        Self::new(NoBudget)
    }
}

impl<B: RetryBudget> CallBudget<B> {
    /// Deposits for a call that begins.
    #[inline]
    #[must_use]
    pub fn begin(budget: B) -> Self {
        budget.deposit();
        Self::new(budget)
    }

    /// Begins a call whose first attempt the budget may refuse.
    ///
    /// # Errors
    ///
    /// The refusal.
    #[inline]
    pub fn admit(budget: B, now: fn() -> Duration) -> Result<Self, Refused> {
        admit(&budget, now)?;
        Ok(Self::new(budget))
    }

    /// A call that the budget let begin, or that [asks](Self::ask) it before its first attempt.
    #[inline]
    pub const fn new(budget: B) -> Self {
        Self {
            budget,
            withdrawn: Withdrawn::Nothing,
        }
    }

    /// Asks the budget, before the first attempt, whether the call may begin. Every retry has withdrawn something, if
    /// only 0.
    ///
    /// # Errors
    ///
    /// The refusal.
    #[inline]
    pub fn ask<R>(&self, admit: impl FnOnce(&B) -> Result<(), R>) -> Result<(), R> {
        match self.withdrawn {
            Withdrawn::Nothing => admit(&self.budget),
            Withdrawn::Held(_) | Withdrawn::Spent(_) => Ok(()),
        }
    }

    /// Keeps the amount withdrawn, because the retry begins.
    #[inline]
    pub const fn spend(&mut self) {
        if let Withdrawn::Held(amount) = self.withdrawn {
            self.withdrawn = Withdrawn::Spent(amount);
        }
    }

    /// Gives the amount back, because the retry is not made.
    #[inline]
    pub(crate) fn refund(&mut self) {
        if let Withdrawn::Held(amount) = self.withdrawn {
            self.withdrawn = Withdrawn::Nothing;
            self.budget.refund(amount);
        }
    }

    /// Returns the budget, and the place of what it gives for the next retry.
    pub(super) const fn parts(&mut self) -> (&B, &mut Withdrawn) {
        (&self.budget, &mut self.withdrawn)
    }

    #[inline]
    pub(crate) fn succeeded(&self) {
        self.budget.on_success(match self.withdrawn {
            Withdrawn::Nothing => None,
            Withdrawn::Held(amount) | Withdrawn::Spent(amount) => Some(amount),
        });
    }
}

impl<B: RetryBudget> Drop for CallBudget<B> {
    #[inline]
    fn drop(&mut self) {
        self.refund();
    }
}

/// Asks the budget whether a call may begin.
///
/// # Errors
///
/// The refusal.
#[inline]
pub(in crate::call) fn admit(
    budget: &impl RetryBudget,
    now: fn() -> Duration,
) -> Result<(), Refused> {
    #[cfg(feature = "test-util")]
    if !crate::recording::has_budgets() {
        budget.deposit();
        return Ok(());
    }
    budget.admit(&CallRequest::new(&now))
}

#[cfg(test)]
mod tests {
    use super::{CallBudget, CallRequest, Duration, Refused, RetryBudget};
    use crate::budget::lock_free::Budget;
    use crate::budget::retry_budget::RetryRequest;
    use core::cell::Cell;

    /// Refuses the calls after the first, and counts deposits.
    #[derive(Default)]
    struct OneCall(Cell<u32>);

    impl RetryBudget for OneCall {
        fn deposit(&self) {
            self.0.set(self.0.get() + 1);
        }

        fn admit(&self, _: &CallRequest) -> Result<(), Refused> {
            if self.0.get() > 0 {
                return Err(Refused::new("there was one"));
            }
            self.deposit();
            Ok(())
        }

        fn withdraw(&self, _: &RetryRequest) -> Option<u32> {
            None
        }
    }

    fn admit(budget: &dyn RetryBudget) -> Result<(), Refused> {
        CallBudget::admit(budget, || Duration::ZERO).map(|_| ())
    }

    fn begins(budget: &dyn RetryBudget) -> bool {
        admit(budget).is_ok()
    }

    #[test]
    fn a_call_begins_if_its_budget_admits_it() {
        let budget = OneCall::default();
        assert!(begins(&Some(&budget)));
        assert_eq!(
            admit(&budget).unwrap_err().to_string(),
            "the retry budget refused the call: there was one"
        );
        assert!(begins(&None::<Budget>));
    }

    #[test]
    fn a_budget_that_refuses_no_call_gets_its_deposit() {
        let budget = Budget::ratio(1.0).min_per_second(0);
        assert!(begins(&&budget));
        assert_eq!(budget.available(), 1);
    }

    #[test]
    fn an_adaptive_budget_refuses_calls_that_nothing_accepts() {
        let budget = Budget::adaptive(2.0);
        assert!(begins(&budget));
        (0..1_000_000).for_each(|_| budget.on_failure());
        // One word in a million is above the probability.
        assert!((0..10).any(|_| !begins(&budget)));
        (0..1_000_000).for_each(|_| budget.on_permanent_failure());
        (0..100).for_each(|_| budget.on_success(None));
        assert!(begins(&budget));
        assert_eq!(budget.withdraw(&request()), Some(0));
    }

    fn request() -> RetryRequest<'static> {
        RetryRequest::new(crate::Decision::Retry, &|| Duration::ZERO)
    }
}
