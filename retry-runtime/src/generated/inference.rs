//! Functions that do nothing but fix a type, for the compiler's inference and its messages.

use core::future::Future;

use crate::budget::retry_budget::RetryBudget;
use crate::policy::Policy;

/// Calls a body that returns a future. Takes `FnOnce` so that the future may borrow from the closure's
/// captures.
#[inline(always)]
#[expect(
    clippy::inline_always,
    reason = "it is the user's own body, called in one place"
)]
pub fn call_once<R>(attempt: impl FnOnce() -> R) -> R {
    attempt()
}

/// Gives inference the type that an async body returns. It is never called.
#[must_use]
pub const fn infer_return<R>() -> R {
    unreachable!()
}

/// Returns the future. Without it clippy would suggest `async fn` to the user.
#[inline]
pub fn identity<F: Future>(future: F) -> F {
    future
}

/// Accepts only a policy for `policy = expr`. What it leaves out keeps its meaning, whatever options
/// stand beside it.
#[inline]
#[must_use]
pub const fn from_policy(policy: Policy) -> Policy {
    policy.with_defaults_set()
}

/// Accepts only a budget for `budget = expr`.
#[inline]
pub fn budget<B: RetryBudget + ?Sized>(budget: &B) -> &B {
    budget
}
