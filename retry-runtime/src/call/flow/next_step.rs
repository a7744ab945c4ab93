//! What follows an attempt of a call with a budget or with hooks.

use core::time::Duration;

use super::call_budget::{CallBudget, Withdrawn};
use super::call_state::StateAfterAttempt;
use super::next_wait::reset_if_due;
use super::situation::Situation;
use crate::budget::retry_budget::{RetryBudget, RetryRequest};
use crate::call::words::{OnGiveUp, OnRetry};
use crate::decision::{Decision, StopReason};
use crate::nanos;
use crate::observe::attempt_report::Report;
use crate::observe::call_observer::{CallObserver, ObservedCall};
use crate::observe::error_view::ErrorView;
use crate::observe::event::{Event, EventKind};
use crate::observe::policy_in_force::PolicyInForce;
use crate::outcome::Outcome;
use crate::policy::Policy;
use crate::scope::nested;
use crate::time::Deadline;

/// What follows an attempt.
#[derive(Clone, Copy, Debug)]
pub enum NextStep {
    /// Wait this long, then try again.
    Retry(Duration, Report),
    /// Return the outcome, because the budget refused a retry after this wait.
    Refused(Duration, Report),
    /// Return the outcome, a failure.
    GiveUp(Report),
    /// Return the outcome, a success.
    Succeeded,
}

impl NextStep {
    /// Calls the hook of this step.
    #[inline]
    #[must_use]
    pub fn call_hooks<R: Outcome, W: CallObserver>(
        self,
        observer: &W,
        outcome: &R,
        on_retry: impl OnRetry<R::Error>,
        on_give_up: impl OnGiveUp<R::Error>,
    ) -> Self {
        let error = outcome.as_result().err();
        match self {
            Self::Retry(_, report) => {
                observer.call_hook(report, error, |event| on_retry.call(event));
            }
            Self::Refused(_, report) | Self::GiveUp(report) => {
                observer.call_hook(report, error, |event| on_give_up.call(event));
            }
            Self::Succeeded => {}
        }
        self
    }

    /// Returns how long to wait, or `None` to return the outcome.
    #[inline]
    #[must_use]
    pub const fn wait(self) -> Option<Duration> {
        match self {
            Self::Retry(wait, _) => Some(wait),
            Self::Refused(..) | Self::GiveUp(_) | Self::Succeeded => None,
        }
    }

    /// Returns what `on_give_up` learns, if the call gives up.
    #[inline]
    #[must_use]
    pub const fn end_report(self) -> Option<Report> {
        match self {
            Self::Refused(_, report) | Self::GiveUp(report) => Some(report),
            Self::Retry(..) | Self::Succeeded => None,
        }
    }

    /// Returns why the call gives up, or `None` if it does not.
    #[inline]
    #[must_use]
    pub const fn stop_reason(self) -> Option<StopReason> {
        match self.end_report() {
            Some(report) => report.stop_reason(),
            None => None,
        }
    }
}

/// Returns what follows an attempt. Only this part is compiled for each kind of budget and clock: the
/// decision itself is compiled once for calls with `when`, and once for the others.
#[inline]
#[expect(
    clippy::too_many_arguments,
    reason = "generated code calls it and has all of them at hand"
)]
pub fn next_step<W: CallObserver, D: Deadline, B: RetryBudget>(
    state: impl StateAfterAttempt,
    policy: &Policy,
    judged: Option<Decision>,
    deadline: &D,
    now: fn() -> Duration,
    observer: &mut W,
    error: ErrorView<'_>,
    budget: &mut CallBudget<B>,
) -> NextStep {
    let Some(decision) = judged else {
        budget.succeeded();
        observer.succeeded(state.attempt(policy));
        return NextStep::Succeeded;
    };
    let situation = Situation::of(deadline);
    let (budget, withdrawn) = budget.parts();
    after_failure(
        state, policy, decision, situation, observer, error, budget, withdrawn, now,
    )
}

/// Reports that the wait before the next attempt was cancelled. Returns the step, for the hook of the call, which
/// returns the outcome that it kept. `retry` is the report of the attempt before the wait.
#[cold]
pub fn cancelled_in_wait<W: CallObserver>(retry: Report, observer: &mut W) -> NextStep {
    observer.cancelled();
    NextStep::GiveUp(retry.gave_up(StopReason::Cancelled))
}

