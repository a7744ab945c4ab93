//! What an operator has set for one function at run time.

use core::sync::atomic::{AtomicBool, Ordering};
use core::time::Duration;
use std::sync::{PoisonError, RwLock};

use super::policy_in_force::PolicyInForce;
use crate::policy::Policy;
use crate::time::Deadline;
use crate::time::task::CallDeadline;

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

/// An operator's deadline, for a call that has none of its own and reads no clock at its beginning.
#[derive(Debug)]
pub(super) struct OperatorsDeadline(Option<CallDeadline>);

impl OperatorsDeadline {
    pub(super) const fn new() -> Self {
        Self(None)
    }

    /// Returns the operator's policy for a call with the policy `own` and this time left. The call's own deadline
    /// stays, because its attempts may be cut off at it, and its `nested = stop`.
    pub(super) fn in_force(
        &mut self,
        policy: Policy,
        own: &Policy,
        remaining: Option<Duration>,
    ) -> PolicyInForce {
        let limits = (policy.time_limit(), own.time_limit(), remaining);
        let remaining = match limits {
            (Some(limit), Some(own_limit), Some(left)) => {
                Some(left.saturating_sub(own_limit.saturating_sub(limit)))
            }
            (Some(_), None, _) => {
                let deadline = self.0.get_or_insert_with(|| CallDeadline::start(&policy));
                deadline.remaining()
            }
            _ => remaining,
        };
        let policy = policy.ending_within(own.time_left(0));
        PolicyInForce {
            policy: if own.stops_nested() {
                policy.stop_nested()
            } else {
                policy
            },
            remaining,
        }
    }
}
