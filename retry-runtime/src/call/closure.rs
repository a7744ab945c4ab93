//! The closure that `retry` takes before the words, and what it tells inference about their arguments.

use core::marker::PhantomData;

use super::attempt_fn::{AsyncAttemptFn, AsyncAttemptMut, AttemptFn};
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
