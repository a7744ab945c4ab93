//! The state of a call with `when`: a count and a delay for each kind of failures.

use core::fmt;
use core::time::Duration;

use super::call_state::{CallState, StateAfterAttempt};
use super::next_wait::decide;
use super::situation::Situation;
use crate::attempt::Attempt;
use crate::call::words::kind::Kind;
use crate::decision::{Decision, DelaySource, StopReason};
use crate::policy::Policy;
use crate::state::RetryState;

/// The kinds of failures that a call tells apart: an array in a function, `NoWhen` or nested pairs `(Rest,
/// When<C>)` in a closure or a bundle, where the last pair is the last `when`.
pub trait Kinds {
    /// The state of a call.
    type State: CallState;
    /// The states of the kinds.
    type States: KindStates;
    /// The number of kinds.
    const COUNT: usize = Self::States::COUNT;

    /// Returns the kind with this index.
    fn get(&self, index: usize) -> Option<&Kind>;

    /// Makes the state of a call that has not failed yet.
    fn begin(&self) -> Self::State;

    /// Returns the state after an attempt: `matching` is the index of the first kind whose condition is true for the
    /// failure. It is `None` for other failures, and for a success.
    fn after_attempt<'a>(
        &'a self,
        state: &'a mut Self::State,
        matching: Option<usize>,
    ) -> impl StateAfterAttempt + 'a;

    /// Returns the kinds in their order.
    #[inline]
    fn iter(&self) -> impl Iterator<Item = &Kind> {
        (0..Self::COUNT).filter_map(|index| self.get(index))
    }

    /// Returns the greatest number of attempts that a call can make, or `None` without a limit: the policy's, and
    /// one less than that of each kind with a number of its own, because the first attempt is counted once.
    #[inline]
    fn attempt_limit(&self, policy: &Policy) -> Option<u32> {
        self.iter().try_fold(policy.attempt_limit()?, |sum, kind| {
            sum.checked_add(kind.retries_apart()?)
        })
    }
}

/// The state of a call with `when`. `S` has one [`RetryState`] for each kind.
#[derive(Clone, Copy, Debug)]
pub struct StateByKind<S> {
    counts: Counts,
    /// The state of the failures for which no `when` holds.
    other: RetryState,
    states: S,
}

/// The retries of a call, after failures of all kinds. Packed as [`RetryState`] is, so that a call's state is
/// 16 bytes, and 7 for each kind.
#[derive(Clone, Copy, Debug)]
#[repr(Rust, packed)]
struct Counts {
    retries: u32,
    /// The retries that used up the policy's number.
    counted: u32,
    /// Whether a kind has a number of its own.
    has_kind_apart: bool,
}

impl Counts {
    const fn attempt(&self, policy: &Policy) -> Attempt {
        let number = self.retries.saturating_add(1);
        if self.has_kind_apart {
            Attempt::limited_by_kind(number)
        } else {
            Attempt::new(number, policy.attempt_limit())
        }
    }

    const fn reset(&mut self) {
        self.retries = 0;
        self.counted = 0;
    }
}

/// One [`RetryState`] for each kind: an array beside an array of kinds, nested pairs beside the list of a closure.
pub trait KindStates: StatesByIndex {
    /// The states of a call that has not failed yet.
    const NEW: Self;
    /// The number of kinds.
    const COUNT: usize;
}

/// The states of kinds behind a pointer, so that what follows a failure is compiled once.
pub trait StatesByIndex: fmt::Debug {
    /// Returns the state of the kind with this index.
    fn get_mut(&mut self, index: usize) -> Option<&mut RetryState>;
}

impl<const N: usize> KindStates for [RetryState; N] {
    const NEW: Self = [RetryState::new(); N];
    const COUNT: usize = N;
}

impl<const N: usize> StatesByIndex for [RetryState; N] {
    #[inline]
    fn get_mut(&mut self, index: usize) -> Option<&mut RetryState> {
        self.as_mut_slice().get_mut(index)
    }
}

impl<Rest: KindStates> KindStates for (Rest, RetryState) {
    const NEW: Self = (Rest::NEW, RetryState::new());
    const COUNT: usize = Rest::COUNT + 1;
}

