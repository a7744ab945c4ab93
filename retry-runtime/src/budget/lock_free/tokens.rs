//! Tokens that retries cost and successes bring back: the rule of the AWS SDKs' standard mode.

use super::atomic::AtomicU64;
use super::bucket::TokenBucket;
use crate::budget::retry_budget::RetryRequest;

/// The constants of the SDKs' Retry Behavior 2.0.
pub(crate) const RETRY_COST: u32 = 5;
pub(crate) const TIMEOUT_COST: u32 = 10;
pub(crate) const SUCCESS_REFUND: u32 = 1;

#[derive(Debug)]
pub(super) struct Tokens {
    pub(super) bucket: TokenBucket,
    pub(super) retry_cost: u32,
    pub(super) timeout_cost: u32,
    /// `retry_cost` unless it is set.
    pub(super) rate_limited_cost: Option<u32>,
    pub(super) success_refund: u32,
}

impl Tokens {
    pub(super) const fn new(capacity: u32) -> Self {
        Self {
            bucket: TokenBucket {
                balance: AtomicU64::new(capacity as u64),
                capacity: capacity as u64,
            },
            retry_cost: RETRY_COST,
            timeout_cost: TIMEOUT_COST,
            rate_limited_cost: None,
            success_refund: SUCCESS_REFUND,
        }
    }

    pub(super) fn withdraw(&self, request: &RetryRequest) -> Option<u32> {
        let cost = if request.timed_out() {
            self.timeout_cost
        } else if request.rate_limited() {
            self.rate_limited_cost.unwrap_or(self.retry_cost)
        } else {
            self.retry_cost
        };
        self.bucket.take(cost.into()).then_some(cost)
    }

    #[inline]
    pub(super) fn on_success(&self, last: Option<u32>) {
        self.bucket.add(last.unwrap_or(self.success_refund).into());
    }
}
