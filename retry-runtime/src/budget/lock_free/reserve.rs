//! Some retries a second for services with few calls.

use super::atomic::{AtomicU64, Ordering};

pub(super) const SECOND: u64 = 1_000_000_000;

/// So many retries in any second, saved or not: the generic cell rate algorithm (ITU-T I.371), which
/// keeps the time at which the last of them is paid for.
#[derive(Debug)]
pub(super) struct Minimum {
    pub(super) retries: u32,
    pub(super) paid_until: AtomicU64,
}

impl Minimum {
    pub(super) fn take(&self, now: u64) -> bool {
        if self.retries == 0 {
            return false;
        }
        let each = self.each();
        let earliest = now.saturating_sub(each * u64::from(self.retries));
        let pay = |paid_until: u64| {
            // Nobody pays so far ahead: another clock did, a test's.
            let paid_until = if paid_until > now.saturating_add(SECOND) {
                earliest
            } else {
                paid_until.max(earliest)
            };
            Some(paid_until + each).filter(|it| *it <= now)
        };
        self.paid_until
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, pay)
            .is_ok()
    }

    /// What was taken was not used. It cannot be saved up: at the next question no more than a second's
    /// counts.
    pub(super) fn give_back(&self) {
        let each = self.each();
        let back = |paid_until: u64| Some(paid_until.saturating_sub(each));
        let _ = self
            .paid_until
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, back);
    }

    /// The time that pays for one. Upward, so that a second never has one more.
    fn each(&self) -> u64 {
        SECOND.div_ceil(self.retries.max(1).into())
    }
}