impl<Rest: KindStates> StatesByIndex for (Rest, RetryState) {
    #[inline]
    fn get_mut(&mut self, index: usize) -> Option<&mut RetryState> {
        if index == Rest::COUNT {
            Some(&mut self.1)
        } else {
            self.0.get_mut(index)
        }
    }
}

impl<S: KindStates> StateByKind<S> {
    /// Makes the state of a call that has not failed yet.
    #[inline]
    pub fn new(kinds: &impl Kinds<States = S>) -> Self {
        Self {
            counts: Counts {
                retries: 0,
                counted: 0,
                has_kind_apart: kinds.iter().any(Kind::counts_apart),
            },
            other: RetryState::new(),
            states: S::NEW,
        }
    }

    /// Returns the state after an attempt: `matching` is the index of the first kind whose condition is true for the
    /// failure. It is `None` for other failures, and for a success.
    #[inline]
    pub fn after_attempt<'a>(
        &'a mut self,
        kinds: &'a impl Kinds<States = S>,
        matching: Option<usize>,
    ) -> StateOfKind<'a> {
        StateOfKind {
            counts: &mut self.counts,
            other: &mut self.other,
            states: &mut self.states,
            matching,
            kind: matching.and_then(|index| kinds.get(index)),
        }
    }

    /// Returns whether another attempt may follow the one under way, if it fails.
    #[inline]
    pub fn may_retry(&self, kinds: &impl Kinds<States = S>, policy: &Policy) -> bool {
        // Each retry uses up either the policy's number or one of a kind.
        kinds
            .attempt_limit(policy)
            .is_none_or(|limit| self.counts.retries < limit - 1)
    }
}

impl<S> CallState for StateByKind<S> {
    #[inline]
    fn attempt(&self, policy: &Policy) -> Attempt {
        self.counts.attempt(policy)
    }
}

/// A wait and where it comes from, or the reason why the call ends.
type NextWait = Result<(Duration, DelaySource), StopReason>;

/// The parts of a [`StateByKind`] that count for an attempt.
#[derive(Debug)]
pub struct StateOfKind<'a> {
    counts: &'a mut Counts,
    other: &'a mut RetryState,
    states: &'a mut dyn StatesByIndex,
    /// The index of `kind`.
    matching: Option<usize>,
    kind: Option<&'a Kind>,
}

impl StateOfKind<'_> {
    /// Calls `next_wait` with the state and the policy of this kind, and counts the retry that it grants.
    fn retry_with(
        &mut self,
        policy: &Policy,
        next_wait: impl FnOnce(&mut RetryState, &Policy) -> NextWait,
    ) -> NextWait {
        let Self {
            counts,
            other,
            states,
            matching,
            kind,
        } = self;
        let own = matching.and_then(|index| states.get_mut(index));
        let own = own.unwrap_or(other);
        let counts_apart = kind.is_some_and(Kind::counts_apart);
        let mut policy = kind.map_or(*policy, |kind| kind.apply_to(policy));
        if let (false, Some(attempts)) = (counts_apart, policy.attempt_limit()) {
            // Retries after other failures have used up a part of the policy's number.
            let of_others = counts.counted.saturating_sub(own.retries());
            policy = policy.max_attempts(attempts.saturating_sub(of_others));
        }
        let wait = next_wait(own, &policy)?;
        counts.retries = counts.retries.saturating_add(1);
        if !counts_apart {
            counts.counted = counts.counted.saturating_add(1);
        }
        Ok(wait)
    }
}

impl CallState for StateOfKind<'_> {
    #[inline]
    fn attempt(&self, policy: &Policy) -> Attempt {
        self.counts.attempt(policy)
    }
}

impl StateAfterAttempt for StateOfKind<'_> {
    fn reset(&mut self) {
        self.counts.reset();
        *self.other = RetryState::new();
        let mut index = 0;
        while let Some(state) = self.states.get_mut(index) {
            *state = RetryState::new();
            index += 1;
        }
    }

    fn decide(
        &mut self,
        policy: &Policy,
        decision: Decision,
        situation: Situation,
        is_enabled: bool,
    ) -> Result<(Duration, DelaySource), StopReason> {
        self.retry_with(policy, |own, policy| {
            decide(own, policy, decision, situation, is_enabled)
        })
    }
}

#[cfg(test)]
mod tests;
