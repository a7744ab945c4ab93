//! A count that threads take from and add to, never below zero and never above its capacity.

use super::atomic::{AtomicU64, Ordering};

/// Each operation is one atomic exchange of the balance, so that the sum of what is taken and what is left
/// is right whatever runs at the same time.
#[derive(Debug)]
pub(super) struct TokenBucket {
    pub(super) balance: AtomicU64,
    pub(super) capacity: u64,
}

impl TokenBucket {
    #[inline]
    pub(super) fn balance(&self) -> u64 {
        self.balance.load(Ordering::Relaxed)
    }

    /// A full bucket is only read, so that threads share its cache line.
    #[inline]
    pub(super) fn is_full(&self) -> bool {
        self.balance() >= self.capacity
    }

    /// Adds as much of the amount as fits.
    #[inline]
    pub(super) fn add(&self, amount: u64) {
        if !self.is_full() {
            self.fill(amount);
        }
    }

    fn fill(&self, amount: u64) {
        self.change(|balance| {
            let more = balance.saturating_add(amount).min(self.capacity);
            (more > balance).then_some(more)
        });
    }

    /// Takes all of the amount, or nothing.
    pub(super) fn take(&self, amount: u64) -> bool {
        self.change(|balance| balance.checked_sub(amount))
    }

    /// Takes the amount, or as much of it as there is.
    pub(super) fn drain(&self, amount: u64) {
        self.change(|balance| (balance > 0).then(|| balance.saturating_sub(amount)));
    }

    /// Lowers the balance to `most()`, which is called again if the balance has changed meanwhile.
    pub(super) fn limit(&self, most: impl Fn() -> u64) {
        self.change(|balance| Some(most()).filter(|most| *most < balance));
    }

    /// `Release` and `Acquire`, so that a thread that sees the new balance in `limit` also sees what another
    /// thread wrote to the window before it added.
    fn change(&self, change: impl FnMut(u64) -> Option<u64>) -> bool {
        self.balance
            .fetch_update(Ordering::Release, Ordering::Acquire, change)
            .is_ok()
    }
}
