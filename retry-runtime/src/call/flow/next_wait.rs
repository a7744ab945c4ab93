//! What follows an attempt: a wait before the next one, or the end of the call.

use core::time::Duration;

use crate::decision::{Decision, DelaySource, StopReason};
use crate::kill_switch;
use crate::observe::call_observer::CallObserver;
use crate::observe::error_view::ErrorView;
use crate::observe::policy_in_force::PolicyInForce;
use crate::policy::Policy;
use crate::random;
use crate::shutdown;
use crate::state::RetryState;
use crate::time::Clock;

/// Returns the wait after a failed attempt, and draws a random number if the wait needs one. `is_enabled` says
/// whether the function may retry.
pub(in crate::call) fn decide(
    run: &mut RetryState,
    policy: &Policy,
    decision: Decision,
    elapsed: Duration,
    is_enabled: bool,
) -> Result<(Duration, DelaySource), StopReason> {
    if !matches!(decision, Decision::Stop) {
        if !is_enabled || !kill_switch::is_enabled() {
            return Err(StopReason::Disabled);
        }
        if shutdown::is_shut_down() {
            return Err(StopReason::Cancelled);
        }
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
    let (wait, _) = decide(run, policy, decision, elapsed, true).ok()?;
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
    let in_force = observer.policy_in_force(policy, elapsed);
    let (policy, elapsed) = PolicyInForce::or_own(in_force.as_ref(), policy, elapsed);
    let attempt = run.attempt(policy);
    match decide(run, policy, decision, elapsed, observer.is_enabled()) {
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
