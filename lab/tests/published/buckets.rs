//! Token buckets that others publish and this crate does not ship.

use std::cell::Cell;

use retries::{RetryBudget, RetryRequest};

/// The bucket of Brooker's program. It is full at first, a call adds `deposit` of a token, and a retry takes one if
/// there is *more* than one. The shipped `ratio` is empty at first and grants the last token too.
pub(super) struct Published {
    tokens: Cell<f64>,
    capacity: f64,
    deposit: f64,
}

impl Published {
    pub(super) fn new(deposit: f64, capacity: f64) -> Self {
        Self {
            tokens: Cell::new(capacity),
            capacity,
            deposit,
        }
    }
}

impl RetryBudget for Published {
    fn deposit(&self) {
        let more = self.tokens.get() + self.deposit;
        self.tokens.set(more.min(self.capacity));
    }

    fn withdraw(&self, _: &RetryRequest) -> Option<u32> {
        let grants = self.tokens.get() > 1.0;
        if grants {
            self.tokens.set(self.tokens.get() - 1.0);
        }
        grants.then_some(1)
    }
}

/// A bucket to which each success, and no call, adds a share of a token. The shipped `tokens` also bring back what the
/// last retry of a successful call took.
pub(super) struct PerSuccess(Published);

impl PerSuccess {
    pub(super) fn new(deposit: f64, capacity: f64) -> Self {
        Self(Published::new(deposit, capacity))
    }
}

impl RetryBudget for PerSuccess {
    fn withdraw(&self, request: &RetryRequest) -> Option<u32> {
        self.0.withdraw(request)
    }

    fn on_success(&self, _: Option<u32>) {
        self.0.deposit();
    }
}
