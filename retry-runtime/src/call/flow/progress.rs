//! The state of one call of a closure, or of a function with a bundle.

use core::time::Duration;

use super::call_budget::CallBudget;
use super::call_state::CallState;
use super::keep::{Keep, KeepOf, KeepWord, PauseWords};
use super::next_step::{NextStep, cancelled_in_wait, give_up_instead, next_step, too_late};
use super::state_by_kind::Kinds;
use crate::attempt::Attempt;
use crate::budget::refused::Refused;
use crate::budget::retry_budget::RetryBudget;
use crate::call::words::refusal::Refusal;
use crate::call::words::{OnGiveUp, OnRetry};
use crate::decision::{Decision, StopReason};
use crate::observe::attempt_report::Report;
use crate::observe::call_observer::{CallObserver, ObservedCall};
use crate::observe::call_site::CallSite;
use crate::observe::error_view::ErrorView;
use crate::observe::event::EventKind;
use crate::outcome::Outcome;
use crate::policy::Policy;
use crate::scope::attempt::{CurrentAttempt, current_attempt};
use crate::scope::watched::{AfterAttempt, Watched};
use crate::time::Deadline;

/// The call site of all closures without a name.
static CLOSURE: CallSite = crate::__new_call_site!((name "closure"));

/// The state of one call.
#[derive(Debug)]
pub struct Progress<S, B: RetryBudget, O, D> {
    state: S,
    pub(in crate::call) observer: O,
    budget: CallBudget<B>,
    deadline: D,
}

/// What follows an attempt of a call that does not return its outcome at once.
#[derive(Debug)]
pub struct Pause<R, K: Keep> {
    pub(in crate::call) wait: Duration,
    pub(in crate::call) kept: K::Kept<Failed<R>>,
}

/// The pause after an attempt of a call with the words `on_exhausted`, `before_retry`, `or_else` and `cancel` of these
/// types, or the end of the call.
pub(in crate::call) type Next<R, X, P, L, N> = Result<Pause<R, KeepOf<X, P, L, N>>, Ended<R>>;

/// The failure that a call keeps while it pauses.
#[derive(Debug)]
pub struct Failed<R> {
    pub(in crate::call) outcome: R,
    pub(in crate::call) then: Then,
}

/// What follows the pause.
#[derive(Clone, Copy, Debug)]
pub(in crate::call) enum Then {
    /// The next attempt.
    Retry(Report),
    /// The end of the call, for this reason.
    Return(Report),
}

/// The outcome of a call that makes no further attempt.
#[derive(Debug)]
pub struct Ended<R> {
    pub(in crate::call) outcome: R,
    /// `None` after a success.
    pub(in crate::call) report: Option<Report>,
    /// How long to wait before the outcome is returned.
    pub(in crate::call) wait: Duration,
}

impl<S: CallState, B: RetryBudget, O: CallObserver, D: Deadline> Progress<S, B, O, D> {
    /// Begins a call that the budget has let begin.
    #[inline]
    pub const fn new(state: S, observer: O, budget: CallBudget<B>, deadline: D) -> Self {
        Self {
            state,
            observer,
            budget,
            deadline,
        }
    }

    /// Asks the budget, before the first attempt, whether the call may begin.
    ///
    /// # Errors
    ///
    /// The refusal.
    #[inline]
    pub(in crate::call) fn admit<R, W: Refusal<R>>(
        &self,
        word: &W,
        now: fn() -> Duration,
        from_refused: Option<fn(Refused) -> R>,
    ) -> Result<(), W::Cause> {
        let admit = |budget: &B| word.admit(budget, now, from_refused);
        self.budget.ask(admit)
    }

    /// Returns the state of the call.
    #[inline]
    pub const fn state(&self) -> &S {
        &self.state
    }

    /// Returns the deadline of the call.
    #[inline]
    pub const fn deadline(&self) -> &D {
        &self.deadline
    }

    /// Returns the attempt that is under way.
    #[must_use]
    #[inline]
    pub fn attempt(&self, policy: &Policy) -> Attempt {
        self.state.attempt(policy)
    }

    /// Returns the attempt that a body sees. `attempt_timeout` is [`Duration::MAX`] without one.
    #[must_use]
    #[inline]
    pub fn current_attempt(&self, policy: &Policy, attempt_timeout: Duration) -> CurrentAttempt {
        current_attempt(&self.state, policy, &self.deadline, attempt_timeout)
    }

