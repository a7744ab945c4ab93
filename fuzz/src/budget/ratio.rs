//! Retries as a share of the calls, and some a second besides.

use retry_runtime::{Budget, Decision};
use std::collections::BTreeMap;
use std::time::Duration;

use super::{Model, Moment};
use crate::choices::Choices;

/// A retry, in millionths.
const RETRY: u128 = 1_000_000;
/// The cost by which a retry from the reserve is known.
const FROM_RESERVE: u32 = u32::MAX;
/// Ten seconds.
const STEPS: u128 = 10;
const SECOND: u128 = 1_000_000_000;

struct Ratio {
    deposit: u128,
    capacity: u128,
    balance: u128,
    /// Deposits by the second in which they count, and those since the last commit.
    steps: BTreeMap<u128, u128>,
    new: u128,
    /// The second of the last commit.
    last: Option<u128>,
    reserve: Reserve,
    /// All deposits, and all retries that they paid for.
    deposited: u128,
    taken: u128,
}

/// Retries a second, each of which pays for the time until the next.
struct Reserve {
    retries: u128,
    paid_until: u128,
    /// The times of the retries since the clock jumped back or one was given back.
    granted: Vec<u128>,
}

pub(super) fn any(choices: &mut Choices) -> (Budget, Box<dyn Model>) {
    let (ratio, retries, capacity) = (choices.float(), choices.count(), choices.count());
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a cast saturates, as the ratio of a budget does"
    )]
    let deposit = (ratio * 1e6 + 0.5) as u128;
    let model = Ratio {
        deposit: deposit.min(1_000_000_000 * RETRY),
        capacity: u128::from(capacity) * RETRY,
        balance: 0,
        steps: BTreeMap::new(),
        new: 0,
        last: None,
        reserve: Reserve {
            retries: retries.into(),
            paid_until: 0,
            granted: Vec::new(),
        },
        deposited: 0,
        taken: 0,
    };
    let budget = Budget::ratio(ratio)
        .min_per_second(retries)
        .capacity(capacity);
    (budget, Box::new(model))
}

/// Returns nanoseconds of a clock that starts at two seconds, so that the reserve is full at first.
fn nanos(now: Duration) -> u128 {
    (now.as_nanos() + 2 * SECOND).min(u64::MAX.into())
}

impl Ratio {
    /// Forgets deposits that are older than ten seconds.
    fn expire(&mut self, now: Duration) {
        let longest = u128::from(u64::MAX) / SECOND;
        let step = u128::from(now.as_secs()).min(longest) + 2;
        if self.last.is_some_and(|last| last >= step) {
            return;
        }
        let since = self.last.unwrap_or(step - 1);
        let oldest = step.saturating_sub(STEPS);
        let each = self.new / (step - since);
        for past in since.max(oldest)..step {
            self.steps.insert(past, each);
        }
        if self.balance >= self.capacity {
            self.steps.insert(step - 1, self.capacity);
        }
        self.steps = self.steps.split_off(&oldest);
        self.new = 0;
        self.last = Some(step);
        self.balance = self.balance.min(self.steps.values().sum());
    }
}

impl Reserve {
    fn take(&mut self, now: u128) -> bool {
        if self.retries == 0 {
            return false;
        }
        let each = SECOND.div_ceil(self.retries);
        let earliest = now.saturating_sub(each * self.retries);
        let paid_until = if self.paid_until > now + SECOND {
            earliest
        } else {
            self.paid_until.max(earliest)
        };
        if paid_until + each > now {
            return false;
        }
        self.paid_until = paid_until + each;
        self.note(now);
        true
    }

    /// In any time there are no more than the retries of that time and of a second besides.
    fn note(&mut self, now: u128) {
        if self.granted.last().is_some_and(|last| *last > now) {
            self.granted.clear();
        }
        self.granted.push(now);
        for (index, first) in self.granted.iter().enumerate() {
            let count = (self.granted.len() - index) as u128;
            assert!(count * SECOND <= self.retries * (SECOND + now - first));
        }
    }

    fn give_back(&mut self) {
        let each = SECOND.div_ceil(self.retries.max(1));
        self.paid_until = self.paid_until.saturating_sub(each);
        self.granted.clear();
    }
}

impl Model for Ratio {
    fn admit(&mut self, _: &Moment) -> bool {
        if self.balance < self.capacity {
            self.new += self.deposit;
            self.deposited += self.deposit;
            self.balance = (self.balance + self.deposit).min(self.capacity);
        }
        true
    }

    fn withdraw(&mut self, _: Decision, moment: &Moment) -> Option<u32> {
        self.expire(moment.now);
        if let Some(left) = self.balance.checked_sub(RETRY) {
            self.balance = left;
            self.taken += RETRY;
            assert!(self.taken <= self.deposited);
            return u32::try_from(RETRY).ok();
        }
        let now = nanos(moment.now);
        self.reserve.take(now).then_some(FROM_RESERVE)
    }

    fn refund(&mut self, amount: u32) {
        if amount == FROM_RESERVE {
            self.reserve.give_back();
        } else {
            self.balance = (self.balance + u128::from(amount)).min(self.capacity);
            self.taken -= u128::from(amount);
        }
    }

    fn available(&self) -> u128 {
        self.balance / RETRY
    }
}
