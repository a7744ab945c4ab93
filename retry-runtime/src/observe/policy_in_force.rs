//! The policy that decides after a failure.

use core::time::Duration;

use crate::policy::Policy;

/// The policy that an operator has set for a call's function, in place of its own.
#[derive(Clone, Copy, Debug)]
pub struct PolicyInForce {
    pub(crate) policy: Policy,
    /// The time that is left until the policy's deadline.
    pub(crate) remaining: Option<Duration>,
}
