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
        let retries = u64::from(self.retries);
        if retries == 0 {
            return false;
        }
        // Upward, so that a second never has one more.
        let each = SECOND.div_ceil(retries);
        let earliest = now.saturating_sub(each * retries);
        let pay = |paid_until: u64| Some(paid_until.max(earliest) + each).filter(|it| *it <= now);
        self.paid_until
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, pay)
            .is_ok()
    }
}
