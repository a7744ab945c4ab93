//! A future that is made when it is first polled, so that what makes it is a part of it.

use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll};

use pin_project_lite::pin_project;

pin_project! {
    /// Calls a closure at the first poll, and awaits the future that it returns.
    #[derive(Debug)]
    #[project = Projected]
    pub(crate) enum WhenPolled<F, A> {
        /// Not polled yet.
        New { closure: Option<F> },
        /// The future runs.
        Running { #[pin] future: A },
    }
}

/// Returns the future. Takes `FnOnce` so that the future may borrow from the closure's captures.
#[inline]
pub(crate) const fn when_polled<F: FnOnce() -> A, A: Future>(closure: F) -> WhenPolled<F, A> {
    WhenPolled::New {
        closure: Some(closure),
    }
}

impl<F: FnOnce() -> A, A: Future> Future for WhenPolled<F, A> {
    type Output = A::Output;

    #[inline]
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<A::Output> {
        let closure = match self.as_mut().project() {
            Projected::New { closure } => closure.take(),
            Projected::Running { .. } => None,
        };
        if let Some(closure) = closure {
            let future = closure();
            self.set(Self::Running { future });
        }
        match self.project() {
            Projected::Running { future } => future.poll(cx),
            // The closure panicked.
            Projected::New { .. } => Poll::Pending,
        }
    }
}
