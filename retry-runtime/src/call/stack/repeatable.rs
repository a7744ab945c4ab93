//! The state of a call that may be unable to make its attempt again.

use core::time::Duration;

use crate::attempt::Attempt;
use crate::call::flow::call_state::{CallState, StateAfterAttempt};
use crate::call::flow::situation::Situation;
use crate::call::flow::state_by_kind::Kinds;
use crate::call::words::kind::Kind;
use crate::decision::{Decision, DelaySource, StopReason};
use crate::policy::Policy;

/// The kinds of failures of a call, which makes no retry if the attempt is not repeatable.
#[derive(Clone, Copy, Debug)]
pub(super) struct RepeatableIf<'a, K> {
    pub(super) kinds: &'a K,
    pub(super) is_repeatable: bool,
}

impl<K: Kinds> Kinds for RepeatableIf<'_, K> {
    type State = K::State;
    type States = K::States;

    #[inline]
    fn get(&self, index: usize) -> Option<&Kind> {
        self.kinds.get(index)
    }

    #[inline]
    fn begin(&self) -> K::State {
        self.kinds.begin()
    }

    #[inline]
    fn after_attempt<'a>(
        &'a self,
        state: &'a mut K::State,
        matching: Option<usize>,
    ) -> impl StateAfterAttempt + 'a {
        RepeatableState {
            state: self.kinds.after_attempt(state, matching),
            is_repeatable: self.is_repeatable,
        }
    }
}

struct RepeatableState<S> {
    state: S,
    is_repeatable: bool,
}

impl<S: CallState> CallState for RepeatableState<S> {
    #[inline]
    fn attempt(&self, policy: &Policy) -> Attempt {
        self.state.attempt(policy)
    }
}

impl<S: StateAfterAttempt> StateAfterAttempt for RepeatableState<S> {
    #[inline]
    fn begin_anew(&mut self) {
        self.state.begin_anew();
    }

    fn decide(
        &mut self,
        policy: &Policy,
        decision: Decision,
        situation: Situation,
        is_enabled: bool,
    ) -> Result<(Duration, DelaySource), StopReason> {
        let wait = self.state.decide(policy, decision, situation, is_enabled)?;
        // Last, so that only a call that would have made a retry ends for this reason.
        if self.is_repeatable {
            Ok(wait)
        } else {
            Err(StopReason::NotRepeatable)
        }
    }
}
