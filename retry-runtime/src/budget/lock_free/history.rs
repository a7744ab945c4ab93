//! How many requests of the last two minutes were accepted, and how many were not.

use super::atomic::{AtomicU64, Ordering};

pub(super) const STEPS: usize = 12;

/// The history of requests in twelve steps, so that older ones can expire.
///
/// Requests are counted without reading the clock. [`expire`](Self::expire) commits them to the steps that
/// have passed since the last commit, evenly, as steady calls would have made them.
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
    /// Forgets the requests that are older than twelve steps. Steps count from 1.
    pub(super) fn expire(&self, step: u64) {
        let last = self.last.load(Ordering::Relaxed);
        if last % 2 == 1 || last / 2 >= step {
            return;
        }
        // `Acquire` here and `Release` below: a thread that commits sees the steps that the one before wrote.
        let taken =
            self.last
                .compare_exchange(last, last + 1, Ordering::Acquire, Ordering::Relaxed);
        if taken.is_ok() {
            // Nothing shows when the requests before the first commit were: they count as recent.
            let since = if last == 0 { step - 1 } else { last / 2 };
            self.accepts.commit(since, step);
            self.rejects.commit(since, step);
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

    /// Spreads what was counted since the step `since` over the steps before `step`, and takes what is older
    /// than twelve steps off the total.
    fn commit(&self, since: u64, step: u64) {
        let committed: u64 = self.steps.iter().map(|it| it.load(Ordering::Relaxed)).sum();
        let new = self.total().saturating_sub(committed);
        let until = |past: u64| share(new, past - since, step - since);
        let oldest = since.max(step.saturating_sub(STEPS as u64));
        let mut expired = until(oldest);
        for past in oldest..step {
            let count = until(past + 1) - until(past);
            expired += self.slot(past).swap(count, Ordering::Relaxed);
        }
        self.total.fetch_sub(expired, Ordering::Relaxed);
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

/// Returns how many of `count` came in the first `part` of `whole` equal times, rounded to the nearest: a
/// single one came in the middle.
fn share(count: u64, part: u64, whole: u64) -> u64 {
    let [count, part, whole] = [count, part, whole].map(u128::from);
    u64::try_from((count * part + whole / 2) / whole).unwrap_or(u64::MAX)
}