/// Reports that the call gives up although a retry was granted: the attempt failed with `error`.
#[cold]
pub fn give_up_instead<W: CallObserver>(
    report: Report,
    policy: &Policy,
    observer: &mut W,
    error: ErrorView<'_>,
) -> NextStep {
    observer.gave_up(report, error, policy);
    NextStep::GiveUp(report)
}

/// Returns the report of a call that gives up, if the wait before its granted retry would end past the deadline,
/// because `before_retry` took long.
#[cold]
pub fn too_late<W: CallObserver>(
    retry: Report,
    wait: Duration,
    policy: &Policy,
    deadline: &impl Deadline,
    observer: &mut W,
) -> Option<Report> {
    let situation = Situation::of(deadline);
    let in_force = observer.policy_in_force(policy, situation.remaining);
    let (_, situation) = PolicyInForce::or_own(in_force.as_ref(), policy, situation);
    let remaining = situation
        .remaining
        .map_or(nanos::FOREVER, nanos::from_duration);
    let is_too_late = !nanos::has_time_for(nanos::from_duration(wait), remaining);
    let kind = EventKind::GaveUp(StopReason::Deadline);
    is_too_late.then(|| Report::of(retry.attempt, kind, situation))
}

/// As [`next_step`], for a call without hooks: how long to wait, or `None` to return the outcome.
#[inline]
#[expect(
    clippy::too_many_arguments,
    reason = "generated code calls it and has all of them at hand"
)]
pub fn next_wait_with_budget<W: CallObserver, D: Deadline, B: RetryBudget>(
    state: impl StateAfterAttempt,
    policy: &Policy,
    judged: Option<Decision>,
    deadline: &D,
    now: fn() -> Duration,
    observer: &mut W,
    error: ErrorView<'_>,
    budget: &mut CallBudget<B>,
) -> Option<Duration> {
    next_step(
        state, policy, judged, deadline, now, observer, error, budget,
    )
    .wait()
}

/// As [`next_step`], for a call that passes its hooks: how long to wait, or `None` to return the outcome.
#[inline]
#[expect(
    clippy::too_many_arguments,
    reason = "generated code calls it and has all of them at hand"
)]
pub fn next_wait_with_hooks<D: Deadline, B: RetryBudget, R: Outcome>(
    state: impl StateAfterAttempt,
    policy: &Policy,
    judged: Option<Decision>,
    deadline: &D,
    now: fn() -> Duration,
    observer: &mut ObservedCall,
    error: ErrorView<'_>,
    budget: &mut CallBudget<B>,
    outcome: &R,
    on_retry: impl FnOnce(&Event<'_, R::Error>),
    on_give_up: impl FnOnce(&Event<'_, R::Error>),
) -> Option<Duration> {
    next_step(
        state, policy, judged, deadline, now, observer, error, budget,
    )
    .call_hooks(observer, outcome, on_retry, on_give_up)
    .wait()
}

/// Returns what follows a failed attempt. The amount for a retry is in `withdrawn` before an observer hears of it, so that
/// the call refunds it if the observer panics.
#[cold]
#[inline(never)]
#[expect(
    clippy::too_many_arguments,
    reason = "only the function above calls it"
)]
fn after_failure<W: CallObserver>(
    mut state: impl StateAfterAttempt,
    policy: &Policy,
    decision: Decision,
    situation: Situation,
    observer: &mut W,
    error: ErrorView<'_>,
    budget: &dyn RetryBudget,
    withdrawn: &mut Withdrawn,
    now: fn() -> Duration,
) -> NextStep {
    #[cfg(feature = "test-util")]
    let budget = if crate::recording::has_budgets() {
        budget
    } else {
        &crate::budget::NoBudget
    };
    match decision {
        Decision::Stop => budget.on_permanent_failure(),
        _ => budget.on_failure(),
    }
    let in_force = observer.policy_in_force(policy, situation.remaining);
    let (policy, situation) = PolicyInForce::or_own(in_force.as_ref(), policy, situation);
    reset_if_due(&mut state, policy, situation);
    let attempt = state.attempt(policy);
    let report = |kind| Report::of(attempt, kind, situation);
    let decided = state.decide(policy, decision, situation, observer.is_enabled());
    let (wait, delay_source) = match decided {
        Ok(wait) => wait,
        Err(reason) => {
            let report = report(EventKind::GaveUp(reason));
            observer.gave_up(report, error, policy);
            return NextStep::GiveUp(report);
        }
    };
    let amount = budget.withdraw(&RetryRequest::new(decision, &now));
    if let Some(amount) = amount {
        *withdrawn = Withdrawn::Held(amount);
    }
    observer.withdrew(budget);
    if amount.is_none() {
        let report = report(EventKind::GaveUp(StopReason::Budget));
        observer.gave_up(report, error, policy);
        return NextStep::Refused(wait, report);
    }
    let report = report(EventKind::Retry {
        delay: wait,
        delay_source,
    });
    nested::count_retry();
    observer.retrying(report, error, wait);
    NextStep::Retry(wait, report)
}

