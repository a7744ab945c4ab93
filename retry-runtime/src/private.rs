//! All that generated code names. Not part of the public interface: it changes without notice.

pub use core::future::Future;
pub use core::mem::replace;
pub use core::option::Option::{self, None, Some};
pub use core::pin::Pin;
pub use core::result::Result::{self, Err, Ok};
pub use core::time::Duration;
pub use std::boxed::Box;

pub use crate::backoff::Backoff;
pub use crate::decision::{Answer, Decision};
pub use crate::jitter::Jitter;
pub use crate::outcome::Outcome;
pub use crate::policy::Policy;
pub use crate::run::Run;
pub use crate::time::{Untimed, task, thread};
pub use crate::transient::Transient;

use crate::attempt::Attempt;
use crate::chance;
use crate::run::Step;

/// Calls the body as a closure, so that its `?` and `return` end the attempt and not the loop.
#[inline(always)]
#[expect(
    clippy::inline_always,
    reason = "it is the user's own body, called in one place"
)]
pub fn once<R>(attempt: impl FnOnce() -> R) -> R {
    attempt()
}

/// Never a value: tells inference what an async body returns.
#[inline(always)]
#[must_use]
#[expect(clippy::inline_always, reason = "it is the constant `None`")]
pub const fn never<R>() -> Option<R> {
    None
}

/// The future that it is given.
#[inline]
pub fn future<F: Future>(future: F) -> F {
    future
}

/// Asks `on`, or `on_ok`, about an outcome.
#[inline]
pub fn decide<T: ?Sized, D: Answer>(outcome: &T, on: impl FnOnce(&T) -> D) -> Decision {
    on(outcome).decision()
}

/// Lets `policy = expr` take a policy and nothing else.
#[inline]
#[must_use]
pub const fn from_policy(policy: Policy) -> Policy {
    policy
}

/// How long to wait after a failed attempt, or `None` to return its outcome.
#[cold]
#[inline(never)]
pub fn after(
    run: &mut Run,
    policy: &Policy,
    decision: Decision,
    elapsed: Duration,
) -> Option<Duration> {
    let is_random = policy.has_jitter() || matches!(decision, Decision::RetryAfter(_));
    let chance = if is_random { chance::word() } else { 0 };
    match run.failed(policy, decision, elapsed, chance) {
        Step::Wait(wait) => Some(wait),
        Step::Stop(_) => None,
    }
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
