//! All that generated code names. Not part of the public interface: it changes without notice.

mod const_checks;
mod literal_policy;
mod loop_macros;

pub use core::future::Future;
pub use core::mem::replace;
pub use core::option::Option::{self, None, Some};
pub use core::pin::{Pin, pin};
pub use core::result::Result::{self, Err, Ok};
pub use core::time::Duration;
pub use std::boxed::Box;

pub use crate::backoff::Backoff;
pub use crate::budget::rule::Rule;
pub use crate::call::Unlimited;
#[cfg(feature = "events")]
pub use crate::call::next_wait::after_telling;
pub use crate::call::next_wait::{Verdict, after_asking};
#[cfg(not(feature = "events"))]
pub use crate::call::next_wait::{after, after_timed};
pub use crate::decision::Answer;
pub use crate::decision::{Decision, StopReason};
pub use crate::generated::const_checks::{assert_attempt_timeout, assert_sound};
pub use crate::generated::literal_policy::{exponential, fibonacci, fixed, linear, policy};
pub use crate::jitter::Jitter;
pub use crate::observe::call_observer::{Unwatched, Watch, Watched, Watching};
pub use crate::observe::call_site::Site;
pub use crate::observe::error_view::{Described, Probe, ViaDebug, ViaDisplay, ViaNothing};
pub use crate::observe::event::Happened;
pub use crate::outcome::Outcome;
pub use crate::policy::Policy;
pub use crate::run::Run;
pub use crate::time::{Clock, task, thread};
pub use crate::timed_out::FromTimedOut;
pub use crate::transient::Transient;
pub use crate::{
    __after as after, __begin as begin, __begin_with_budget as begin_with_budget,
    __begin_with_hooks as begin_with_hooks, __describe as describe, __succeeded as succeeded,
    __waited as waited, __waited_with_hooks as waited_with_hooks,
};

#[cfg(feature = "metrics")]
pub use crate::observe::metrics::{Labels, Meter, ok_first_try};
#[cfg(feature = "registry")]
pub use crate::observe::registry::{Record, SITES};
#[cfg(feature = "registry")]
pub use linkme;

use crate::attempt::Attempt;
use crate::nanos;
use crate::observe::event::Event;
use crate::timed_out::TimedOut;

/// A call that has not failed yet.
pub const RUN: Run = Run::new();

/// Calls a body that returns a future. As `FnOnce`, lest the future may not borrow what it captures.
#[inline(always)]
#[expect(
    clippy::inline_always,
    reason = "it is the user's own body, called in one place"
)]
pub fn once<R>(attempt: impl FnOnce() -> R) -> R {
    attempt()
}

/// Never called: tells inference what an async body returns.
#[must_use]
pub const fn never<R>() -> R {
    unreachable!()
}

/// The future that it is given.
#[inline]
pub fn future<F: Future>(future: F) -> F {
    future
}

/// Asks `on` about a failure; `None` is a success.
#[inline]
pub fn judge<R: Outcome, D: Answer>(
    outcome: &R,
    on: impl FnOnce(&R::Error) -> D,
) -> Option<Decision> {
    match outcome.as_result() {
        Ok(_) => None,
        Err(error) => Some(on(error).decision()),
    }
}

/// Asks `on` about a failure and `on_ok` about a success; `None` is one that is kept.
#[inline]
pub fn judge_both<R: Outcome, D: Answer, K: Answer>(
    outcome: &R,
    on: impl FnOnce(&R::Error) -> D,
    on_ok: impl FnOnce(&R::Value) -> K,
) -> Option<Decision> {
    match outcome.as_result() {
        Ok(value) => Some(on_ok(value).decision()).filter(|it| !matches!(it, Decision::Stop)),
        Err(error) => Some(on(error).decision()),
    }
}

/// What was decided about an attempt that may have been cut off.
#[must_use]
#[inline]
pub fn mark_timed_out(judged: Option<Decision>, was_cut_off: bool) -> Option<Decision> {
    if was_cut_off {
        judged.map(Decision::of_timed_out)
    } else {
        judged
    }
}

/// Retries every failure.
#[must_use]
#[inline]
pub const fn always<E: ?Sized>(_: &E) -> Decision {
    Decision::Retry
}

