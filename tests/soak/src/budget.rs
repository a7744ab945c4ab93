//! A budget that counts what it grants and refuses.

use retries::{Budget, RetryBudget, RetryRequest};
use std::sync::atomic::{AtomicU64, Ordering};

/// Counts the retries that the budget inside grants and refuses.
#[derive(Debug)]
pub struct CountingBudget {
    budget: Budget,
    granted: AtomicU64,
    refused: AtomicU64,
    refunded: AtomicU64,
}

impl CountingBudget {
    /// Counts nothing yet.
    #[must_use]
    pub const fn new(budget: Budget) -> Self {
        Self {
            budget,
            granted: AtomicU64::new(0),
            refused: AtomicU64::new(0),
            refunded: AtomicU64::new(0),
        }
    }

    /// Returns the retries granted, refused and given back since the last call.
    pub fn take(&self) -> [u64; 3] {
        [&self.granted, &self.refused, &self.refunded].map(|count| count.swap(0, Ordering::Relaxed))
    }
}

impl RetryBudget for CountingBudget {
    fn deposit(&self) {
        self.budget.deposit();
    }

    fn on_failure(&self) {
        self.budget.on_failure();
    }

    fn on_permanent_failure(&self) {
        self.budget.on_permanent_failure();
    }

    fn withdraw(&self, request: &RetryRequest) -> Option<u32> {
        let amount = self.budget.withdraw(request);
        let count = if amount.is_some() {
            &self.granted
        } else {
            &self.refused
        };
        count.fetch_add(1, Ordering::Relaxed);
        amount
    }

    fn on_success(&self, last: Option<u32>) {
        self.budget.on_success(last);
    }

    fn refund(&self, amount: u32) {
        self.refunded.fetch_add(1, Ordering::Relaxed);
        self.budget.refund(amount);
    }

    fn available(&self) -> Option<u64> {
        RetryBudget::available(&self.budget)
    }
}
