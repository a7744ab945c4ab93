//! The waits between the attempts of a call.

use std::time::Duration;

use retries::{Decision, NoBudget, Policy};

use super::next_wait;
use crate::engine::{Call, Chance};

/// Where the waits of calls come from.
#[derive(Clone, Copy, Debug)]
pub enum Pacing {
    /// The shipped code, with this policy.
    Shipped(Policy),
    /// Decorrelated jitter as published: it draws from `base` to three times the last wait and cuts what is above the
    /// cap. The shipped one draws below the cap only, so that no two clients wait exactly the cap.
    CutDecorrelated {
        /// The shortest wait.
        base: Duration,
        /// The longest wait.
        cap: Duration,
    },
}

/// The waits of one call.
#[derive(Clone, Copy, Debug)]
pub(super) enum Waits {
    Shipped {
        call: Call,
        policy: Policy,
    },
    CutDecorrelated {
        last: Duration,
        cap: Duration,
        base: Duration,
    },
}

impl Pacing {
    pub(super) fn begin(&self, now: Duration) -> Waits {
        match *self {
            Self::Shipped(policy) => Waits::Shipped {
                call: Call::begin(&NoBudget, now),
                policy,
            },
            Self::CutDecorrelated { base, cap } => Waits::CutDecorrelated {
                last: base,
                cap,
                base,
            },
        }
    }
}

impl Waits {
    /// Returns the wait after a failed attempt, or `None` if the policy gives up.
    pub(super) fn after_failure(&mut self, now: Duration, chance: &mut Chance) -> Option<Duration> {
        match self {
            Self::Shipped { call, policy } => {
                next_wait(call, policy, &NoBudget, Decision::Retry, now, chance)
            }
            Self::CutDecorrelated { last, cap, base } => {
                *last = (*base + chance.up_to((3 * *last).saturating_sub(*base))).min(*cap);
                Some(*last)
            }
        }
    }
}
