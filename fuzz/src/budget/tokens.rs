//! Tokens that retries cost and successes bring back.

use retry_runtime::{Budget, Decision};

use super::{Model, Moment};
use crate::choices::Choices;

struct Tokens {
    capacity: u128,
    balance: u128,
    retry_cost: u32,
    timeout_cost: u32,
    rate_limited_cost: Option<u32>,
    success_refund: u32,
}

pub(super) fn any(choices: &mut Choices) -> (Budget, Box<dyn Model>) {
    let (capacity, retry_cost, timeout_cost) = (choices.count(), choices.count(), choices.count());
    let (rate_limited_cost, success_refund) = (choices.option(Choices::count), choices.count());
    let mut budget = Budget::tokens(capacity).costs(retry_cost, timeout_cost, success_refund);
    if let Some(cost) = rate_limited_cost {
        budget = budget.rate_limited_cost(cost);
    }
    let model = Tokens {
        capacity: capacity.into(),
        balance: capacity.into(),
        retry_cost,
        timeout_cost,
        rate_limited_cost,
        success_refund,
    };
    (budget, Box::new(model))
}

impl Tokens {
    fn add(&mut self, amount: u32) {
        self.balance = (self.balance + u128::from(amount)).min(self.capacity);
    }
}

impl Model for Tokens {
    fn admit(&mut self, _: &Moment) -> bool {
        true
    }

    fn withdraw(&mut self, decision: Decision, _: &Moment) -> Option<u32> {
        let cost = match decision {
            Decision::TimedOut => self.timeout_cost,
            Decision::RateLimited => self.rate_limited_cost.unwrap_or(self.retry_cost),
            _ => self.retry_cost,
        };
        let left = self.balance.checked_sub(cost.into())?;
        self.balance = left;
        Some(cost)
    }

    fn on_success(&mut self, last: Option<u32>) {
        self.add(last.unwrap_or(self.success_refund));
    }

    fn refund(&mut self, amount: u32) {
        self.add(amount);
    }

    fn available(&self) -> u128 {
        match self.retry_cost {
            0 => u64::MAX.into(),
            cost => self.balance / u128::from(cost),
        }
    }
}
