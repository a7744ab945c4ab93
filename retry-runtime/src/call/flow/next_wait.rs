//! What follows an attempt: a wait before the next one, or the end of the call.

use core::time::Duration;

use super::call_state::StateAfterAttempt;
use super::situation::Situation;
use crate::decision::{Decision, DelaySource, StopReason};
use crate::kill_switch;
use crate::observe::attempt_report::Report;
use crate::observe::call_observer::CallObserver;
use crate::observe::error_view::ErrorView;
use crate::observe::event::EventKind;
use crate::observe::policy_in_force::PolicyInForce;
use crate::policy::Policy;
use crate::random;
use crate::scope::nested;
use crate::scope::watched::Watched;
use crate::shutdown;
use crate::state::RetryState;
use crate::time::Deadline;

/// Returns the wait after a failed attempt, and draws a random number if the wait needs one. `is_enabled` says
/// whether the function may retry.
pub(in crate::call) fn decide(
    run: &mut RetryState,
    policy: &Policy,
    decision: Decision,
    situation: Situation,
    is_enabled: bool,
) -> Result<(Duration, DelaySource), StopReason> {
    let watched = situation.watched;
    if !matches!(decision, Decision::Stop) {
        if watched.is_cancelled {
            return Err(StopReason::Cancelled);
        }
        if !is_enabled || !kill_switch::is_enabled() {
            return Err(StopReason::Disabled);
        }
        if shutdown::is_shut_down() {
            return Err(StopReason::Cancelled);
        }
    }
    let wait = run.next_wait(policy, decision, situation.remaining, random::next_u64)?;
    if watched.has_nested_retry && policy.stops_nested() {
        return Err(StopReason::Nested);
    }
    // Last, so that only a call that would have made a retry ends for this reason.
    if watched.cannot_repeat {
        return Err(StopReason::NotRepeatable);
    }
    Ok(wait)
}

/// Resets the count of attempts and the backoff, if the attempt lasted for the policy's `reset_after`.
pub(in crate::call) fn reset_if_due(
    state: &mut impl StateAfterAttempt,
    policy: &Policy,
    situation: Situation,
) {
    if policy.resets_after(situation.watched.lasted) {
        state.reset();
    }
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
pub fn next_wait_with_deadline<D: Deadline>(
    run: &mut RetryState,
    policy: &Policy,
    judged: Option<Decision>,
    deadline: &D,
) -> Option<Duration> {
    match judged {
        None => None,
        Some(decision) => {
            let (remaining, watched) = (deadline.remaining(), deadline.watched());
            wait_after_failure(run, policy, decision, remaining, watched)
        }
    }
}

#[cold]
#[inline(never)]
fn wait_after_failure(
    run: &mut RetryState,
    policy: &Policy,
    decision: Decision,
    remaining: Option<Duration>,
    watched: Watched,
) -> Option<Duration> {
    let situation = Situation::new(remaining, watched).inherit();
    reset_if_due(&mut &mut *run, policy, situation);
    let (wait, _) = decide(run, policy, decision, situation, true).ok()?;
    nested::count_retry();
    Some(wait)
}

/// As [`next_wait_with_deadline`], for a call with an observer.
#[inline]
pub fn next_wait_observed<W: CallObserver, D: Deadline>(
    run: &mut RetryState,
    policy: &Policy,
    judged: Option<Decision>,
    deadline: &D,
    observer: &mut W,
    error: ErrorView<'_>,
) -> Option<Duration> {
    match judged {
        None => {
            observer.succeeded(run.attempt(policy));
            None
        }
        Some(decision) => {
            let situation = Situation::of(deadline);
            observed_wait_after_failure(run, policy, decision, situation, observer, error)
        }
    }
}

#[cold]
#[inline(never)]
fn observed_wait_after_failure<W: CallObserver>(
    run: &mut RetryState,
    policy: &Policy,
    decision: Decision,
    situation: Situation,
    observer: &mut W,
    error: ErrorView<'_>,
) -> Option<Duration> {
    let in_force = observer.policy_in_force(policy, situation.remaining);
    let (policy, situation) = PolicyInForce::or_own(in_force.as_ref(), policy, situation);
    reset_if_due(&mut &mut *run, policy, situation);
    let attempt = run.attempt(policy);
    match decide(run, policy, decision, situation, observer.is_enabled()) {
        Ok((wait, delay_source)) => {
            let kind = EventKind::Retry {
                delay: wait,
                delay_source,
            };
            nested::count_retry();
            observer.retrying(Report::of(attempt, kind, situation), error, wait);
            Some(wait)
        }
        Err(reason) => {
            let kind = EventKind::GaveUp(reason);
            observer.gave_up(Report::of(attempt, kind, situation), error, policy);
            None
        }
    }
}
