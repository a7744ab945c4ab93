//! The closure that `retry` takes before the words, and what it tells inference about their arguments.

use core::marker::PhantomData;

use super::attempt_fn::{AsyncAttemptFn, AsyncAttemptMut, AttemptFn};
use super::words::before_retry::BeforeRetryFuture;
use super::words::or_else::{AtOnce, OutcomeOrFuture};
use crate::outcome::Outcome;

/// No closure yet: `call` takes it.
#[derive(Clone, Copy, Debug)]
pub struct NoClosure;

/// A closure and its kind. The marker `M` is that of [`AttemptFn`].
#[derive(Clone, Copy, Debug)]
pub struct Closure<Kind, F, M> {
    closure: F,
    kind: PhantomData<fn() -> (Kind, M)>,
}

impl<Kind, F, M> Closure<Kind, F, M> {
    pub(super) const fn new(closure: F) -> Self {
        Self {
            closure,
            kind: PhantomData,
        }
    }

    pub(super) fn into_inner(self) -> F {
        self.closure
    }
}

/// The kind of [`AttemptFn`].
#[derive(Clone, Copy, Debug)]
pub struct OnThread;

/// The kind of [`AsyncAttemptFn`].
#[derive(Clone, Copy, Debug)]
pub struct InTask;

/// The kind of [`AsyncAttemptMut`].
#[derive(Clone, Copy, Debug)]
pub struct InTaskMut;

/// The words of a call take this error. Before the closure is known, any.
pub trait HasError<E> {}

/// The words of a call take this value of a success. Before the closure is known, any.
pub trait HasValue<V> {}

impl<E> HasError<E> for NoClosure {}
impl<V> HasValue<V> for NoClosure {}

/// Lets the outcome of a closure decide.
macro_rules! outcome_decides {
    ($($kind:ident: $closure:ident),*) => {$(
        impl<R: Outcome, F: $closure<M, Outcome = R>, M> HasError<R::Error> for Closure<$kind, F, M> {}
        impl<R: Outcome, F: $closure<M, Outcome = R>, M> HasValue<R::Value> for Closure<$kind, F, M> {}
    )*};
}

outcome_decides!(OnThread: AttemptFn, InTask: AsyncAttemptFn, InTaskMut: AsyncAttemptMut);

/// `before_retry` of the call may return a `T`. Before the closure is known, it may return anything.
#[diagnostic::on_unimplemented(
    message = "`before_retry` cannot return `{T}`",
    label = "returns `{T}`",
    note = "return `Result<(), Error>` with the error of the closure, and in a task a future of it"
)]
pub trait BeforeRetryReturns<T> {}

/// `or_else` of the call may return a `T`. Before the closure is known, it may return anything. The marker `N` is that
/// of [`OutcomeOrFuture`].
#[diagnostic::on_unimplemented(
    message = "`or_else` cannot return `{T}`",
    label = "returns `{T}`",
    note = "return what the closure itself returns, and in a task that or a future of it"
)]
pub trait OrElseReturns<T, N> {}

impl<T> BeforeRetryReturns<T> for NoClosure {}
impl<T, N> OrElseReturns<T, N> for NoClosure {}

impl<R: Outcome, F, M> BeforeRetryReturns<Result<(), R::Error>> for Closure<OnThread, F, M> where
    F: AttemptFn<M, Outcome = R>
{
}
impl<R: Outcome, F, M> OrElseReturns<R, AtOnce> for Closure<OnThread, F, M> where
    F: AttemptFn<M, Outcome = R>
{
}

/// In a task, a future may be returned.
macro_rules! may_return_a_future {
    ($($kind:ident: $closure:ident),*) => {$(
        impl<R: Outcome, T, F, M> BeforeRetryReturns<T> for Closure<$kind, F, M>
        where
            F: $closure<M, Outcome = R>,
            T: BeforeRetryFuture<R::Error>,
        {
        }
        impl<R: Outcome, T, N, F, M> OrElseReturns<T, N> for Closure<$kind, F, M>
        where
            F: $closure<M, Outcome = R>,
            T: OutcomeOrFuture<R, N>,
        {
        }
    )*};
}

may_return_a_future!(InTask: AsyncAttemptFn, InTaskMut: AsyncAttemptMut);
