//! The attempt of a function that returns a future.

use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll};

use pin_project_lite::pin_project;

pin_project! {
    /// Calls a closure and awaits the future that it returns. The closure is called at the first poll, so that it is
    /// not called if the budget refuses the call.
    #[derive(Debug)]
    #[project = Projected]
    pub enum CallWhenPolled<F, A> {
        /// Not polled yet.
        New { closure: Option<F> },
        /// The future runs.
        Running { #[pin] attempt: A },
    }
}

/// Returns the attempt. Takes `FnOnce` so that the future may borrow from the closure's captures.
#[inline]
pub const fn call_when_polled<F: FnOnce() -> A, A: Future>(closure: F) -> CallWhenPolled<F, A> {
    CallWhenPolled::New {
        closure: Some(closure),
    }
}

impl<F: FnOnce() -> A, A: Future> Future for CallWhenPolled<F, A> {
    type Output = A::Output;

    #[inline]
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<A::Output> {
        let closure = match self.as_mut().project() {
            Projected::New { closure } => closure.take(),
            Projected::Running { .. } => None,
        };
        if let Some(closure) = closure {
            let attempt = closure();
            self.set(Self::Running { attempt });
        }
        match self.project() {
            Projected::Running { attempt } => attempt.poll(cx),
            // The closure panicked.
            Projected::New { .. } => Poll::Pending,
        }
    }
}
