//! The closures that make attempts.
//!
//! Each trait has a marker `M`, which tells a closure that takes nothing from one that takes the attempt's
//! number: without it, the implementations would overlap. Inference finds it.

use core::future::Future;

use crate::attempt::Attempt;
use crate::scope::attempt::CurrentAttempt;

/// A closure that makes an attempt.
#[diagnostic::on_unimplemented(
    message = "`call` and `retry` take a closure without an argument, or one that takes the attempt's number",
    label = "neither `FnMut()` nor `FnMut(Attempt)`",
    note = "write `|| …`, or `|n: retries::CurrentAttempt| …` for the attempt's number"
)]
pub trait AttemptFn<M> {
    /// What the closure returns.
    type Outcome;
    /// Makes an attempt.
    fn attempt(&mut self, attempt: impl FnOnce() -> CurrentAttempt) -> Self::Outcome;
}

impl<R, F: FnMut() -> R> AttemptFn<()> for F {
    type Outcome = R;

    #[inline]
    fn attempt(&mut self, _: impl FnOnce() -> CurrentAttempt) -> R {
        self()
    }
}

impl<R, F: FnMut(Attempt) -> R> AttemptFn<(Attempt,)> for F {
    type Outcome = R;

    #[inline]
    fn attempt(&mut self, attempt: impl FnOnce() -> CurrentAttempt) -> R {
        self(*attempt())
    }
}

impl<R, F: FnMut(CurrentAttempt) -> R> AttemptFn<(CurrentAttempt,)> for F {
    type Outcome = R;

    #[inline]
    fn attempt(&mut self, attempt: impl FnOnce() -> CurrentAttempt) -> R {
        self(attempt())
    }
}

/// A closure that returns the future of an attempt.
#[diagnostic::on_unimplemented(
    message = "`call_async` and `retry_async` take a closure that returns a future",
    label = "neither `FnMut() -> impl Future` nor `FnMut(Attempt) -> impl Future`",
    note = "write `|| async {{ … }}`, or `|n: retries::CurrentAttempt| async move {{ … }}` for the attempt's number",
    note = "a closure that blocks is for `call` and `retry`"
)]
pub trait AsyncAttemptFn<M> {
    /// What the future returns.
    type Outcome;
    /// The future of one attempt. It has a name, so that the future of a call is `Send` when this one is.
    type Future: Future<Output = Self::Outcome>;
    /// Makes the future of an attempt.
    fn attempt(&mut self, attempt: impl FnOnce() -> CurrentAttempt) -> Self::Future;
}

impl<R, A: Future<Output = R>, F: FnMut() -> A> AsyncAttemptFn<()> for F {
    type Outcome = R;
    type Future = A;

    #[inline]
    fn attempt(&mut self, _: impl FnOnce() -> CurrentAttempt) -> A {
        self()
    }
}

impl<R, A: Future<Output = R>, F: FnMut(Attempt) -> A> AsyncAttemptFn<(Attempt,)> for F {
    type Outcome = R;
    type Future = A;

    #[inline]
    fn attempt(&mut self, attempt: impl FnOnce() -> CurrentAttempt) -> A {
        self(*attempt())
    }
}

impl<R, A: Future<Output = R>, F: FnMut(CurrentAttempt) -> A> AsyncAttemptFn<(CurrentAttempt,)>
    for F
{
    type Outcome = R;
    type Future = A;

    #[inline]
    fn attempt(&mut self, attempt: impl FnOnce() -> CurrentAttempt) -> A {
        self(attempt())
    }
}

/// An async closure whose future may borrow what the closure changes. No compiler can prove today that the
/// future of its call is `Send`.
#[diagnostic::on_unimplemented(
    message = "`call_async_mut` and `retry_async_mut` take an async closure",
    label = "neither `AsyncFnMut()` nor `AsyncFnMut(Attempt)`",
    note = "write `async || …`, or `async |n: retries::CurrentAttempt| …` for the attempt's number"
)]
pub trait AsyncAttemptMut<M> {
    /// What the closure returns.
    type Outcome;
    /// Makes an attempt.
    fn attempt(
        &mut self,
        attempt: impl FnOnce() -> CurrentAttempt,
    ) -> impl Future<Output = Self::Outcome>;
}

impl<R, F: AsyncFnMut() -> R> AsyncAttemptMut<()> for F {
    type Outcome = R;

    #[inline]
    fn attempt(&mut self, _: impl FnOnce() -> CurrentAttempt) -> impl Future<Output = R> {
        self()
    }
}

impl<R, F: AsyncFnMut(Attempt) -> R> AsyncAttemptMut<(Attempt,)> for F {
    type Outcome = R;

    #[inline]
    fn attempt(&mut self, attempt: impl FnOnce() -> CurrentAttempt) -> impl Future<Output = R> {
        self(*attempt())
    }
}

impl<R, F: AsyncFnMut(CurrentAttempt) -> R> AsyncAttemptMut<(CurrentAttempt,)> for F {
    type Outcome = R;

    #[inline]
    fn attempt(&mut self, attempt: impl FnOnce() -> CurrentAttempt) -> impl Future<Output = R> {
        self(attempt())
    }
}
