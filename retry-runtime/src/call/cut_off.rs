//! `attempt_timeout` as a word of a bundle. Its time is a part of the policy; a type says whether attempts
//! are cut off at all, because only then the outcome must be made from a [`TimedOut`](crate::TimedOut).

use core::future::Future;
use core::pin::Pin;
use core::time::Duration;

use crate::generated::attempt_timeout::{FromTimeout, attempt_limit, attempt_timeout_of, timeout};
use crate::policy::Policy;
use crate::state::RetryState;
use crate::time::Clock;
use crate::time::task::{self, Timer};

/// Whether attempts are cut off, and what their outcome is then.
pub trait CutOff<R>: Copy {
    /// Runs an attempt. Returns its outcome and whether it was cut off.
    fn run<T: Timer, F: Future<Output = R>, C: Clock>(
        self,
        attempt: Pin<&mut F>,
        state: &RetryState,
        policy: &Policy,
        clock: &C,
    ) -> impl Future<Output = (R, bool)>;

    /// As [`run`](Self::run), with `sleep = f` for the timer.
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
    async fn run<T: Timer, F: Future<Output = R>, C: Clock>(
        self,
        attempt: Pin<&mut F>,
        _: &RetryState,
        _: &Policy,
        _: &C,
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
    async fn run<T: Timer, F: Future<Output = R>, C: Clock>(
        self,
        attempt: Pin<&mut F>,
        state: &RetryState,
        policy: &Policy,
        clock: &C,
    ) -> (R, bool) {
        let limit = attempt_limit(policy, attempt_timeout_of(policy), clock);
        match task::timeout::<T, F>(attempt, limit).await {
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

/// What a blocking call can obey: nothing can take its thread away from it.
#[diagnostic::on_unimplemented(
    message = "`attempt_timeout` cannot cut off a call that blocks its thread",
    label = "this bundle has an `attempt_timeout`",
    note = "write `call_async`, or set the client's own time-out"
)]
pub trait Blocking {}

impl Blocking for NeverCutOff {}
