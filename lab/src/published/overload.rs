//! An overload that retries make worse, and clients that throttle themselves. After Google, "Site Reliability
//! Engineering" (2016), chapter 22, "Addressing Cascading Failures", and chapter 21, "Handling Overload".

use std::collections::BTreeMap;
use std::time::Duration;

use retries::{Decision, Policy, RetryBudget};

use super::next_wait;
use crate::engine::{Call, Chance};

/// A server that accepts so many requests a second, and rejects the others whichever they are.
#[derive(Clone, Copy, Debug)]
pub struct Cascade {
    /// How many calls begin each second.
    pub calls: u32,
    /// How many requests the server accepts each second.
    pub capacity: usize,
    /// The policy of the clients.
    pub policy: Policy,
}

/// What happened in one second of a cascade.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Round {
    /// How many requests the server got that were retries.
    pub retries: u32,
    /// How many requests the server got in all.
    pub requests: u32,
    /// How many calls gave up.
    pub given_up: u32,
}

impl Cascade {
    /// Returns what happened in each second. All requests of a second arrive at its start.
    pub fn run(&self, seconds: u64, budget: &dyn RetryBudget, chance: &mut Chance) -> Vec<Round> {
        let mut due: BTreeMap<u64, Vec<Call>> = BTreeMap::new();
        let mut rounds = Vec::new();
        for second in 0..seconds {
            let now = Duration::from_secs(second);
            let mut requests = due.remove(&second).unwrap_or_default();
            let mut round = Round {
                retries: count(&requests),
                ..Round::default()
            };
            requests.extend((0..self.calls).filter_map(|_| Call::admit(budget, now, chance)));
            round.requests = count(&requests);
            for index in 0..requests.len() {
                // The ones before the index are a random choice.
                let chosen = chance.below(requests.len() - index);
                requests.swap(index, index + chosen);
                let call = &mut requests[index];
                if index < self.capacity {
                    call.succeed(budget);
                    continue;
                }
                match next_wait(call, &self.policy, budget, Decision::Retry, now, chance) {
                    Some(wait) => due.entry((now + wait).as_secs()).or_default().push(*call),
                    None => round.given_up += 1,
                }
            }
            rounds.push(round);
        }
        rounds
    }
}

fn count(requests: &[Call]) -> u32 {
    u32::try_from(requests.len()).unwrap_or(u32::MAX)
}

/// Clients that make requests at a steady rate, and a server that accepts the first ones of each second and rejects
/// the others. Nothing is retried.
#[derive(Clone, Copy, Debug)]
pub struct Throttling {
    /// How many requests the clients want to make each second.
    pub requests: u32,
    /// How many the server accepts each second.
    pub capacity: u32,
}

/// What became of the requests.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Fate {
    /// How many reached the server.
    pub sent: u32,
    /// How many of them it accepted.
    pub accepted: u32,
}

impl Throttling {
    /// Returns what became of the requests of each second.
    pub fn run(self, seconds: u64, budget: &dyn RetryBudget, chance: &mut Chance) -> Vec<Fate> {
        (0..seconds)
            .map(|second| self.second(Duration::from_secs(second), budget, chance))
            .collect()
    }

    fn second(self, start: Duration, budget: &dyn RetryBudget, chance: &mut Chance) -> Fate {
        let mut fate = Fate::default();
        for request in 0..self.requests {
            let part = Duration::from_secs(1) * request / self.requests;
            let Some(call) = Call::admit(budget, start + part, chance) else {
                continue;
            };
            fate.sent += 1;
            if fate.accepted < self.capacity {
                fate.accepted += 1;
                call.succeed(budget);
            } else {
                budget.on_failure();
            }
        }
        fate
    }
}
