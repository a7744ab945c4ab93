//! Counts the requests to the service, and the results of its callers.

use std::sync::atomic::{AtomicUsize, Ordering};

#[derive(Default)]
pub(crate) struct Meter {
    requests: AtomicUsize,
    succeeded: AtomicUsize,
    failed: AtomicUsize,
}

/// The counts of one second.
#[derive(Clone, Copy)]
pub(crate) struct Second {
    pub(crate) requests: usize,
    pub(crate) succeeded: usize,
    pub(crate) failed: usize,
}

impl Meter {
    pub(crate) fn request(&self) {
        self.requests.fetch_add(1, Ordering::Relaxed);
    }

    /// Counts a call that has ended, with all its attempts.
    pub(crate) fn ended(&self, succeeded: bool) {
        let calls = if succeeded {
            &self.succeeded
        } else {
            &self.failed
        };
        calls.fetch_add(1, Ordering::Relaxed);
    }

    /// Returns the counts, and starts the next second.
    pub(crate) fn take(&self) -> Second {
        Second {
            requests: self.requests.swap(0, Ordering::Relaxed),
            succeeded: self.succeeded.swap(0, Ordering::Relaxed),
            failed: self.failed.swap(0, Ordering::Relaxed),
        }
    }
}

impl Second {
    /// Returns the share of the calls that succeeded.
    pub(crate) fn percent(self) -> usize {
        let calls = self.succeeded + self.failed;
        (self.succeeded * 100).checked_div(calls).unwrap_or(0)
    }
}
