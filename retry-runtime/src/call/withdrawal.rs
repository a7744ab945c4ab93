//! What a budget gave for a retry that is still waited for.

use crate::budget::retry_budget::RetryBudget;

/// Holds what a budget gave for a retry, and gives it back if it is dropped before the retry is made.
#[derive(Debug)]
pub struct Withdrawal<'a, B: RetryBudget + ?Sized> {
    budget: &'a B,
    amount: u32,
}

impl<'a, B: RetryBudget + ?Sized> Withdrawal<'a, B> {
    /// Holds the amount.
    #[inline]
    #[must_use]
    pub const fn hold(budget: &'a B, amount: u32) -> Self {
        Self { budget, amount }
    }

    /// Keeps the amount, because the retry begins.
    #[inline]
    pub fn spend(self) {
        core::mem::forget(self);
    }
}

impl<B: RetryBudget + ?Sized> Drop for Withdrawal<'_, B> {
    fn drop(&mut self) {
        self.budget.refund(self.amount);
    }
}
