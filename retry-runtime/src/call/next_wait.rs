//! What follows an attempt: a wait before the next one, or the end of the call.

use core::time::Duration;

use crate::budget::retry_budget::{RetryBudget, RetryRequest};
use crate::decision::{Decision, DelaySource, StopReason};
use crate::kill_switch;
use crate::observe::call_observer::CallObserver;
use crate::observe::error_view::ErrorView;
use crate::observe::event::EventKind;
use crate::policy::Policy;
use crate::random;
use crate::state::RetryState;
use crate::time::Clock;

/// Returns the wait after a failed attempt, and draws a random number if the wait needs one.
fn decide(
    run: &mut RetryState,
    policy: &Policy,
    decision: Decision,
    elapsed: Duration,
) -> Result<(Duration, DelaySource), StopReason> {
    if !kill_switch::is_enabled() && !matches!(decision, Decision::Stop) {
        return Err(StopReason::Disabled);
    }
    run.next_wait(policy, decision, elapsed, random::next_u64)
}

/// Returns how long to wait after an attempt, or `None` to return its outcome. It has no type parameters,
/// because compiling it once more for each function would take as long as the rest of the function.
#[inline]
pub fn next_wait(
    run: &mut RetryState,
    policy: &Policy,
    judged: Option<Decision>,
) -> Option<Duration> {
    next_wait_with_deadline(run, policy, judged, &())
}

/// As [`next_wait`], where there may be a deadline.
#[inline]
pub fn next_wait_with_deadline<C: Clock>(
    run: &mut RetryState,
    policy: &Policy,
    judged: Option<Decision>,
    clock: &C,
) -> Option<Duration> {
    match judged {
        None => None,
        Some(decision) => wait_after_failure(run, policy, decision, clock.elapsed()),
    }
}

#[cold]
#[inline(never)]
fn wait_after_failure(
    run: &mut RetryState,
    policy: &Policy,
    decision: Decision,
    elapsed: Duration,
) -> Option<Duration> {
    let (wait, _) = decide(run, policy, decision, elapsed).ok()?;
    Some(wait)
}

/// As [`next_wait_with_deadline`], for a call with an observer.
#[inline]
pub fn next_wait_observed<W: CallObserver, C: Clock>(
    run: &mut RetryState,
    policy: &Policy,
    judged: Option<Decision>,
    clock: &C,
    observer: &mut W,
    error: ErrorView<'_>,
) -> Option<Duration> {
    match judged {
        None => {
            observer.succeeded(run.attempt(policy));
            None
        }
        Some(decision) => {
            observed_wait_after_failure(run, policy, decision, clock.elapsed(), observer, error)
        }
    }
}

#[cold]
#[inline(never)]
fn observed_wait_after_failure<W: CallObserver>(
    run: &mut RetryState,
    policy: &Policy,
    decision: Decision,
    elapsed: Duration,
    observer: &mut W,
    error: ErrorView<'_>,
) -> Option<Duration> {
    let attempt = run.attempt(policy);
    match decide(run, policy, decision, elapsed) {
        Ok((wait, delay_source)) => {
            observer.retrying(attempt, error, wait, delay_source);
            Some(wait)
        }
        Err(reason) => {
            observer.gave_up(attempt, error, reason, policy);
            None
        }
    }
}

/// What follows a failed attempt of a call with a budget or with hooks.
#[derive(Clone, Copy, Debug)]
pub enum Verdict {
    /// Wait this long, then try again. The amount is what the budget gave for the retry.
    Retry(Duration, u32, DelaySource),
    /// The budget refused a retry after this wait.
    Refused(Duration),
    /// Return the outcome.
    Stop(StopReason),
}

impl Verdict {
    /// The verdict as hooks see it.
    #[must_use]
    pub const fn kind(&self) -> EventKind {
        match *self {
            Self::Retry(delay, _, delay_source) => EventKind::Retry {
                delay,
                delay_source,
            },
            Self::Refused(_) => EventKind::GaveUp(StopReason::Budget),
            Self::Stop(reason) => EventKind::GaveUp(reason),
        }
    }
}

/// Returns what follows a failed attempt of a call that has a budget or hooks.
#[cold]
#[inline(never)]
#[expect(
    clippy::too_many_arguments,
    reason = "generated code calls it and has all of them at hand"
)]
pub fn next_wait_with_budget<W: CallObserver>(
    run: &mut RetryState,
    policy: &Policy,
    decision: Decision,
    elapsed: Duration,
    observer: &mut W,
    error: ErrorView<'_>,
    budget: &dyn RetryBudget,
    clock: fn() -> Duration,
) -> Verdict {
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
    let attempt = run.attempt(policy);
    let verdict = match decide(run, policy, decision, elapsed) {
        Err(reason) => Verdict::Stop(reason),
        Ok((wait, delay_source)) => {
            let amount = budget.withdraw(&RetryRequest::new(decision, &clock));
            observer.withdrew(budget);
            match amount {
                Some(amount) => Verdict::Retry(wait, amount, delay_source),
                None => Verdict::Refused(wait),
            }
        }
    };
    match verdict {
        Verdict::Retry(wait, _, delay_source) => {
            observer.retrying(attempt, error, wait, delay_source);
        }
        Verdict::Refused(_) => observer.gave_up(attempt, error, StopReason::Budget, policy),
        Verdict::Stop(reason) => observer.gave_up(attempt, error, reason, policy),
    }
    verdict
}
