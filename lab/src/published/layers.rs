//! Layers that all retry: each multiplies the calls of the one below.

use std::time::Duration;

use retries::{Decision, Policy, RetryBudget};

use crate::engine::{Call, Chance};

/// A stack of services, each of which retries its calls to the next.
#[derive(Clone, Copy, Debug)]
pub struct Layers {
    /// How many services retry.
    pub layers: u32,
    /// The policy of each of them.
    pub policy: Policy,
    /// The probability that a call to the leaf fails.
    pub failure_rate: f64,
}

/// What one request of a user came to.
#[derive(Clone, Copy, Debug)]
struct Outcome {
    leaf_calls: u32,
    is_success: bool,
    has_retried: bool,
}

impl Layers {
    /// Returns how many calls reach the leaf for one request of a user. The lowest layer has the budget.
    ///
    /// Waits take no time here, because only the number of calls counts.
    pub fn leaf_calls(&self, budget: &dyn RetryBudget, chance: &mut Chance) -> u32 {
        self.request(self.layers, budget, chance).leaf_calls
    }

    /// Returns the mean of [`leaf_calls`](Self::leaf_calls) over this number of requests.
    pub fn mean_leaf_calls(
        &self,
        requests: u32,
        budget: &dyn RetryBudget,
        chance: &mut Chance,
    ) -> f64 {
        let calls: u64 = (0..requests)
            .map(|_| u64::from(self.leaf_calls(budget, chance)))
            .sum();
        #[expect(clippy::cast_precision_loss, reason = "below 2^53")]
        let calls = calls as f64;
        calls / f64::from(requests)
    }

    fn request(&self, layers: u32, budget: &dyn RetryBudget, chance: &mut Chance) -> Outcome {
        if layers == 0 {
            return Outcome {
                leaf_calls: 1,
                is_success: !chance.happens(self.failure_rate),
                has_retried: false,
            };
        }
        let own: &dyn RetryBudget = if layers == 1 {
            budget
        } else {
            &retries::NoBudget
        };
        let now = Duration::ZERO;
        let mut call = Call::begin(own, now);
        let (mut leaf_calls, mut has_retried) = (0, false);
        loop {
            let inner = self.request(layers - 1, budget, chance);
            leaf_calls += inner.leaf_calls;
            has_retried |= inner.has_retried;
            let is_over = if inner.is_success {
                call.succeed(own);
                true
            } else {
                let (policy, nested) = (&self.policy, inner.has_retried);
                call.fail(policy, own, Decision::Retry, None, nested, now, chance)
                    .is_err()
            };
            if is_over {
                return Outcome {
                    leaf_calls,
                    is_success: inner.is_success,
                    has_retried,
                };
            }
            has_retried = true;
        }
    }
}

/// Returns the expected number of calls to the leaf without budgets: `attempts^layers` tries at most, up to the first
/// success.
#[must_use]
pub fn expected_leaf_calls(layers: u32, attempts: u32, failure_rate: f64) -> f64 {
    let tries = attempts.saturating_pow(layers);
    (0..tries)
        .scan(1.0, |reached, _| {
            let this = *reached;
            *reached *= failure_rate;
            Some(this)
        })
        .sum()
}
