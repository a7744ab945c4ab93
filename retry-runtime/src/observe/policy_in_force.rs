//! The policy that decides after a failure.

use core::time::Duration;

use crate::call::flow::situation::Situation;
use crate::policy::Policy;

/// The policy that an operator has set for a call's function, in place of its own.
#[derive(Clone, Copy, Debug)]
pub struct PolicyInForce {
    pub(crate) policy: Policy,
    /// The time that is left until the policy's deadline.
    pub(crate) remaining: Option<Duration>,
}

impl PolicyInForce {
    /// Returns the policy that decides, what an operator has set or else the function's own, and the situation by its
    /// deadline and by those that the call inherits.
    pub(crate) fn or_own<'a>(
        set: Option<&'a Self>,
        own: &'a Policy,
        mut situation: Situation,
    ) -> (&'a Policy, Situation) {
        let policy = match set {
            Some(set) => {
                situation.remaining = set.remaining;
                &set.policy
            }
            None => own,
        };
        (policy, situation.inherit())
    }
}
