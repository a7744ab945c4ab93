//! `attempt_timeout` as a word of a bundle or of a closure's call. Its time is a part of the policy; a type says
//! whether attempts are cut off at all, because only then the outcome must be made from a
//! [`TimedOut`](crate::TimedOut).

use core::future::Future;
use core::pin::Pin;
use core::time::Duration;

use super::attempt_timeout::{
    FromError, FromTimeout, attempt_limit, attempt_timeout_of, timeout, timeout_by,
};
use super::sleeps::TaskSleep;
use crate::policy::Policy;
use crate::state::RetryState;
use crate::time::Clock;
use crate::time::task;
use crate::timed_out::TimedOut;

/// Whether attempts are cut off, and what their outcome is then.
pub trait CutOff<R>: Copy {
    /// Runs an attempt. Returns its outcome and whether it was cut off.
    fn run<F: Future<Output = R>, C: Clock, S: TaskSleep>(
        self,
        attempt: Pin<&mut F>,
        state: &RetryState,
        policy: &Policy,
        clock: &C,
        sleep: &S,
    ) -> impl Future<Output = (R, bool)>;

    /// As [`run`](Self::run), with a function's own `sleep = f` for the timer, which may change its arguments.
    fn run_by<F: Future<Output = R>, C: Clock, S: Future>(
        self,
        attempt: Pin<&mut F>,
        state: &RetryState,
        policy: &Policy,
        clock: &C,
        sleep: impl FnOnce(Duration) -> S,
    ) -> impl Future<Output = (R, bool)>;
}

/// Without `attempt_timeout`, no attempt is cut off.
#[derive(Clone, Copy, Debug)]
pub struct NeverCutOff;

impl<R> CutOff<R> for NeverCutOff {
    #[inline]
    async fn run<F: Future<Output = R>, C: Clock, S: TaskSleep>(
        self,
        attempt: Pin<&mut F>,
        _: &RetryState,
        _: &Policy,
        _: &C,
        _: &S,
    ) -> (R, bool) {
        (attempt.await, false)
    }

    #[inline]
    async fn run_by<F: Future<Output = R>, C: Clock, S: Future>(
        self,
        attempt: Pin<&mut F>,
        _: &RetryState,
        _: &Policy,
        _: &C,
        _: impl FnOnce(Duration) -> S,
    ) -> (R, bool) {
        (attempt.await, false)
    }
}

/// Each attempt is cut off after the policy's attempt timeout.
#[derive(Clone, Copy, Debug)]
pub struct CutOffByPolicy;

impl<R: FromTimeout> CutOff<R> for CutOffByPolicy {
    async fn run<F: Future<Output = R>, C: Clock, S: TaskSleep>(
        self,
        attempt: Pin<&mut F>,
        state: &RetryState,
        policy: &Policy,
        clock: &C,
        sleep: &S,
    ) -> (R, bool) {
        let limit = attempt_limit(policy, attempt_timeout_of(policy), clock);
        match sleep.timeout(attempt, limit).await {
            Some(outcome) => (outcome, false),
            None => (timeout(state, policy, limit), true),
        }
    }

    async fn run_by<F: Future<Output = R>, C: Clock, S: Future>(
        self,
        attempt: Pin<&mut F>,
        state: &RetryState,
        policy: &Policy,
        clock: &C,
        sleep: impl FnOnce(Duration) -> S,
    ) -> (R, bool) {
        let limit = attempt_limit(policy, attempt_timeout_of(policy), clock);
        match task::timeout_by(attempt, limit, sleep).await {
            Some(outcome) => (outcome, false),
            None => (timeout(state, policy, limit), true),
        }
    }
}

/// Each attempt is cut off after the policy's attempt timeout, and `on_timeout` makes its error.
#[derive(Clone, Copy, Debug)]
pub struct CutOffBy<F>(pub F);

impl<R: FromError, F: Fn(TimedOut) -> R::Error + Copy> CutOff<R> for CutOffBy<F> {
    async fn run<A: Future<Output = R>, C: Clock, S: TaskSleep>(
        self,
        attempt: Pin<&mut A>,
        state: &RetryState,
        policy: &Policy,
        clock: &C,
        sleep: &S,
    ) -> (R, bool) {
        let limit = attempt_limit(policy, attempt_timeout_of(policy), clock);
        match sleep.timeout(attempt, limit).await {
            Some(outcome) => (outcome, false),
            None => (timeout_by(state, policy, limit, self.0), true),
        }
    }

    async fn run_by<A: Future<Output = R>, C: Clock, S: Future>(
        self,
        attempt: Pin<&mut A>,
        state: &RetryState,
        policy: &Policy,
        clock: &C,
        sleep: impl FnOnce(Duration) -> S,
    ) -> (R, bool) {
        let limit = attempt_limit(policy, attempt_timeout_of(policy), clock);
        match task::timeout_by(attempt, limit, sleep).await {
            Some(outcome) => (outcome, false),
            None => (timeout_by(state, policy, limit, self.0), true),
        }
    }
}

/// The word of a call that keeps its words: it lends what cuts attempts off.
pub trait CutOffWord<R> {
    /// Whether the attempt timeout of the policy is obeyed.
    const OBEYS_POLICY: bool = true;
    /// What cuts attempts off.
    type CutOff<'a>: CutOff<R>
    where
        Self: 'a;
    /// Returns it.
    fn cut_off(&self) -> Self::CutOff<'_>;
}

impl<R> CutOffWord<R> for NeverCutOff {
    const OBEYS_POLICY: bool = false;

    type CutOff<'a> = Self;

    fn cut_off(&self) -> Self {
        *self
    }
}

impl<R: FromTimeout> CutOffWord<R> for CutOffByPolicy {
    type CutOff<'a> = Self;

    fn cut_off(&self) -> Self {
        *self
    }
}

impl<R: FromError, F: Fn(TimedOut) -> R::Error> CutOffWord<R> for CutOffBy<F> {
    type CutOff<'a>
        = CutOffBy<&'a F>
    where
        F: 'a;

    fn cut_off(&self) -> CutOffBy<&F> {
        CutOffBy(&self.0)
    }
}

/// What stands for an attempt that was cut off, if a function has an attempt timeout beside its bundle.
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
