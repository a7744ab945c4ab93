//! What an operator has set for one function at run time.

use core::sync::atomic::{AtomicBool, Ordering};
use core::time::Duration;
use std::sync::{PoisonError, RwLock};

use super::policy_in_force::PolicyInForce;
use crate::policy::Policy;
use crate::time::Clock;
use crate::time::task::Stopwatch;

/// The switch of one function, and the policy that replaces its own. They are read after failures only, so that
/// the lock costs nothing on success.
#[derive(Debug)]
pub(super) struct Operations {
    is_enabled: AtomicBool,
    /// Boxed, because most functions have none.
    policy: RwLock<Option<Box<Policy>>>,
}

impl Operations {
    pub(super) const fn new() -> Self {
        Self {
            is_enabled: AtomicBool::new(true),
            policy: RwLock::new(None),
        }
    }

    // `Relaxed`: the switch guards no other data.
    pub(super) fn is_enabled(&self) -> bool {
        self.is_enabled.load(Ordering::Relaxed)
    }

    pub(super) fn set_enabled(&self, enabled: bool) {
        self.is_enabled.store(enabled, Ordering::Relaxed);
    }

    pub(super) fn policy(&self) -> Option<Policy> {
        let policy = self.policy.read().unwrap_or_else(PoisonError::into_inner);
        policy.as_deref().copied()
    }

    pub(super) fn set_policy(&self, policy: Option<Policy>) {
        let policy = policy.map(Box::new);
        *self.policy.write().unwrap_or_else(PoisonError::into_inner) = policy;
    }
}

/// The clock of an operator's deadline, for a call that has none of its own and reads no clock at its beginning.
#[derive(Debug)]
pub(super) struct OperatorsClock(Option<Stopwatch>);

impl OperatorsClock {
    pub(super) const fn new() -> Self {
        Self(None)
    }

    /// Returns the operator's policy for a call with the policy `own`, which has taken `elapsed`. The call's own
    /// deadline stays: its attempts may be cut off at it, and it may be that of a caller.
    pub(super) fn policy_in_force(
        &mut self,
        policy: Policy,
        own: &Policy,
        elapsed: Duration,
    ) -> PolicyInForce {
        if own.has_deadline() || !policy.has_deadline() {
            return PolicyInForce {
                policy: policy.ending_within(own.time_left(0)),
                elapsed,
            };
        }
        let clock = self.0.get_or_insert_with(|| Stopwatch::start_for(&policy));
        PolicyInForce {
            policy,
            elapsed: clock.elapsed(),
        }
    }
}
