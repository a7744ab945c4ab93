//! How long an attempt may last, and its outcome if it takes longer.

use core::time::Duration;

use crate::call::flow::call_state::CallState;
use crate::outcome::Outcome;
use crate::policy::Policy;
use crate::scope;
use crate::time::Deadline;
use crate::timed_out::{FromTimedOut, TimedOut};

/// Returns how long the next attempt may last: `attempt_timeout`, or the time left until the deadline, its own or one
/// that it inherits, if that is less.
///
/// The wait before an attempt may end at the deadline, and timers are late by up to a millisecond. Such an
/// attempt gets a millisecond: otherwise it would end before it starts, and its timeout would replace the
/// error of the attempt before it.
#[inline]
#[must_use]
pub fn attempt_limit(attempt_timeout: Duration, deadline: &impl Deadline) -> Duration {
    limit_within(attempt_timeout, deadline.remaining_with(RESOLUTION))
}

const RESOLUTION: Duration = Duration::from_millis(1);

fn limit_within(attempt_timeout: Duration, own: Option<Duration>) -> Duration {
    let left = [own, scope::current().remaining_with(RESOLUTION)];
    match left.into_iter().flatten().min() {
        None => attempt_timeout,
        Some(Duration::ZERO) => Duration::ZERO,
        Some(left) => attempt_timeout.min(left.saturating_sub(RESOLUTION).max(RESOLUTION)),
    }
}

/// Returns the policy's own attempt timeout, which a function takes over.
#[inline]
#[must_use]
pub const fn attempt_timeout_of(policy: &Policy) -> Duration {
    match policy.attempt_time_limit() {
        Some(limit) => limit,
        None => Duration::MAX,
    }
}

/// An outcome that can stand for an attempt that was cut off.
pub trait FromTimeout {
    /// Converts the timeout.
    fn from_timeout(timed_out: TimedOut) -> Self;
}

impl<T, E: FromTimedOut> FromTimeout for Result<T, E> {
    fn from_timeout(timed_out: TimedOut) -> Self {
        Err(E::from_timed_out(timed_out))
    }
}

impl<T> FromTimeout for Option<T> {
    fn from_timeout(_: TimedOut) -> Self {
        None
    }
}

/// Returns the outcome of an attempt that was cut off after `limit`.
#[cold]
#[must_use]
pub fn timeout<R: FromTimeout>(run: &impl CallState, policy: &Policy, limit: Duration) -> R {
    R::from_timeout(TimedOut::new(run.attempt(policy), limit))
}

/// An outcome that can be a failure with an error.
#[diagnostic::on_unimplemented(
    message = "`on_timeout` and `on_refused` make an error, and `{Self}` has none",
    label = "not a `Result`",
    note = "leave the option out: what is cut off or refused is `None`"
)]
pub trait FromError: Outcome {
    /// Makes the failure.
    fn from_error(error: Self::Error) -> Self;
}

impl<T, E> FromError for Result<T, E> {
    fn from_error(error: E) -> Self {
        Err(error)
    }
}

/// Returns the outcome of an attempt that was cut off after `limit`, whose error `on_timeout` makes.
#[cold]
#[must_use]
pub fn timeout_by<R: FromError>(
    run: &impl CallState,
    policy: &Policy,
    limit: Duration,
    on_timeout: impl FnOnce(TimedOut) -> R::Error,
) -> R {
    R::from_error(on_timeout(TimedOut::new(run.attempt(policy), limit)))
}