#[cfg(all(test, feature = "test-util"))]
mod tests {
    use super::*;
    use crate::attempt::Attempt;
    use crate::backoff::Backoff;
    use crate::budget::lock_free::Budget;
    use crate::observe::call_site::CallSite;
    use crate::state::RetryState;
    use crate::testing::record;
    use std::panic::{AssertUnwindSafe, catch_unwind};

    static SITE: CallSite = crate::__new_call_site!((name "get"));

    /// Panics when it hears of a retry.
    struct Panicking {
        at_withdrawal: bool,
    }

    impl CallObserver for Panicking {
        fn begin(_: &'static CallSite) -> Self {
            unreachable!()
        }

        fn retrying(&mut self, _: Report, _: ErrorView<'_>, _: Duration) {
            panic!("it observes a retry");
        }

        fn gave_up(&mut self, _: Report, _: ErrorView<'_>, _: &Policy) {}

        fn succeeded(&mut self, _: Attempt) {}

        fn withdrew(&mut self, _: &dyn RetryBudget) {
            assert!(!self.at_withdrawal, "it observes a withdrawal");
        }
    }

    #[test]
    fn an_observer_that_panics_takes_no_retry_from_the_budget() {
        for at_withdrawal in [true, false] {
            let budget = Budget::tokens(500);
            let call = catch_unwind(AssertUnwindSafe(|| {
                next_step(
                    &mut RetryState::new(),
                    &Policy::new(),
                    Some(Decision::Retry),
                    &(),
                    || Duration::ZERO,
                    &mut Panicking { at_withdrawal },
                    ErrorView::Display(&"down"),
                    &mut CallBudget::new(&budget),
                )
            }));
            assert!(call.is_err());
            assert_eq!(budget.available(), 100);
        }
    }

    #[test]
    fn a_call_cancelled_in_a_wait_reports_the_next_attempt_and_its_hook_gets_the_last() {
        let policy = Policy::new().backoff(Backoff::fixed(Duration::from_secs(1)));
        let log = record(|| {
            let mut state = RetryState::new();
            let mut observer = ObservedCall::start(&SITE);
            let waits = next_step(
                &mut state,
                &policy,
                Some(Decision::Retry),
                &(),
                || Duration::ZERO,
                &mut observer,
                ErrorView::Display(&"down"),
                &mut CallBudget::none(),
            );
            let NextStep::Retry(_, report) = waits else {
                panic!("{waits:?}");
            };
            let end = cancelled_in_wait(report, &mut observer);
            let mut text = String::new();
            let hook = |event: &Event<'_, &str>| text = event.to_string();
            let _ = end.call_hooks(
                &observer,
                &Err::<(), _>("down"),
                |_: &Event<'_, &str>| {},
                hook,
            );
            text
        });
        assert_eq!(
            log.output,
            "get: attempt 1 of 3 failed: down; gave up (cancelled)"
        );
        let events: Vec<_> = log.events().iter().map(ToString::to_string).collect();
        assert_eq!(
            events,
            [
                "get: attempt 1 of 3 failed: down; the next is in 1s (backoff)",
                "get: attempt 2 of 3 was cancelled",
            ]
        );
    }
}