    /// Decides what follows an attempt, and calls the hook of it. `kind` is the index of the `when` that holds for a
    /// failure.
    ///
    /// # Errors
    ///
    /// The outcome, if no attempt follows.
    #[inline]
    #[expect(
        clippy::too_many_arguments,
        reason = "each word comes from a bundle, a closure's call or the function itself"
    )]
    pub fn after_attempt<R: Outcome, X: KeepWord, P: KeepWord, L: KeepWord, N: KeepWord>(
        &mut self,
        policy: &Policy,
        now: fn() -> Duration,
        judged: Option<Decision>,
        kinds: &impl Kinds<State = S>,
        kind: Option<usize>,
        watched: Watched,
        view: impl FnOnce(&R) -> ErrorView<'_>,
        on_retry: impl OnRetry<R::Error>,
        on_give_up: impl OnGiveUp<R::Error>,
        _: PauseWords<'_, X, P, L, N>,
        outcome: R,
    ) -> Next<R, X, P, L, N> {
        // Nothing shows a success, and `view` may be a pointer that the future keeps.
        let error = match judged {
            Some(_) => view(&outcome),
            None => ErrorView::Nothing,
        };
        let step = next_step(
            kinds.after_attempt(&mut self.state, kind),
            policy,
            judged,
            &AfterAttempt {
                deadline: &self.deadline,
                watched,
            },
            now,
            &mut self.observer,
            error,
            &mut self.budget,
        );
        let step = step.call_hooks(&self.observer, &outcome, on_retry, on_give_up);
        let (report, wait) = match step {
            NextStep::Retry(wait, report) => {
                let then = Then::Retry(report);
                let kept = KeepOf::<X, P, L, N>::keep(Failed { outcome, then });
                return Ok(Pause { wait, kept });
            }
            NextStep::Refused(wait, report) if X::IS_SAID => (Some(report), wait),
            NextStep::Refused(_, report) | NextStep::GiveUp(report) => {
                (Some(report), Duration::ZERO)
            }
            NextStep::Succeeded => (None, Duration::ZERO),
        };
        Err(Ended {
            outcome,
            report,
            wait,
        })
    }

    /// Notes that the wait is over and the next attempt begins.
    #[inline]
    pub(in crate::call) fn end_wait(&mut self) {
        // Last: a retry whose report panics is not made, and is refunded.
        self.observer.waited();
        self.budget.spend();
    }

    /// Returns the report of a call that gives up, if the wait would end past the deadline, because `before_retry` took
    /// long.
    pub(in crate::call) fn too_late(
        &mut self,
        policy: &Policy,
        retry: Report,
        wait: Duration,
    ) -> Option<Report> {
        too_late(retry, wait, policy, &self.deadline, &mut self.observer)
    }

    /// Reports that a call gives up whose retry was granted already.
    #[cold]
    pub(in crate::call) fn give_up<R: Outcome>(
        &mut self,
        policy: &Policy,
        report: Report,
        outcome: R,
        view: impl FnOnce(&R) -> ErrorView<'_>,
    ) -> Ended<R> {
        self.budget.refund();
        let view = view(&outcome);
        let step = give_up_instead(report, policy, &mut self.observer, view);
        Ended::new(outcome, step)
    }

    /// Reports that the wait was cancelled.
    #[cold]
    pub(in crate::call) fn cancel<R>(&mut self, retry: Report, outcome: R) -> Ended<R> {
        self.budget.refund();
        let step = cancelled_in_wait(retry, &mut self.observer);
        Ended::new(outcome, step)
    }
}

impl<R> Ended<R> {
    const fn new(outcome: R, step: NextStep) -> Self {
        Self {
            outcome,
            report: step.end_report(),
            wait: Duration::ZERO,
        }
    }

    /// The end of a call that the budget refused.
    #[inline]
    #[must_use]
    pub const fn refused(outcome: R) -> Self {
        let kind = EventKind::GaveUp(StopReason::Budget);
        let report = Report::new(Attempt::new(1, None), kind);
        Self::new(outcome, NextStep::GiveUp(report))
    }

    /// Calls `on_give_up`.
    #[inline]
    #[must_use]
    pub fn call_hook<S: CallState, B: RetryBudget, O: CallObserver, D: Deadline>(
        self,
        progress: &Progress<S, B, O, D>,
        on_give_up: impl OnGiveUp<R::Error>,
    ) -> Self
    where
        R: Outcome,
    {
        if let Some(report) = self.report {
            let error = self.outcome.as_result().err();
            progress
                .observer
                .call_hook(report, error, |event| on_give_up.call(event));
        }
        self
    }

    /// Returns the end, and why the call gave up.
    #[inline]
    #[must_use]
    pub const fn with_reason(self) -> (Self, Option<StopReason>) {
        let reason = self.reason();
        (self, reason)
    }

    /// Returns why the call gave up.
    pub(in crate::call) const fn reason(&self) -> Option<StopReason> {
        match self.report {
            Some(report) => report.stop_reason(),
            None => None,
        }
    }
}

impl<S: CallState, B: RetryBudget, D: Deadline> Progress<S, B, ObservedCall, D> {
    /// Begins the call of a closure.
    #[inline]
    pub(in crate::call) fn of_closure(
        state: S,
        site: Option<&'static CallSite>,
        budget: CallBudget<B>,
        deadline: D,
    ) -> Self {
        let observer = ObservedCall::start(site.unwrap_or(&CLOSURE));
        Self::new(state, observer, budget, deadline)
    }

    /// Reports an attempt timeout of the policy that nothing takes over: there is no way to make the error.
    #[inline]
    pub(in crate::call) fn report_ignored_timeout(&self, policy: &Policy) {
        if policy.attempt_time_limit().is_some() {
            self.observer.ignores_attempt_timeout();
        }
    }
}
