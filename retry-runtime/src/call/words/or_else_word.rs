//! `or_else`: what a call returns instead of a failure that it gives up on.

use core::future::{Future, ready};
use core::marker::PhantomData;

use super::or_else::{
    AtOnce, Failure, OutcomeOrFuture, or_else_in_task_with_reason, or_else_with_reason,
};
use crate::call::flow::failure::TakeError;
use crate::call::flow::keep::{keeps_nothing, keeps_outcome};
use crate::decision::StopReason;

/// The failure itself is returned.
#[derive(Clone, Copy, Debug)]
pub struct NoElse;

/// A function or closure from the error and the reason. The marker `M` is that of [`OutcomeOrFuture`].
#[derive(Clone, Copy, Debug)]
pub struct ElseBy<F, M> {
    function: F,
    marker: PhantomData<fn() -> M>,
}

/// The word of the bundle with the hidden type `B`.
#[derive(Clone, Copy, Debug)]
pub struct ElseOf<B>(pub B);

/// The word of the bundle with the hidden type `B`, if it returns a future.
#[derive(Clone, Copy, Debug)]
pub struct ElseInTaskOf<B>(pub B);

keeps_nothing!(NoElse);
keeps_outcome! {
    [F, M] ElseBy<F, M>;
    [B] ElseOf<B>;
    [B] ElseInTaskOf<B>;
}

/// The `or_else` of a bundle, implemented for its hidden type.
pub trait ElseWord<R: TakeError> {
    /// Calls it.
    fn or_else(failure: Failure<R>) -> R;
}

/// The `or_else` of a bundle that returns a future.
pub trait ElseInTaskWord<R: TakeError> {
    /// Calls it.
    fn or_else(failure: Failure<R>) -> impl Future<Output = R>;
}

impl<F, M> ElseBy<F, M> {
    pub(in crate::call) const fn new(function: F) -> Self {
        Self {
            function,
            marker: PhantomData,
        }
    }
}

/// The word of a call that blocks its thread.
#[diagnostic::on_unimplemented(
    message = "this `or_else` does not fit a function or closure that is not async",
    label = "it must take the error, or the error and the `StopReason`, and return what the call returns, without `async`",
    note = "for one with `async`, make the function async, or write `call_async` or `retry_async`",
    note = "if it is a bundle's, write `or_else = none`, or one of your own, beside the bundle"
)]
pub trait OrElseOnThread<R> {
    /// Returns what is returned instead of a failure.
    fn call(&self, outcome: R, reason: StopReason) -> R;
}

/// The word of a call that yields to an executor.
#[diagnostic::on_unimplemented(
    message = "this `or_else` cannot make a `{R}`",
    label = "it must take the error, or the error and the `StopReason`, and return a future of `{R}`",
    note = "if it is a bundle's, write `or_else = none`, or one of your own, beside the bundle"
)]
pub trait OrElseInTask<R> {
    /// Returns what is returned instead of a failure.
    fn call(&self, outcome: R, reason: StopReason) -> impl Future<Output = R>;
}

impl<R> OrElseOnThread<R> for NoElse {
    #[inline]
    fn call(&self, outcome: R, _: StopReason) -> R {
        outcome
    }
}

impl<R> OrElseInTask<R> for NoElse {
    #[inline]
    fn call(&self, outcome: R, _: StopReason) -> impl Future<Output = R> {
        ready(outcome)
    }
}

impl<R, F> OrElseOnThread<R> for ElseBy<F, AtOnce>
where
    R: TakeError,
    F: Fn(R::Error, StopReason) -> R,
{
    fn call(&self, outcome: R, reason: StopReason) -> R {
        match Failure::of((outcome, Some(reason))) {
            Ok(failure) => or_else_with_reason(failure, &self.function),
            Err(outcome) => outcome,
        }
    }
}

impl<R, F, O, M> OrElseInTask<R> for ElseBy<F, M>
where
    R: TakeError,
    F: Fn(R::Error, StopReason) -> O,
    O: OutcomeOrFuture<R, M>,
{
    async fn call(&self, outcome: R, reason: StopReason) -> R {
        match Failure::of((outcome, Some(reason))) {
            Ok(failure) => or_else_in_task_with_reason(failure, &self.function).await,
            Err(outcome) => outcome,
        }
    }
}

impl<R: TakeError, B: ElseWord<R>> OrElseOnThread<R> for ElseOf<B> {
    fn call(&self, outcome: R, reason: StopReason) -> R {
        match Failure::of((outcome, Some(reason))) {
            Ok(failure) => B::or_else(failure),
            Err(outcome) => outcome,
        }
    }
}

impl<R: TakeError, B: ElseWord<R>> OrElseInTask<R> for ElseOf<B> {
    fn call(&self, outcome: R, reason: StopReason) -> impl Future<Output = R> {
        ready(OrElseOnThread::call(self, outcome, reason))
    }
}

impl<R: TakeError, B: ElseInTaskWord<R>> OrElseInTask<R> for ElseInTaskOf<B> {
    async fn call(&self, outcome: R, reason: StopReason) -> R {
        match Failure::of((outcome, Some(reason))) {
            Ok(failure) => B::or_else(failure).await,
            Err(outcome) => outcome,
        }
    }
}
