//! The state of a call, with or without `when`.

use core::time::Duration;

use super::next_wait::decide;
use super::situation::Situation;
use crate::attempt::Attempt;
use crate::decision::{Decision, DelaySource, StopReason};
use crate::policy::Policy;
use crate::state::RetryState;

/// The state of a call.
pub trait CallState {
    /// Returns the attempt that is under way.
    fn attempt(&self, policy: &Policy) -> Attempt;
}

/// The state of a call whose attempt has ended. It knows which `when` holds for the failure, if there is one.
///
/// Each implementation calls one function of this crate, so that the decision is not compiled again in the
/// user's crate.
pub trait StateAfterAttempt: CallState {
    /// Counts the attempt as the first.
    fn reset(&mut self);

    /// Returns the wait after a failed attempt and where it comes from. `is_enabled` says whether the function
    /// may retry.
    ///
    /// # Errors
    ///
    /// The reason why the call ends.
    fn decide(
        &mut self,
        policy: &Policy,
        decision: Decision,
        situation: Situation,
        is_enabled: bool,
    ) -> Result<(Duration, DelaySource), StopReason>;
}

impl CallState for RetryState {
    #[inline]
    fn attempt(&self, policy: &Policy) -> Attempt {
        self.attempt(policy)
    }
}

impl CallState for &mut RetryState {
    #[inline]
    fn attempt(&self, policy: &Policy) -> Attempt {
        RetryState::attempt(self, policy)
    }
}

/// A call without `when`.
impl StateAfterAttempt for &mut RetryState {
    #[inline]
    fn reset(&mut self) {
        **self = RetryState::new();
    }

    #[inline]
    fn decide(
        &mut self,
        policy: &Policy,
        decision: Decision,
        situation: Situation,
        is_enabled: bool,
    ) -> Result<(Duration, DelaySource), StopReason> {
        decide(self, policy, decision, situation, is_enabled)
    }
}