/// Lets `policy = expr` take a policy and nothing else.
#[inline]
#[must_use]
pub const fn from_policy(policy: Policy) -> Policy {
    policy
}

/// Lets `budget = expr` take a rule and nothing else.
#[inline]
pub fn budget<B: Rule + ?Sized>(budget: &B) -> &B {
    budget
}

/// Tells a hook.
#[cold]
pub fn tell<E: ?Sized>(
    watch: &Watched,
    attempt: Attempt,
    error: Option<&E>,
    happened: Happened,
    hook: impl FnOnce(&Event<'_, E>),
) {
    hook(&watch.event(attempt, error, happened));
}

/// Holds what a budget gave for a retry, and gives it back when dropped before the retry is made.
#[derive(Debug)]
pub struct Withdrawal<'a, B: Rule + ?Sized> {
    budget: &'a B,
    amount: u32,
}

impl<'a, B: Rule + ?Sized> Withdrawal<'a, B> {
    /// Holds it.
    #[inline]
    #[must_use]
    pub const fn hold(budget: &'a B, amount: u32) -> Self {
        Self { budget, amount }
    }

    /// The retry is made.
    #[inline]
    pub fn spend(self) {
        core::mem::forget(self);
    }
}

impl<B: Rule + ?Sized> Drop for Withdrawal<'_, B> {
    fn drop(&mut self) {
        self.budget.cancelled(self.amount);
    }
}

/// How long the next attempt may last: its own time, or what is left until the deadline.
#[inline]
#[must_use]
pub fn attempt_limit<C: Clock>(policy: &Policy, attempt_timeout: Duration, clock: &C) -> Duration {
    let left = policy.time_left(nanos::from(clock.elapsed()));
    attempt_timeout.min(Duration::from_nanos(left))
}

/// The outcome of an attempt that was cut off.
pub trait CutOff {
    /// Makes it.
    fn cut_off(timed_out: TimedOut) -> Self;
}

impl<T, E: FromTimedOut> CutOff for Result<T, E> {
    fn cut_off(timed_out: TimedOut) -> Self {
        Err(E::from_timed_out(timed_out))
    }
}

impl<T> CutOff for Option<T> {
    fn cut_off(_: TimedOut) -> Self {
        None
    }
}

/// The outcome of an attempt that was cut off after `limit`.
#[cold]
#[must_use]
pub fn cut_off<R: CutOff>(run: &Run, policy: &Policy, limit: Duration) -> R {
    R::cut_off(TimedOut::new(run.attempt(policy), limit))
}

/// What `attempt = n` binds.
#[inline]
#[must_use]
pub const fn attempt(run: &Run, policy: &Policy) -> Attempt {
    run.attempt(policy)
}

/// Whether another attempt may follow this one, which must then leave it the original.
#[inline]
#[must_use]
pub const fn may_retry(run: &Run, policy: &Policy) -> bool {
    !run.attempt(policy).is_last()
}

/// Clones an argument named in `clone(…)`.
#[inline]
pub fn clone_argument<T: CloneForNextAttempt>(argument: &T) -> T {
    argument.clone_for_next_attempt()
}

/// `Clone`, with words of its own where it is missing.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be cloned for the next attempt",
    label = "this argument is not `Clone`",
    note = "add `Clone` to its bounds, or let the function take a reference, or convert it before the call and pass what is `Clone`"
)]
pub trait CloneForNextAttempt: Sized {
    /// Clones it.
    #[must_use]
    fn clone_for_next_attempt(&self) -> Self;
}

#[diagnostic::do_not_recommend]
impl<T: Clone> CloneForNextAttempt for T {
    #[inline]
    fn clone_for_next_attempt(&self) -> Self {
        self.clone()
    }
}

/// What `#[transient(after = field)]` reads.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a time to wait",
    label = "neither `Duration` nor `Option<Duration>`",
    note = "let `after` name a field of one of these types"
)]
pub trait Hint {
    /// The time that the server asked for, if it did.
    fn hint(&self) -> Option<Duration>;
}

impl Hint for Duration {
    fn hint(&self) -> Option<Duration> {
        Some(*self)
    }
}

impl Hint for Option<Duration> {
    fn hint(&self) -> Option<Duration> {
        *self
    }
}
