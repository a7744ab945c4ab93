//! A count that threads take from and add to, never below zero and never above its capacity.

use super::atomic::{AtomicU64, Ordering};

/// Each operation is one atomic exchange of the balance, so that what is taken and what is left add
/// up whatever runs at the same time.
#[derive(Debug)]
pub(super) struct Bucket {
    pub(super) balance: AtomicU64,
    pub(super) capacity: u64,
}

impl Bucket {
    #[inline]
    pub(super) fn balance(&self) -> u64 {
        self.balance.load(Ordering::Relaxed)
    }

    /// A full bucket is only looked at: all threads may then share its cache line.
    #[inline]
    pub(super) fn is_full(&self) -> bool {
        self.balance() >= self.capacity
    }

    /// What does not fit is lost.
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

    /// Takes as much as there is.
    pub(super) fn drain(&self, amount: u64) {
        self.change(|balance| (balance > 0).then(|| balance.saturating_sub(amount)));
    }

    /// Leaves no more than this, which is asked anew if the balance has changed meanwhile.
    pub(super) fn limit(&self, most: impl Fn() -> u64) {
        self.change(|balance| Some(most()).filter(|most| *most < balance));
    }

    /// Ordered, so that what a thread wrote before it added is seen by `most` once the sum is.
    fn change(&self, change: impl FnMut(u64) -> Option<u64>) -> bool {
        self.balance
            .fetch_update(Ordering::Release, Ordering::Acquire, change)
            .is_ok()
    }
}
