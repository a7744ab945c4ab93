//! What follows an attempt, for the loops of generated code.

use core::time::Duration;

use crate::budget::rule::{Ask, Rule};
#[cfg(feature = "test-util")]
use crate::call::Unlimited;
use crate::decision::{Cause, Decision, StopReason};
use crate::kill_switch;
#[cfg(feature = "events")]
use crate::observe::call_observer::Watch;
use crate::observe::call_observer::Watching;
use crate::observe::error_view::Described;
use crate::observe::event::Happened;
use crate::policy::Policy;
use crate::random;
use crate::run::Run;
use crate::time::Clock;

/// What follows a failed attempt, with a random number where the wait needs one.
fn next(
    run: &mut Run,
    policy: &Policy,
    decision: Decision,
    elapsed: Duration,
) -> Result<(Duration, Cause), StopReason> {
    if !kill_switch::is_enabled() && !matches!(decision, Decision::Stop) {
        return Err(StopReason::Disabled);
    }
    run.next_wait(policy, decision, elapsed, random::next_u64)
}

/// How long to wait after an attempt, or `None` to return its outcome. Without type parameters, which
/// would take the compiler as long as all the rest of it.
#[cfg(not(feature = "events"))]
#[inline]
pub fn after(run: &mut Run, policy: &Policy, judged: Option<Decision>) -> Option<Duration> {
    after_timed(run, policy, judged, &())
}

/// The same where there may be a deadline.
#[cfg(not(feature = "events"))]
#[inline]
pub fn after_timed<C: Clock>(
    run: &mut Run,
    policy: &Policy,
    judged: Option<Decision>,
    clock: &C,
) -> Option<Duration> {
    match judged {
        None => None,
        Some(decision) => after_failure(run, policy, decision, clock.elapsed()),
    }
}

#[cfg(not(feature = "events"))]
#[cold]
#[inline(never)]
fn after_failure(
    run: &mut Run,
    policy: &Policy,
    decision: Decision,
    elapsed: Duration,
) -> Option<Duration> {
    let (wait, _) = next(run, policy, decision, elapsed).ok()?;
    Some(wait)
}

/// As `after_timed`, where somebody watches.
#[cfg(feature = "events")]
#[inline]
pub fn after_telling<C: Clock>(
    run: &mut Run,
    policy: &Policy,
    judged: Option<Decision>,
    clock: &C,
    watch: &mut Watch,
    error: Described<'_>,
) -> Option<Duration> {
    match judged {
        None => {
            watch.succeeded(run.attempt(policy));
            None
        }
        Some(decision) => {
            after_telling_failure(run, policy, decision, clock.elapsed(), watch, error)
        }
    }
}

#[cfg(feature = "events")]
#[cold]
#[inline(never)]
fn after_telling_failure(
    run: &mut Run,
    policy: &Policy,
    decision: Decision,
    elapsed: Duration,
    watch: &mut Watch,
    error: Described<'_>,
) -> Option<Duration> {
    let attempt = run.attempt(policy);
    match next(run, policy, decision, elapsed) {
        Ok((wait, cause)) => {
            watch.retrying(attempt, error, wait, cause);
            Some(wait)
        }
        Err(reason) => {
            watch.gave_up(attempt, error, reason, policy);
            None
        }
    }
}

/// What follows a failed attempt of a call with a budget or with hooks.
#[derive(Clone, Copy, Debug)]
pub enum Verdict {
    /// Wait this long, then try again; the budget gave this.
    Retry(Duration, u32, Cause),
    /// There would have been a retry after this time, but for the budget.
    Refused(Duration),
    /// Return the outcome.
    Stop(StopReason),
}

impl Verdict {
    /// What it means to one who watches.
    #[must_use]
    pub const fn happened(&self) -> Happened {
        match *self {
            Self::Retry(delay, _, cause) => Happened::Retry { delay, cause },
            Self::Refused(_) => Happened::GaveUp(StopReason::Budget),
            Self::Stop(reason) => Happened::GaveUp(reason),
        }
    }
}

/// As `after`, with a budget to ask and hooks to tell.
#[cold]
#[inline(never)]
#[expect(
    clippy::too_many_arguments,
    reason = "it is called by generated code, which has them all at hand"
)]
pub fn after_asking<W: Watching>(
    run: &mut Run,
    policy: &Policy,
    decision: Decision,
    elapsed: Duration,
    watch: &mut W,
    error: Described<'_>,
    budget: &dyn Rule,
    clock: fn() -> Duration,
) -> Verdict {
    #[cfg(feature = "test-util")]
    let budget = if crate::recording::has_budgets() {
        budget
    } else {
        &Unlimited
    };
    if !matches!(decision, Decision::Stop) {
        budget.failed();
    }
    let attempt = run.attempt(policy);
    let verdict = match next(run, policy, decision, elapsed) {
        Err(reason) => Verdict::Stop(reason),
        Ok((wait, cause)) => {
            let amount = budget.withdraw(&Ask::new(decision, &clock));
            watch.asked(budget);
            match amount {
                Some(amount) => Verdict::Retry(wait, amount, cause),
                None => Verdict::Refused(wait),
            }
        }
    };
    match verdict {
        Verdict::Retry(wait, _, cause) => watch.retrying(attempt, error, wait, cause),
        Verdict::Refused(_) => watch.gave_up(attempt, error, StopReason::Budget, policy),
        Verdict::Stop(reason) => watch.gave_up(attempt, error, reason, policy),
    }
    verdict
}
