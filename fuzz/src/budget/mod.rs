//! Budgets of every rule with any operations, against slow models: no budget grants more than its rule allows.

mod adaptive;
mod ratio;
mod throttle;
mod tokens;

use retry_runtime::{Budget, CallRequest, Decision, RetryBudget, RetryRequest};
use std::time::Duration;

use crate::choices::Choices;

/// A rule in plain numbers, without atomics, rings or saturating operations.
trait Model {
    /// Returns whether the call may begin.
    fn admit(&mut self, moment: &Moment) -> bool;
    fn on_failure(&mut self) {}
    fn on_permanent_failure(&mut self) {}
    /// Returns the cost of a retry that is granted.
    fn withdraw(&mut self, decision: Decision, moment: &Moment) -> Option<u32>;
    fn on_success(&mut self, _last: Option<u32>) {}
    fn refund(&mut self, _amount: u32) {}
    fn available(&self) -> u128;
}

/// What a budget may read: the clock, and a random word.
struct Moment {
    now: Duration,
    random: u64,
}

pub fn check(input: &[u8]) {
    let choices = &mut Choices::new(input);
    let (budget, mut model): (Budget, Box<dyn Model>) = match choices.below(4) {
        0 => ratio::any(choices),
        1 => tokens::any(choices),
        2 => throttle::any(choices),
        _ => adaptive::any(choices),
    };
    let mut moment = Moment {
        now: Duration::ZERO,
        random: 0,
    };
    // The costs of retries that are under way.
    let mut granted = Vec::new();
    while !choices.is_used_up() {
        step(&budget, model.as_mut(), choices, &mut moment, &mut granted);
        assert_eq!(u128::from(budget.available()), model.available());
    }
}

fn step(
    budget: &Budget,
    model: &mut dyn Model,
    choices: &mut Choices,
    moment: &mut Moment,
    granted: &mut Vec<u32>,
) {
    let (now, random) = (moment.now, moment.random);
    let clock = || now;
    let word = || random;
    match choices.below(10) {
        0 | 1 => {
            let call = CallRequest::new(&clock).with_random(&word);
            assert_eq!(budget.admit(&call).is_ok(), model.admit(moment));
        }
        2 => {
            budget.on_failure();
            model.on_failure();
        }
        3 => {
            budget.on_permanent_failure();
            model.on_permanent_failure();
        }
        4..=6 => {
            let decision =
                choices.of(&[Decision::Retry, Decision::TimedOut, Decision::RateLimited]);
            let request = RetryRequest::new(decision, &clock).with_random(&word);
            let cost = budget.withdraw(&request);
            assert_eq!(cost, model.withdraw(decision, moment));
            granted.extend(cost);
        }
        7 => {
            let last = granted.pop();
            budget.on_success(last);
            model.on_success(last);
        }
        8 => {
            if let Some(amount) = granted.pop() {
                budget.refund(amount);
                model.refund(amount);
            }
        }
        _ => {
            moment.random = choices.number();
            moment.now = next_time(now, choices);
        }
    }
}

/// Returns mostly a later time, but also one of a clock that jumps.
fn next_time(now: Duration, choices: &mut Choices) -> Duration {
    match choices.below(8) {
        0 => choices.duration(),
        1 => now.saturating_sub(Duration::from_nanos(choices.number())),
        2 | 3 => now.saturating_add(Duration::from_nanos(choices.number())),
        4 => now,
        _ => now.saturating_add(Duration::from_millis(u64::from(choices.byte()) * 100)),
    }
}
