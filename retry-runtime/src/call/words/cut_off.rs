//! `attempt_timeout` as a word of a bundle or of a closure's call. Its time is a part of the policy; a type says
//! whether attempts are cut off at all, because only then the outcome must be made from a
//! [`TimedOut`](crate::TimedOut).

use core::convert::Infallible;
use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll};
use core::time::Duration;

use pin_project_lite::pin_project;

use super::attempt_timeout::{FromError, FromTimeout, attempt_limit, attempt_timeout_of};
use super::sleeps::TaskSleep;
use crate::attempt::Attempt;
use crate::call::flow::attempted::Attempted;
use crate::call::flow::call_state::CallState;
use crate::policy::Policy;
use crate::scope::narrowed::in_scope;
use crate::scope::watched::watched;
use crate::time::Deadline;
use crate::timed_out::TimedOut;

/// Whether attempts are cut off, and what their outcome is then.
pub trait CutOff<R> {
    /// Whether the attempt timeout of the policy is obeyed.
    const OBEYS_POLICY: bool;
    /// How long an attempt may last.
    type Limit;
    /// An attempt that was cut off.
    type Cut;

    /// Returns the attempt timeout, or [`Duration::MAX`] without one.
    #[inline]
    fn attempt_timeout(policy: &Policy) -> Duration {
        if Self::OBEYS_POLICY {
            attempt_timeout_of(policy)
        } else {
            Duration::MAX
        }
    }

    /// Returns how long the next attempt may last.
    fn limit(policy: &Policy, deadline: &impl Deadline) -> Self::Limit;

    /// Runs an attempt. The error says that it was cut off.
    fn run<F: Future<Output = R>>(
        attempt: F,
        limit: Self::Limit,
        sleep: &impl TaskSleep,
    ) -> impl Future<Output = Result<R, Self::Cut>>;

    /// Returns the outcome of the attempt with this number, which was cut off.
    fn outcome(&self, cut: Self::Cut, attempt: Attempt) -> R;
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
    type Limit = ();
    type Cut = Infallible;

    #[inline]
    fn limit(_: &Policy, _: &impl Deadline) {}

    #[inline]
    fn run<F: Future<Output = R>>(
        attempt: F,
        (): (),
        _: &impl TaskSleep,
    ) -> impl Future<Output = Result<R, Infallible>> {
        Whole { attempt }
    }

    #[inline]
    fn outcome(&self, cut: Infallible, _: Attempt) -> R {
        match cut {}
    }
}

/// The words that obey the attempt timeout of the policy.
pub trait ObeysPolicy {}

impl ObeysPolicy for CutOffByPolicy {}

impl<F> ObeysPolicy for CutOffBy<F> {}

impl<R, W: ObeysPolicy + TimeoutOutcome<R>> CutOff<R> for W {
    const OBEYS_POLICY: bool = true;
    type Limit = Duration;
    type Cut = Duration;

    #[inline]
    fn limit(policy: &Policy, deadline: &impl Deadline) -> Duration {
        attempt_limit(attempt_timeout_of(policy), deadline)
    }

    #[inline]
    fn run<F: Future<Output = R>>(
        attempt: F,
        limit: Duration,
        sleep: &impl TaskSleep,
    ) -> impl Future<Output = Result<R, Duration>> {
        sleep.timeout(attempt, limit)
    }

    fn outcome(&self, limit: Duration, attempt: Attempt) -> R {
        self.timed_out(TimedOut::new(attempt, limit))
    }
}

pin_project! {
    /// An attempt that is not cut off.
    #[derive(Debug)]
    struct Whole<F> {
        #[pin]
        attempt: F,
    }
}

impl<F: Future> Future for Whole<F> {
    type Output = Result<F::Output, Infallible>;

    #[inline]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        self.project().attempt.poll(cx).map(Ok)
    }
}

/// Runs an attempt, in the scope of its call.
#[inline]
pub async fn run_attempt<R, W: CutOff<R>, F: Future<Output = R>>(
    word: &W,
    attempt: Pin<&mut F>,
    state: &impl CallState,
    policy: &Policy,
    deadline: &impl Deadline,
    sleep: &impl TaskSleep,
) -> Attempted<R> {
    let attempt = W::run(attempt, W::limit(policy, deadline), sleep);
    let (ended, watched) = watched(in_scope(deadline, attempt), policy).await;
    let (outcome, has_timed_out) = match ended {
        Ok(outcome) => (outcome, false),
        Err(cut) => (word.outcome(cut, state.attempt(policy)), true),
    };
    Attempted {
        outcome,
        has_timed_out,
        watched,
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
    note = "write `call_async` or `retry_async`, or `.no_attempt_timeout()` and set the client's own timeout"
)]
pub trait Blocking {}

impl Blocking for NeverCutOff {}

/// Returns the outcome of an attempt that was cut off after `limit`, as the bundle makes it.
#[cold]
pub fn timed_out<R>(
    word: &impl TimeoutOutcome<R>,
    run: &impl CallState,
    policy: &Policy,
    limit: Duration,
) -> R {
    word.timed_out(TimedOut::new(run.attempt(policy), limit))
}
