//! Retries only while most attempts succeed: gRPC's retry throttling, proposal A6.

use super::atomic::AtomicU64;
use super::bucket::TokenBucket;
use crate::nanos;

/// A token, in the bucket's unit: proposal A6 reads the ratio to three decimal places.
const TOKEN: u64 = 1000;
/// More than any bucket holds, and so small that the ratio is read back from its decimal places exactly.
const LARGEST_REFUND: u64 = u32::MAX as u64 * TOKEN;

#[derive(Debug)]
pub(super) struct Throttle {
    pub(super) bucket: TokenBucket,
    success: u64,
}

impl Throttle {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a float cast saturates, and what is not a number is 0"
    )]
    pub(super) const fn new(max_tokens: u32, token_ratio: f64) -> Self {
        let capacity = max_tokens as u64 * TOKEN;
        Self {
            bucket: TokenBucket {
                balance: AtomicU64::new(capacity),
                capacity,
            },
            success: nanos::min((token_ratio * 1000.0 + 0.5) as u64, LARGEST_REFUND),
        }
    }

    pub(super) fn on_failure(&self) {
        self.bucket.drain(TOKEN);
    }

    pub(super) fn withdraw(&self) -> Option<u32> {
        (self.bucket.balance() > self.bucket.capacity / 2).then_some(0)
    }

    #[inline]
    pub(super) fn on_success(&self) {
        self.bucket.add(self.success);
    }

    /// Failures in a row before retries stop.
    pub(super) fn retries(&self) -> u64 {
        let half = self.bucket.capacity / 2;
        self.bucket.balance().saturating_sub(half).div_ceil(TOKEN)
    }

    pub(super) fn max_tokens(&self) -> u64 {
        self.bucket.capacity / TOKEN
    }

    pub(super) fn token_ratio(&self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "it is at most `LARGEST_REFUND`")]
        let thousandths = self.success as f64;
        thousandths / 1000.0
    }
}
