//! Retries as a share of the calls, as in Finagle and in Linkerd's service profiles.

use core::time::Duration;

use super::atomic::AtomicU64;
use super::bucket::TokenBucket;
use super::reserve::{Reserve, SECOND};
use super::rule::DEFAULT_CAPACITY;
use super::window::{STEPS, Window};
use crate::budget::retry_budget::RetryRequest;
use crate::nanos::{self, FOREVER};

/// The cost of a retry in the bucket's unit. A call deposits the ratio's share of it, so that 0.3 stays
/// exactly 0.3.
const RETRY: u32 = 1_000_000;
/// A billion retries, so that a ratio is read back from its decimal places exactly.
const LARGEST_DEPOSIT: u64 = 1_000_000_000 * RETRY as u64;
/// The amount that marks a retry from the reserve. No bucket holds as much.
const FROM_RESERVE: u32 = u32::MAX;

#[derive(Debug)]
pub(super) struct Ratio {
    pub(super) deposit: u64,
    pub(super) saved: TokenBucket,
    window: Window,
    reserve: Reserve,
}

impl Ratio {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a float cast saturates, and what is not a number is 0"
    )]
    pub(super) const fn new(ratio: f64) -> Self {
        let deposit = (ratio * (RETRY as f64) + 0.5) as u64;
        Self {
            deposit: nanos::min(deposit, LARGEST_DEPOSIT),
            saved: TokenBucket {
                balance: AtomicU64::new(0),
                capacity: DEFAULT_CAPACITY * RETRY as u64,
            },
            window: Window {
                uncommitted: AtomicU64::new(0),
                last: AtomicU64::new(0),
                steps: [const { AtomicU64::new(0) }; STEPS],
            },
            reserve: Reserve {
                retries: 10,
                paid_until: AtomicU64::new(0),
            },
        }
    }

    pub(super) const fn set_reserve(&mut self, retries: u32) {
        self.reserve.retries = retries;
    }

    pub(super) const fn retries_per_second(&self) -> u32 {
        self.reserve.retries
    }

    pub(super) const fn set_capacity(&mut self, retries: u32) {
        self.saved.capacity = retries as u64 * RETRY as u64;
    }

    #[inline]
    pub(super) fn deposit(&self) {
        if !self.saved.is_full() {
            self.window.deposit(&self.saved, self.deposit);
        }
    }

    pub(super) fn withdraw(&self, request: &RetryRequest) -> Option<u32> {
        let now = request.now();
        self.window.expire(&self.saved, seconds_of(now));
        if self.saved.take(RETRY.into()) {
            Some(RETRY)
        } else {
            self.reserve.take(nanos_of(now)).then_some(FROM_RESERVE)
        }
    }

    pub(super) fn refund(&self, amount: u32) {
        match amount {
            FROM_RESERVE => self.reserve.give_back(),
            amount => self.saved.add(amount.into()),
        }
    }

    /// The retries that a call deposits.
    pub(super) fn share(&self) -> f64 {
        #[expect(
            clippy::cast_precision_loss,
            reason = "it is at most `LARGEST_DEPOSIT`"
        )]
        let millionths = self.deposit as f64;
        millionths / 1e6
    }

    /// How many retries calls can save up.
    pub(super) fn capacity(&self) -> u64 {
        self.saved.capacity / u64::from(RETRY)
    }

    /// Whole retries that calls have saved up.
    pub(super) fn retries(&self) -> u64 {
        self.saved.balance() / u64::from(RETRY)
    }
}

/// Nanoseconds of a clock that starts at two seconds. The reserve is then full at the first withdrawal: to
/// fill takes a little more than a second if the retries do not divide a second.
fn nanos_of(now: Duration) -> u64 {
    nanos::from_duration(now).saturating_add(2 * SECOND)
}

