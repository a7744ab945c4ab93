//! The deposits of the last ten steps, so that older ones can expire.

use super::atomic::{AtomicU64, Ordering};
use super::bucket::Bucket;

pub(super) const STEPS: usize = 10;

/// Deposits are added up without a look at the clock; a retry that asks files them under the steps
/// that have passed since the last one did, evenly, as steady calls would have made them.
///
/// The filing is done by one thread at a time. Another that comes meanwhile goes on without: then a
/// deposit expires a moment late, and nobody waits.
#[derive(Debug)]
pub(super) struct Window {
    /// Deposits since the last look.
    pub(super) fresh: AtomicU64,
    /// The step of the last look, times two; odd while a thread is filing.
    pub(super) last: AtomicU64,
    /// What was deposited in the step `n`, at `n % STEPS`.
    pub(super) steps: [AtomicU64; STEPS],
}

impl Window {
    pub(super) fn deposit(&self, bucket: &Bucket, amount: u64) {
        // In this order, lest the window know of less than there is.
        self.fresh.fetch_add(amount, Ordering::Relaxed);
        bucket.add(amount);
    }

    /// Lets what was deposited before the last ten steps, and was not taken, expire.
    #[inline]
    pub(super) fn expire(&self, bucket: &Bucket, step: u64) {
        let last = self.last.load(Ordering::Relaxed);
        if last % 2 == 1 || last / 2 >= step {
            return;
        }
        self.move_on(bucket, last, step);
    }

    /// Once a step: those that only look need not prepare for it.
    #[cold]
    #[inline(never)]
    fn move_on(&self, bucket: &Bucket, last: u64, step: u64) {
        let taken =
            self.last
                .compare_exchange(last, last + 1, Ordering::Acquire, Ordering::Relaxed);
        if taken.is_ok() {
            // Before the first look there is nothing to tell when the calls were.
            let since = if last == 0 { step - 1 } else { last / 2 };
            let filed = self.file(bucket, since, step);
            // With what has come since: a thread may be interrupted here for long.
            bucket.limit(|| filed.saturating_add(self.fresh.load(Ordering::Relaxed)));
            self.last.store(step * 2, Ordering::Release);
        }
    }

    /// Files the fresh deposits, and returns all within the window, without those that come meanwhile.
    fn file(&self, bucket: &Bucket, last: u64, step: u64) -> u64 {
        let is_full = bucket.is_full();
        let each = self.fresh.swap(0, Ordering::Relaxed) / (step - last);
        for past in last.max(step.saturating_sub(STEPS as u64))..step {
            self.slot(past).store(each, Ordering::Relaxed);
        }
        if is_full {
            // The calls that found it full did not write it down: it counts as filled just now.
            self.slot(step - 1)
                .store(bucket.capacity, Ordering::Relaxed);
        }
        let filed = self.steps.iter().map(|slot| slot.load(Ordering::Relaxed));
        filed.fold(0, u64::saturating_add)
    }

    fn slot(&self, step: u64) -> &AtomicU64 {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "the remainder is below `STEPS`"
        )]
        let place = (step % STEPS as u64) as usize;
        &self.steps[place]
    }
}
