//! Functions that do nothing but fix a type, for the compiler's inference and its messages.

use core::future::Future;

use crate::decision::{Decision, IntoDecision};
use crate::observe::event::Event;
use crate::outcome::Outcome;
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

/// Uses the argument up. It is never called.
#[must_use]
pub fn use_up<T, R>(_: T) -> R {
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

/// Gives inference the error that `on = f` takes, beside a bundle.
#[inline]
pub fn on_error<R: Outcome, D: IntoDecision, F: FnOnce(&R::Error) -> D>(_: &R, on: F) -> F {
    on
}

/// Gives inference the value that `on_ok = f` takes, beside a bundle.
#[inline]
pub fn on_success<R: Outcome, D: IntoDecision, F: FnOnce(&R::Value) -> D>(_: &R, on_ok: F) -> F {
    on_ok
}

/// Calls `on` or `on_ok` of a bundle with an error or a value.
#[inline]
pub fn bundle_on<T: ?Sized, D: IntoDecision>(value: &T, on: impl FnOnce(&T) -> D) -> Decision {
    on(value).into_decision()
}

/// Calls a hook of a bundle.
#[inline]
pub fn bundle_hook<E>(event: &Event<'_, E>, hook: impl FnOnce(&Event<'_, E>)) {
    hook(event);
}

/// Gives inference the event that a hook takes, beside a bundle.
#[inline]
pub fn hook<R: Outcome, F: FnOnce(&Event<'_, R::Error>)>(_: &R, hook: F) -> F {
    hook
}