/// The same in whole seconds, without a division.
fn seconds_of(now: Duration) -> u64 {
    now.as_secs().min(FOREVER / SECOND) + 2
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decision::Decision;

    fn at(millis: u64) -> RetryRequest<'static> {
        thread_local! {
            static NOW: core::cell::Cell<u64> = const { core::cell::Cell::new(0) };
        }
        NOW.set(millis);
        RetryRequest::new(Decision::Retry, &|| Duration::from_millis(NOW.get()))
    }

    fn granted(ratio: &Ratio, millis: u64) -> u64 {
        let mut granted = 0;
        while ratio.withdraw(&at(millis)).is_some() {
            granted += 1;
        }
        granted
    }

    fn without_reserve(ratio: f64) -> Ratio {
        let mut ratio = Ratio::new(ratio);
        ratio.set_reserve(0);
        ratio.set_capacity(1_000_000);
        ratio
    }

    fn calls(ratio: &Ratio, calls: u64) {
        for _ in 0..calls {
            ratio.deposit();
        }
    }

    #[test]
    fn every_ratio_holds_exactly() {
        for (ratio, made, retries) in [
            (0.0001, 30_000, 3),
            (0.2, 1000, 200),
            (0.3, 1000, 300),
            (0.75, 1000, 750),
            (1.0, 1000, 1000),
            (2.5, 1000, 2500),
        ] {
            let budget = without_reserve(ratio);
            calls(&budget, made);
            assert_eq!(granted(&budget, 0), retries, "{ratio}");
        }
    }

    #[test]
    fn an_invalid_ratio_grants_no_retries() {
        for ratio in [0.0, -1.0, f64::NAN] {
            let budget = without_reserve(ratio);
            calls(&budget, 1000);
            assert_eq!(granted(&budget, 0), 0, "{ratio}");
        }
    }

    #[test]
    fn a_quiet_service_may_retry_ten_times_in_any_second() {
        let budget = Ratio::new(0.2);
        assert_eq!(granted(&budget, 0), 10);
        assert_eq!(granted(&budget, 99), 0);
        assert_eq!(granted(&budget, 100), 1);
        assert_eq!(granted(&budget, 599), 4);
        assert_eq!(granted(&budget, 60_000), 10);
    }

    #[test]
    fn a_minimum_that_does_not_divide_a_second_is_not_exceeded() {
        let mut budget = Ratio::new(0.0);
        budget.set_reserve(3);
        assert_eq!(granted(&budget, 0), 3);
        let all: u64 = (1..=60_000).map(|millis| granted(&budget, millis)).sum();
        assert_eq!(all, 3 * 60 - 1);
    }

    #[test]
    fn retries_given_back_to_the_reserve_are_not_saved_up() {
        let budget = Ratio::new(0.0);
        assert_eq!(granted(&budget, 0), 10);
        for _ in 0..3 {
            budget.refund(FROM_RESERVE);
        }
        assert_eq!(granted(&budget, 0), 3);
        for _ in 0..100 {
            budget.refund(FROM_RESERVE);
        }
        assert_eq!(granted(&budget, 5_000), 10);
    }

    #[test]
    fn a_clock_that_was_ahead_does_not_use_up_the_reserve() {
        let budget = Ratio::new(0.0);
        assert_eq!(granted(&budget, 3_600_000), 10);
        assert_eq!(granted(&budget, 0), 10);
    }

    #[test]
    fn a_clock_at_its_end_does_not_overflow() {
        let budget = Ratio::new(0.2);
        calls(&budget, 1000);
        let withdraw = || {
            let request = RetryRequest::new(Decision::Retry, &|| Duration::MAX);
            budget.withdraw(&request)
        };
        // What calls have saved up, and the reserve of a second.
        for _ in 0..100 + 10 {
            assert!(withdraw().is_some());
        }
        assert_eq!(withdraw(), None);
    }

    #[test]
    fn calls_before_the_first_withdrawal_count_as_recent() {
        let budget = without_reserve(0.2);
        calls(&budget, 1000);
        assert_eq!(granted(&budget, 3_600_000), 200);
    }

    #[test]
    fn deposits_expire_after_ten_steps() {
        let budget = without_reserve(0.2);
        assert_eq!(granted(&budget, 0), 0);
        calls(&budget, 100);
        for (millis, retries) in [(1_000, 5), (9_900, 5)] {
            for _ in 0..retries {
                assert!(budget.withdraw(&at(millis)).is_some(), "{millis}");
            }
        }
        assert_eq!(budget.retries(), 10);
        assert_eq!(granted(&budget, 11_000), 0);
    }

    #[test]
    fn deposits_count_as_spread_over_the_time_since_the_last_withdrawal() {
        let budget = without_reserve(0.2);
        assert_eq!(granted(&budget, 0), 0);
        calls(&budget, 2000);
        // In 20 seconds calls deposit 400 retries; those of the last ten seconds are left.
        assert_eq!(granted(&budget, 20_000), 200);
    }

    #[test]
    fn a_withdrawal_takes_the_oldest_deposit() {
        let budget = without_reserve(1.0);
        assert_eq!(granted(&budget, 0), 0);
        calls(&budget, 100);
        assert!(budget.withdraw(&at(1_000)).is_some());
        calls(&budget, 50);
        for _ in 0..99 {
            assert!(budget.withdraw(&at(5_000)).is_some());
        }
        // The last 50 deposits have not expired.
        assert_eq!(granted(&budget, 11_500), 50);
    }

    #[test]
    fn a_full_budget_is_full_however_long_ago_it_was_filled() {
        let mut budget = without_reserve(0.2);
        budget.set_capacity(100);
        assert_eq!(granted(&budget, 0), 0);
        calls(&budget, 10_000);
        assert_eq!(granted(&budget, 3_600_000), 100);
    }

    #[test]
    fn a_full_budget_expires_ten_seconds_after_it_was_found_full() {
        let found_full = || {
            let mut budget = without_reserve(1.0);
            budget.set_capacity(100);
            assert_eq!(granted(&budget, 0), 0);
            calls(&budget, 100);
            assert!(budget.withdraw(&at(5_000)).is_some());
            budget
        };
        assert_eq!(granted(&found_full(), 14_900), 99);
        assert_eq!(granted(&found_full(), 15_000), 0);
    }

    #[test]
    fn both_parts_of_a_budget_read_the_same_second() {
        for seconds in [0, 1, 10_000_000_000] {
            let now = Duration::from_secs(seconds);
            assert_eq!(nanos_of(now) / SECOND, seconds_of(now));
        }
    }
}
