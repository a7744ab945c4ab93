//! The budget of one call.

use crate::budget::NoBudget;
use crate::budget::retry_budget::RetryBudget;

/// The budget of one call, and what it gave for the call's last retry. Dropped during the wait before that
/// retry, it refunds the amount.
#[derive(Debug)]
pub struct CallBudget<B: RetryBudget> {
    budget: B,
    withdrawn: Withdrawn,
}

/// What the budget gave for the last retry. In a future it takes the 8 bytes of an `Option<u32>`.
#[derive(Clone, Copy, Debug)]
enum Withdrawn {
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
        Self {
            budget: NoBudget,
            withdrawn: Withdrawn::Nothing,
        }
    }
}

impl<B: RetryBudget> CallBudget<B> {
    /// Deposits for a call that begins.
    #[inline]
    #[must_use]
    pub fn begin(budget: B) -> Self {
        budget.deposit();
        Self::admitted(budget)
    }

    /// A call that the budget has let begin.
    #[inline]
    #[must_use]
    pub const fn admitted(budget: B) -> Self {
        Self {
            budget,
            withdrawn: Withdrawn::Nothing,
        }
    }

    /// Keeps the amount withdrawn, because the retry begins.
    #[inline]
    pub const fn spend(&mut self) {
        if let Withdrawn::Held(amount) = self.withdrawn {
            self.withdrawn = Withdrawn::Spent(amount);
        }
    }

    pub(crate) const fn budget(&self) -> &B {
        &self.budget
    }

    /// Holds the amount until the retry begins.
    pub(crate) const fn hold(&mut self, amount: u32) {
        self.withdrawn = Withdrawn::Held(amount);
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
        if let Withdrawn::Held(amount) = self.withdrawn {
            self.budget.refund(amount);
        }
    }
}
