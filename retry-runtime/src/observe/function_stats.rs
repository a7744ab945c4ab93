//! The counters of one function's calls.

use core::fmt;
use core::sync::atomic::{AtomicUsize, Ordering};

use crate::decision::StopReason;
use crate::observe::event::EventKind;
use crate::observe::operations::Operations;
use crate::policy::Policy;

/// The counters of one function's calls. A call is counted at its end, a retry as soon as it is decided, before
/// `before_retry` and the wait.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Counters {
    /// All calls that ended. A call that panics before its end is not counted.
    pub calls: u64,
    /// Attempts after the first, and those that `before_retry`, a cancellation, a dropped future or a panic has
    /// prevented.
    pub retries: u64,
    /// Calls that succeeded after a retry.
    pub recovered: u64,
    /// Calls that returned a failure, without those that were cancelled.
    pub gave_up: u64,
    /// Calls that were cancelled, or whose future was dropped.
    pub cancelled: u64,
}

impl fmt::Display for Counters {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            calls,
            retries,
            recovered,
            gave_up,
            cancelled,
        } = self;
        let call = if *calls == 1 { "call" } else { "calls" };
        let retry = if *retries == 1 { "retry" } else { "retries" };
        write!(
            f,
            "{calls} {call}, {retries} {retry}, {recovered} recovered, {gave_up} gave up, \
             {cancelled} cancelled"
        )
    }
}

/// The policy of one function, what an operator has set for it, and the counts of its calls. The counts are as wide as a pointer, because
/// not every processor has wider atomics.
#[derive(Debug)]
pub struct FunctionStats {
    pub(super) policy: Option<Policy>,
    pub(super) operations: Operations,
    ok_first_try: AtomicUsize,
    retries: AtomicUsize,
    recovered: AtomicUsize,
    gave_up: AtomicUsize,
    cancelled: AtomicUsize,
}

impl FunctionStats {
    /// Makes the stats of a function with this policy and no calls yet.
    #[must_use]
    pub const fn new(policy: Option<Policy>) -> Self {
        Self {
            policy,
            operations: Operations::new(),
            ok_first_try: AtomicUsize::new(0),
            retries: AtomicUsize::new(0),
            recovered: AtomicUsize::new(0),
            gave_up: AtomicUsize::new(0),
            cancelled: AtomicUsize::new(0),
        }
    }

    #[inline]
    pub(super) fn count_first_try(&self) {
        self.ok_first_try.fetch_add(1, Ordering::Relaxed);
    }

    /// Counts the event of a call that did not succeed at the first attempt.
    pub(super) fn count(&self, kind: EventKind) {
        let counter = match kind {
            EventKind::Retry { .. } => &self.retries,
            EventKind::Succeeded => &self.recovered,
            EventKind::GaveUp(StopReason::Cancelled) => &self.cancelled,
            EventKind::GaveUp(_) => &self.gave_up,
        };
        counter.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn counters(&self) -> Counters {
        let count = |counter: &AtomicUsize| counter.load(Ordering::Relaxed) as u64;
        let recovered = count(&self.recovered);
        let gave_up = count(&self.gave_up);
        let cancelled = count(&self.cancelled);
        Counters {
            calls: count(&self.ok_first_try) + recovered + gave_up + cancelled,
            retries: count(&self.retries),
            recovered,
            gave_up,
            cancelled,
        }
    }
}
