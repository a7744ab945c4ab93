//! `or_else`: what a call returns instead of a failure that it gives up on.

use core::future::{Future, ready};
use core::marker::PhantomData;

use crate::decision::StopReason;
use crate::outcome::Outcome;

/// The failure itself is returned.
#[derive(Clone, Copy, Debug)]
pub struct NoElse;

/// A function or closure. The marker `M` says whether it takes the reason too.
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

/// The `or_else` of a bundle, implemented for its hidden type.
pub trait ElseWord<R: Outcome> {
    /// Calls it.
    fn or_else(error: R::Error, reason: StopReason) -> R;
}

/// The `or_else` of a bundle that returns a future.
pub trait ElseInTaskWord<R: Outcome> {
    /// Calls it.
    fn or_else(error: R::Error, reason: StopReason) -> impl Future<Output = R>;
}

impl<F, M> ElseBy<F, M> {
    pub(crate) const fn new(function: F) -> Self {
        Self {
            function,
            marker: PhantomData,
        }
    }
}

/// The marker of a function that takes the error.
#[derive(Clone, Copy, Debug)]
pub struct TakesError;

/// The marker of a function that takes the error and the reason.
#[derive(Clone, Copy, Debug)]
pub struct TakesReason;

/// A function of the error, or of the error and the reason.
pub trait ElseFn<E, M> {
    /// What it returns.
    type Output;
    /// Calls it.
    fn call(&self, error: E, reason: StopReason) -> Self::Output;
}

impl<E, O, F: Fn(E) -> O> ElseFn<E, TakesError> for F {
    type Output = O;

    fn call(&self, error: E, _: StopReason) -> O {
        self(error)
    }
}

impl<E, O, F: Fn(E, StopReason) -> O> ElseFn<E, TakesReason> for F {
    type Output = O;

    fn call(&self, error: E, reason: StopReason) -> O {
        self(error, reason)
    }
}

/// An outcome that can be taken apart, and made of an error.
pub trait OwnsError: Outcome + Sized {
    /// Returns the error.
    ///
    /// # Errors
    ///
    /// The outcome, if it is a success.
    fn into_error(self) -> Result<Self::Error, Self>;

    /// Makes the failure with this error.
    fn from_own_error(error: Self::Error) -> Self;
}

impl<T, E> OwnsError for Result<T, E> {
    fn into_error(self) -> Result<E, Self> {
        match self {
            Ok(value) => Err(Ok(value)),
            Err(error) => Ok(error),
        }
    }

    fn from_own_error(error: E) -> Self {
        Err(error)
    }
}

impl<T> OwnsError for Option<T> {
    fn into_error(self) -> Result<(), Self> {
        match self {
            Some(value) => Err(Some(value)),
            None => Ok(()),
        }
    }

    fn from_own_error((): ()) -> Self {
        None
    }
}

/// Returns the error that `or_else` is called with.
///
/// # Errors
///
/// The outcome that is returned as it is: a success, or that of a call that was cancelled.
pub(crate) fn error_for_else<R: OwnsError>(outcome: R, reason: StopReason) -> Result<R::Error, R> {
    match reason {
        StopReason::Cancelled => Err(outcome),
        _ => outcome.into_error(),
    }
}

/// The word of a call that blocks its thread.
#[diagnostic::on_unimplemented(
    message = "this `or_else` cannot make a `{R}`",
    label = "it must take the error, or the error and the `StopReason`, and return `{R}`",
    note = "one that returns a future is for async functions, `call_async` and `retry_async`",
    note = "if it is a bundle's, write `or_else = none`, or one of your own, beside the bundle"
)]
pub trait OrElse<R> {
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

impl<R> OrElse<R> for NoElse {
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

impl<R: OwnsError, M, F: ElseFn<R::Error, M, Output = R>> OrElse<R> for ElseBy<F, M> {
    fn call(&self, outcome: R, reason: StopReason) -> R {
        match error_for_else(outcome, reason) {
            Ok(error) => self.function.call(error, reason),
            Err(outcome) => outcome,
        }
    }
}

impl<R, M, F> OrElseInTask<R> for ElseBy<F, M>
where
    R: OwnsError,
    F: ElseFn<R::Error, M, Output: Future<Output = R>>,
{
    async fn call(&self, outcome: R, reason: StopReason) -> R {
        match error_for_else(outcome, reason) {
            Ok(error) => self.function.call(error, reason).await,
            Err(outcome) => outcome,
        }
    }
}

impl<R: OwnsError, B: ElseWord<R>> OrElse<R> for ElseOf<B> {
    fn call(&self, outcome: R, reason: StopReason) -> R {
        match error_for_else(outcome, reason) {
            Ok(error) => B::or_else(error, reason),
            Err(outcome) => outcome,
        }
    }
}

impl<R: OwnsError, B: ElseWord<R>> OrElseInTask<R> for ElseOf<B> {
    fn call(&self, outcome: R, reason: StopReason) -> impl Future<Output = R> {
        ready(OrElse::call(self, outcome, reason))
    }
}

impl<R: OwnsError, B: ElseInTaskWord<R>> OrElseInTask<R> for ElseInTaskOf<B> {
    async fn call(&self, outcome: R, reason: StopReason) -> R {
        match error_for_else(outcome, reason) {
            Ok(error) => B::or_else(error, reason).await,
            Err(outcome) => outcome,
        }
    }
}
