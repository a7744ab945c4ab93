//! Retries with and without a token bucket, after Brooker, "Fixing retries with token buckets and circuit breakers"
//! (2022).

use std::time::Duration;

use retries::{Decision, Policy, RetryBudget};

use super::next_wait;
use crate::engine::{Call, Chance, Queue};

/// Clients that call a server of which each answer is a failure with the same probability, whatever its load.
#[derive(Clone, Copy, Debug)]
pub struct Traffic {
    /// The mean time between two calls of a client.
    pub gap: Duration,
    /// The mean time of a message, one way.
    pub leg: Duration,
    /// For how long calls begin. The last ones run to their end.
    pub duration: Duration,
    /// The probability that an attempt fails.
    pub failure_rate: f64,
    /// The policy of each call.
    pub policy: Policy,
}

/// What the calls of a run came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// How many calls began.
    pub calls: u32,
    /// How many attempts they made.
    pub attempts: u32,
    /// How many of them succeeded.
    pub successes: u32,
}

enum Event {
    Begin { client: usize },
    Arrive(Attempt),
    Answer { attempt: Attempt, is_success: bool },
}

struct Attempt {
    client: usize,
    call: Call,
}

impl Traffic {
    /// Runs the model with as many clients as budgets.
    pub fn run<B: RetryBudget>(&self, budgets: &[B], chance: &mut Chance) -> Totals {
        let mut totals = Totals::default();
        let mut queue = Queue::new();
        for client in 0..budgets.len() {
            queue.push(chance.exponential(self.leg), Event::Begin { client });
        }
        while let Some((now, event)) = queue.pop() {
            match event {
                Event::Begin { .. } if now > self.duration => {}
                Event::Begin { client } => {
                    totals.calls += 1;
                    let next = now + chance.exponential(self.gap);
                    queue.push(next, Event::Begin { client });
                    if let Some(call) = Call::admit(&budgets[client], now, chance) {
                        totals.attempts += 1;
                        let arrival = now + chance.exponential(self.leg);
                        queue.push(arrival, Event::Arrive(Attempt { client, call }));
                    }
                }
                Event::Arrive(attempt) => {
                    let is_success = !chance.happens(self.failure_rate);
                    let answer = now + chance.exponential(self.leg);
                    queue.push(
                        answer,
                        Event::Answer {
                            attempt,
                            is_success,
                        },
                    );
                }
                Event::Answer {
                    attempt,
                    is_success: true,
                } => {
                    totals.successes += 1;
                    attempt.call.succeed(&budgets[attempt.client]);
                }
                Event::Answer { mut attempt, .. } => {
                    let (policy, budget) = (&self.policy, &budgets[attempt.client]);
                    let call = &mut attempt.call;
                    let wait = next_wait(call, policy, budget, Decision::Retry, now, chance);
                    if let Some(wait) = wait {
                        totals.attempts += 1;
                        let arrival = now + wait + chance.exponential(self.leg);
                        queue.push(arrival, Event::Arrive(attempt));
                    }
                }
            }
        }
        totals
    }
}

impl Totals {
    /// Returns the attempts per call.
    #[must_use]
    pub fn load(&self) -> f64 {
        f64::from(self.attempts) / f64::from(self.calls)
    }

    /// Returns the share of the calls that succeeded.
    #[must_use]
    pub fn success(&self) -> f64 {
        f64::from(self.successes) / f64::from(self.calls)
    }
}

/// Returns the expected attempts per call with this number of retries and no budget.
#[must_use]
pub fn expected_load(failure_rate: f64, retries: i32) -> f64 {
    (0..=retries).map(|retry| failure_rate.powi(retry)).sum()
}

/// Returns the expected share of calls that succeed with this number of retries and no budget.
#[must_use]
pub fn expected_success(failure_rate: f64, retries: i32) -> f64 {
    1.0 - failure_rate.powi(retries + 1)
}

/// Returns the most attempts per call if each call deposits this share of a retry.
#[must_use]
pub fn load_bound(failure_rate: f64, retries: i32, deposit: f64) -> f64 {
    expected_load(failure_rate, retries).min(1.0 + deposit)
}

/// Returns the most attempts per call if each success deposits this share of a retry.
#[must_use]
pub fn load_bound_per_success(failure_rate: f64, retries: i32, deposit: f64) -> f64 {
    expected_load(failure_rate, retries).min(1.0 / (1.0 - deposit * (1.0 - failure_rate)))
}

/// Returns the most attempts per call if each call deposits this share of a retry, and some retries a second are free.
#[must_use]
pub fn load_bound_with_minimum(
    failure_rate: f64,
    retries: i32,
    deposit: f64,
    free_per_second: f64,
    calls_per_second: f64,
) -> f64 {
    let share = deposit + free_per_second / calls_per_second;
    load_bound(failure_rate, retries, share)
}
