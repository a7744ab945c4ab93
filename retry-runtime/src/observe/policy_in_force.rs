//! The policy that decides after a failure.

use core::time::Duration;

use crate::policy::Policy;

/// The policy that an operator has set for a call's function, in place of its own.
#[derive(Clone, Copy, Debug)]
pub struct PolicyInForce {
    pub(crate) policy: Policy,
    /// The time that counts towards the policy's deadline.
    pub(crate) elapsed: Duration,
}

impl PolicyInForce {
    /// Returns the policy that decides and the time that counts towards its deadline: what an operator has set, or
    /// else the function's own policy.
    #[inline]
    pub(crate) fn or_own<'a>(
        set: Option<&'a Self>,
        own: &'a Policy,
        elapsed: Duration,
    ) -> (&'a Policy, Duration) {
        match set {
            Some(set) => (&set.policy, set.elapsed),
            None => (own, elapsed),
        }
    }
}
