//! The scope of the code that runs in this thread, narrowed for a while.

use core::future::Future;
use core::marker::PhantomData;
use core::pin::Pin;
use core::task::{Context, Poll};

use pin_project_lite::pin_project;

use crate::time::{Clock, Deadline, Instant, Outer};

/// Gives the thread its outer scope back when it is dropped, also by a panic.
#[derive(Debug)]
#[must_use]
pub struct Narrowed<C: Clock> {
    outer: Outer,
    clock: PhantomData<C>,
}

impl<C: Clock> Narrowed<C> {
    /// Narrows the scope to this end, if that is sooner than its own. The outermost scope of a thread is entered most
    /// often: only its code is compiled in each function of the user.
    #[inline]
    pub(crate) fn to(end: Option<Instant>) -> Self {
        let Some(end) = end else {
            return Self::from(Outer::Kept);
        };
        Self::from(match C::inherited().get() {
            None => {
                C::inherited().set(Some(end));
                Outer::Replaced(None)
            }
            Some(outer) => C::narrow(end, outer),
        })
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
        match self.outer {
            Outer::Kept => {}
            Outer::Replaced(None) => C::inherited().set(None),
            Outer::Replaced(Some(outer)) => C::restore(outer),
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
