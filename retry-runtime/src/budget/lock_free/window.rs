//! The deposits of the last ten steps, so that older ones can expire.

use super::atomic::{AtomicU64, Ordering};
use super::bucket::TokenBucket;
use super::slot::slot;

pub(super) const STEPS: usize = 10;

/// Calls add up their deposits without reading the clock. A withdrawal commits them to the steps that have
/// passed since the last commit, evenly, as steady calls would have made them.
///
/// One thread commits at a time. A thread that comes meanwhile goes on without a commit: then a deposit
/// expires a moment late, and no thread waits.
#[derive(Debug)]
pub(super) struct Window {
    /// The sum of the deposits since the last commit.
    pub(super) uncommitted: AtomicU64,
    /// The step of the last commit, times two; odd while a thread commits.
    pub(super) last: AtomicU64,
    /// The deposits of step `n`, at `n % STEPS`.
    pub(super) steps: [AtomicU64; STEPS],
}

impl Window {
    pub(super) fn deposit(&self, bucket: &TokenBucket, amount: u64) {
        // Count in the window first: otherwise another thread could see tokens in the bucket that the
        // window never expires.
        self.uncommitted.fetch_add(amount, Ordering::Relaxed);
        bucket.add(amount);
    }

    /// Removes the deposits that are older than ten steps and were not taken.
    #[inline]
    pub(super) fn expire(&self, bucket: &TokenBucket, step: u64) {
        let last = self.last.load(Ordering::Relaxed);
        if last % 2 == 1 || last / 2 >= step {
            return;
        }
        self.advance(bucket, last, step);
    }

    /// Commits and expires, once a step. Out of line, to keep the frequent path short.
    #[cold]
    #[inline(never)]
    fn advance(&self, bucket: &TokenBucket, last: u64, step: u64) {
        let taken =
            self.last
                .compare_exchange(last, last + 1, Ordering::Acquire, Ordering::Relaxed);
        if taken.is_ok() {
            // Nothing shows when the calls before the first commit were: they count as recent.
            let since = if last == 0 { step - 1 } else { last / 2 };
            let committed = self.commit(bucket, since, step);
            // Add the deposits made since: a thread may be interrupted here for long.
            bucket.limit(|| committed.saturating_add(self.uncommitted.load(Ordering::Relaxed)));
            self.last.store(step * 2, Ordering::Release);
        }
    }

    /// Commits the deposits, and returns the sum of the window without the deposits made meanwhile.
    fn commit(&self, bucket: &TokenBucket, last: u64, step: u64) -> u64 {
        let is_full = bucket.is_full();
        let each = self.uncommitted.swap(0, Ordering::Relaxed) / (step - last);
        for past in last.max(step.saturating_sub(STEPS as u64))..step {
            slot(&self.steps, past).store(each, Ordering::Relaxed);
        }
        if is_full {
            // Calls that find a full bucket deposit nothing: it counts as filled just now.
            slot(&self.steps, step - 1).store(bucket.capacity, Ordering::Relaxed);
        }
        let committed = self.steps.iter().map(|slot| slot.load(Ordering::Relaxed));
        committed.fold(0, u64::saturating_add)
    }
}
