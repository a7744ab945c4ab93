//! The state of one call of a closure.

use core::time::Duration;

use super::call_budget::CallBudget;
use super::call_words::CallWords;
use super::judge::mark_timed_out;
use super::next_step::{NextStep, next_step};
use crate::attempt::Attempt;
use crate::budget::retry_budget::RetryBudget;
use crate::observe::call_observer::{CallObserver, ObservedCall};
use crate::observe::call_site::CallSite;
use crate::outcome::Outcome;
use crate::policy::Policy;
use crate::state::RetryState;
use crate::time::Clock;

/// The call site of all closures without a name.
static CLOSURE: CallSite = crate::__new_call_site!((name "closure"));

/// The state of one call.
pub(super) struct Progress<B: RetryBudget> {
    state: RetryState,
    observer: ObservedCall,
    budget: CallBudget<B>,
    now: fn() -> Duration,
}

impl<B: RetryBudget> Progress<B> {
    /// Begins a call that the budget has let begin.
    #[inline]
    pub(super) fn begin(
        site: Option<&'static CallSite>,
        budget: CallBudget<B>,
        now: fn() -> Duration,
    ) -> Self {
        Self {
            state: RetryState::new(),
            observer: ObservedCall::start(site.unwrap_or(&CLOSURE)),
            budget,
            now,
        }
    }

    /// Reports an attempt timeout of the policy that nothing takes over: there is no way to make the error.
    #[inline]
    pub(super) fn report_ignored_timeout(&self, policy: &Policy) {
        if policy.attempt_time_limit().is_some() {
            self.observer.ignores_attempt_timeout();
        }
    }

    pub(super) const fn state(&self) -> &RetryState {
        &self.state
    }

    /// Returns the attempt that is under way.
    #[inline]
    pub(super) const fn attempt(&self, policy: &Policy) -> Attempt {
        self.state.attempt(policy)
    }

    /// Returns what follows this outcome, and calls the hook of it.
    #[inline]
    pub(super) fn next_step<R: Outcome>(
        &mut self,
        policy: &Policy,
        words: &impl CallWords<R>,
        outcome: &R,
        has_timed_out: bool,
        clock: &impl Clock,
    ) -> NextStep {
        let step = next_step(
            &mut self.state,
            policy,
            mark_timed_out(words.judge(outcome), has_timed_out),
            clock,
            self.now,
            &mut self.observer,
            words.error_view(outcome),
            &mut self.budget,
        );
        words.call_hook(step, &self.observer, outcome);
        step
    }

    /// Notes that the wait is over and the next attempt begins.
    pub(super) fn waited(&mut self) {
        self.budget.spend();
        self.observer.waited();
    }
}
