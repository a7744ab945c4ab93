//! `attempt_timeout` as a word of a bundle or of a closure's call. Its time is a part of the policy; a type says
//! whether attempts are cut off at all, because only then the outcome must be made from a
//! [`TimedOut`](crate::TimedOut).

use core::future::Future;
use core::pin::Pin;
use core::time::Duration;

use super::attempt_timeout::{FromError, FromTimeout, attempt_limit, attempt_timeout_of};
use super::call_state::CallState;
use super::sleeps::TaskSleep;
use crate::policy::Policy;
use crate::time::Clock;
use crate::time::task;
use crate::timed_out::TimedOut;

/// Whether attempts are cut off, and what their outcome is then.
pub trait CutOff<R> {
    /// Whether the attempt timeout of the policy is obeyed.
    const OBEYS_POLICY: bool;

    /// Runs an attempt. Returns its outcome and whether it was cut off.
    fn run<F: Future<Output = R>, C: Clock, S: TaskSleep>(
        &self,
        attempt: Pin<&mut F>,
        state: &impl CallState,
        policy: &Policy,
        clock: &C,
        sleep: &S,
    ) -> impl Future<Output = (R, bool)>;

    /// As [`run`](Self::run), with a function's own `sleep = f` for the timer, which may change its arguments.
    fn run_by<F: Future<Output = R>, C: Clock, S: Future>(
        &self,
        attempt: Pin<&mut F>,
        state: &impl CallState,
        policy: &Policy,
        clock: &C,
        sleep: impl FnOnce(Duration) -> S,
    ) -> impl Future<Output = (R, bool)>;
}

/// Without `attempt_timeout`, no attempt is cut off.
#[derive(Clone, Copy, Debug)]
pub struct NeverCutOff;

/// Each attempt is cut off after the policy's attempt timeout.
#[derive(Clone, Copy, Debug)]
pub struct CutOffByPolicy;

/// Each attempt is cut off after the policy's attempt timeout, and `on_timeout` makes its error.
#[derive(Clone, Copy, Debug)]
pub struct CutOffBy<F>(pub F);

impl<R> CutOff<R> for NeverCutOff {
    const OBEYS_POLICY: bool = false;

    #[inline]
    async fn run<F: Future<Output = R>, C: Clock, S: TaskSleep>(
        &self,
        attempt: Pin<&mut F>,
        _: &impl CallState,
        _: &Policy,
        _: &C,
        _: &S,
    ) -> (R, bool) {
        (attempt.await, false)
    }

    #[inline]
    async fn run_by<F: Future<Output = R>, C: Clock, S: Future>(
        &self,
        attempt: Pin<&mut F>,
        _: &impl CallState,
        _: &Policy,
        _: &C,
        _: impl FnOnce(Duration) -> S,
    ) -> (R, bool) {
        (attempt.await, false)
    }
}

/// The words that obey the attempt timeout of the policy.
pub trait ObeysPolicy {}

impl ObeysPolicy for CutOffByPolicy {}

impl<F> ObeysPolicy for CutOffBy<F> {}

impl<R, W: ObeysPolicy + TimeoutOutcome<R>> CutOff<R> for W {
    const OBEYS_POLICY: bool = true;

    fn run<F: Future<Output = R>, C: Clock, S: TaskSleep>(
        &self,
        attempt: Pin<&mut F>,
        state: &impl CallState,
        policy: &Policy,
        clock: &C,
        sleep: &S,
    ) -> impl Future<Output = (R, bool)> {
        in_time(self, state, policy, clock, |limit| {
            sleep.timeout(attempt, limit)
        })
    }

    fn run_by<F: Future<Output = R>, C: Clock, S: Future>(
        &self,
        attempt: Pin<&mut F>,
        state: &impl CallState,
        policy: &Policy,
        clock: &C,
        sleep: impl FnOnce(Duration) -> S,
    ) -> impl Future<Output = (R, bool)> {
        in_time(self, state, policy, clock, |limit| {
            task::timeout_by(attempt, limit, sleep)
        })
    }
}

/// Runs an attempt by calling `run` with the time that it may last.
async fn in_time<R, W: TimeoutOutcome<R>, F: Future<Output = Option<R>>>(
    word: &W,
    state: &impl CallState,
    policy: &Policy,
    clock: &impl Clock,
    run: impl FnOnce(Duration) -> F,
) -> (R, bool) {
    let limit = attempt_limit(policy, attempt_timeout_of(policy), clock);
    match run(limit).await {
        Some(outcome) => (outcome, false),
        None => (
            word.timed_out(TimedOut::new(state.attempt(policy), limit)),
            true,
        ),
    }
}

/// What stands for an attempt that was cut off: by the word itself, or by a function's own attempt timeout beside
/// its bundle.
pub trait TimeoutOutcome<R> {
    /// Returns the outcome.
    fn timed_out(&self, timed_out: TimedOut) -> R;
}

impl<R: FromTimeout> TimeoutOutcome<R> for NeverCutOff {
    fn timed_out(&self, timed_out: TimedOut) -> R {
        R::from_timeout(timed_out)
    }
}

impl<R: FromTimeout> TimeoutOutcome<R> for CutOffByPolicy {
    fn timed_out(&self, timed_out: TimedOut) -> R {
        R::from_timeout(timed_out)
    }
}

impl<R: FromError, F: Fn(TimedOut) -> R::Error> TimeoutOutcome<R> for CutOffBy<F> {
    fn timed_out(&self, timed_out: TimedOut) -> R {
        R::from_error((self.0)(timed_out))
    }
}

/// Adds `attempt_timeout` to the words.
pub trait WithTimeout {
    /// The word after that.
    type Timeout;
    /// Adds it.
    fn with_timeout(self) -> Self::Timeout;
}

impl WithTimeout for NeverCutOff {
    type Timeout = CutOffByPolicy;

    fn with_timeout(self) -> CutOffByPolicy {
        CutOffByPolicy
    }
}

impl WithTimeout for CutOffByPolicy {
    type Timeout = Self;

    fn with_timeout(self) -> Self {
        self
    }
}

impl<F> WithTimeout for CutOffBy<F> {
    type Timeout = Self;

    fn with_timeout(self) -> Self {
        self
    }
}

/// The word of a call that blocks its thread: nothing can take the thread away from it.
#[diagnostic::on_unimplemented(
    message = "`attempt_timeout` cannot cut off a call that blocks its thread",
    label = "this call has an `attempt_timeout`",
    note = "write `call_async` or `retry_async`, or `.no_attempt_timeout()` and set the client's own time-out"
)]
pub trait Blocking {}

impl Blocking for NeverCutOff {}
