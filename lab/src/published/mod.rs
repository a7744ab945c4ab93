//! Published models of retry storms, over the shipped delays and budgets. The tests compare them with the figures of
//! their authors.

pub mod herd;
pub mod layers;
pub mod metastable;
pub mod optimistic_locking;
pub mod overload;
mod pacing;
mod second;
pub mod spike;
pub mod token_bucket;

pub use pacing::Pacing;
pub use second::Second;

use std::time::Duration;

use retries::{Decision, Policy, RetryBudget};

use crate::engine::{Call, Chance};

/// Returns the wait before the next attempt of a call that no other call surrounds, or `None` if it gives up.
fn next_wait(
    call: &mut Call,
    policy: &Policy,
    budget: &dyn RetryBudget,
    decision: Decision,
    now: Duration,
    chance: &mut Chance,
) -> Option<Duration> {
    call.fail(policy, budget, decision, None, false, now, chance)
        .ok()
}
