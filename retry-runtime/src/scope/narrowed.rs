//! The scope of the code that runs in this thread, narrowed for a while.

use core::future::Future;
use core::marker::PhantomData;
use core::pin::Pin;
use core::task::{Context, Poll};

use pin_project_lite::pin_project;

use crate::time::{Clock, Deadline, Instant};

/// Gives the thread its outer scope back when it is dropped, also by a panic.
#[derive(Debug)]
#[must_use]
pub struct Narrowed<C: Clock> {
    outer: Outer,
    clock: PhantomData<C>,
}

/// The deadline of the outer scope.
#[derive(Debug)]
enum Outer {
    /// It is still in force.
    Kept,
    Replaced(Option<Instant>),
}

impl<C: Clock> Narrowed<C> {
    /// Narrows the scope to this end, if that is sooner than its own.
    #[inline]
    pub(crate) fn to(end: Option<Instant>) -> Self {
        let Some(end) = end else {
            return Self::from(Outer::Kept);
        };
        let outer = C::inherited().get();
        if outer.is_some_and(|outer| outer <= end) {
            return Self::from(Outer::Kept);
        }
        C::inherited().set(Some(end));
        Self::from(Outer::Replaced(outer))
    }

    /// Leaves the scope.
    #[inline]
    pub(super) fn to_none() -> Self {
        Self::from(Outer::Replaced(C::inherited().replace(None)))
    }

    const fn from(outer: Outer) -> Self {
        Self {
            outer,
            clock: PhantomData,
        }
    }
}

impl<C: Clock> Drop for Narrowed<C> {
    #[inline]
    fn drop(&mut self) {
        if let Outer::Replaced(outer) = self.outer {
            C::inherited().set(outer);
        }
    }
}

pin_project! {
    /// A future that is polled in the scope of a deadline. It stores nothing of the outer scope: where it is polled
    /// next, that may be another one.
    #[derive(Debug)]
    pub struct InScope<'a, D, F> {
        deadline: &'a D,
        #[pin]
        future: F,
    }
}

/// Returns the future with the scope of the deadline.
#[inline]
pub const fn in_scope<D: Deadline, F: Future>(deadline: &D, future: F) -> InScope<'_, D, F> {
    InScope { deadline, future }
}

impl<D: Deadline, F: Future> Future for InScope<'_, D, F> {
    type Output = F::Output;

    #[inline]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let this = self.project();
        let _narrowed = this.deadline.enter();
        this.future.poll(cx)
    }
}
