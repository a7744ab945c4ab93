//! Some retries a second for services with few calls.

use super::atomic::{AtomicU64, Ordering};

pub(super) const SECOND: u64 = 1_000_000_000;

/// A number of retries in any second, whatever calls have saved up: the generic cell rate algorithm (ITU-T
/// I.371), which stores the time at which the last retry is paid for.
#[derive(Debug)]
pub(super) struct Reserve {
    pub(super) retries: u32,
    pub(super) paid_until: AtomicU64,
}

impl Reserve {
    pub(super) fn take(&self, now: u64) -> bool {
        if self.retries == 0 {
            return false;
        }
        let each = self.each();
        let earliest = now.saturating_sub(each * u64::from(self.retries));
        let pay = |paid_until: u64| {
            // No clock of this process pays so far ahead: it was the clock of a test.
            let paid_until = if paid_until > now.saturating_add(SECOND) {
                earliest
            } else {
                paid_until.max(earliest)
            };
            paid_until.checked_add(each).filter(|it| *it <= now)
        };
        self.paid_until
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, pay)
            .is_ok()
    }

    /// Returns a retry that was not made. It cannot be saved up: the next withdrawal counts no more than a
    /// second's worth.
    pub(super) fn give_back(&self) {
        let each = self.each();
        let back = |paid_until: u64| Some(paid_until.saturating_sub(each));
        let _ = self
            .paid_until
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, back);
    }

    /// The time that pays for one retry, rounded up so that a second never has one retry more.
    fn each(&self) -> u64 {
        SECOND.div_ceil(self.retries.max(1).into())
    }
}
