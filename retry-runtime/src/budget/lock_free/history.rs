//! How many requests of the last two minutes were accepted, and how many were not.

use super::atomic::{AtomicU64, Ordering};
use super::slot::slot;

pub(super) const STEPS: usize = 12;

/// The history of requests in twelve steps, so that older ones can expire.
///
/// Requests are counted without reading the clock. [`expire`](Self::expire) commits them to the steps since
/// the last commit, evenly, as steady calls would have made them. Only rejects that follow others belong to
/// the step of the last commit: while there are rejects, each request that can be one commits before it
/// begins, so the last of them began there.
///
/// One thread commits at a time. A thread that comes meanwhile goes on without a commit: then a request
/// expires a moment late, and no thread waits.
#[derive(Debug)]
pub(super) struct History {
    pub(super) accepts: Count,
    pub(super) rejects: Count,
    /// The step of the last commit, times two; odd while a thread commits.
    pub(super) last: AtomicU64,
}

impl History {
    /// Forgets the requests that are older than the last twelve steps, the one under way included. Steps count
    /// from 1.
    pub(super) fn expire(&self, step: u64) {
        let last = self.last.load(Ordering::Relaxed);
        if last % 2 == 1 || last / 2 > step {
            return;
        }
        // `Acquire` here and `Release` below: a thread that commits sees the steps that the one before wrote.
        let taken =
            self.last
                .compare_exchange(last, last + 1, Ordering::Acquire, Ordering::Relaxed);
        if taken.is_ok() {
            // Nothing shows when the requests before the first commit were: they count as recent.
            let since = if last == 0 { step } else { last / 2 };
            let follow_others = self.rejects.committed() > 0;
            self.accepts.commit(since, step, step);
            self.rejects
                .commit(since, step, if follow_others { since } else { step });
            self.last.store(step * 2, Ordering::Release);
        }
    }
}

/// A count of the last twelve steps.
#[derive(Debug)]
pub(super) struct Count {
    /// What the steps hold, and what was counted since the last commit.
    pub(super) total: AtomicU64,
    /// The count of step `n`, at `n % STEPS`.
    pub(super) steps: [AtomicU64; STEPS],
}

impl Count {
    #[inline]
    pub(super) fn add_one(&self) {
        self.total.fetch_add(1, Ordering::Relaxed);
    }

    #[inline]
    pub(super) fn total(&self) -> u64 {
        self.total.load(Ordering::Relaxed)
    }

    pub(super) fn committed(&self) -> u64 {
        let steps = self.steps.iter();
        steps.map(|count| count.load(Ordering::Relaxed)).sum()
    }

    /// Spreads what was counted since the last commit over the steps from `since`, that of the last commit, to
    /// `until`. Takes what is older than the twelve steps to `step` off the total.
    fn commit(&self, since: u64, step: u64, until: u64) {
        let new = self.total().saturating_sub(self.committed());
        let steps = until - since + 1;
        let before = |past: u64| share(new, (past - since).min(steps), steps);
        let oldest = since.max((step + 1).saturating_sub(STEPS as u64));
        let mut expired = before(oldest);
        for past in oldest..=step {
            let count = before(past + 1) - before(past);
            if past == since {
                slot(&self.steps, past).fetch_add(count, Ordering::Relaxed);
            } else {
                // The step had the place of one that is over for twelve steps.
                expired += slot(&self.steps, past).swap(count, Ordering::Relaxed);
            }
        }
        self.total.fetch_sub(expired, Ordering::Relaxed);
    }
}

/// Returns how many of `count` came in the first `part` of `whole` equal times, rounded to the nearest: a
/// single one came in the middle.
fn share(count: u64, part: u64, whole: u64) -> u64 {
    let [count, part, whole] = [count, part, whole].map(u128::from);
    u64::try_from((count * part + whole / 2) / whole).unwrap_or(u64::MAX)
}
