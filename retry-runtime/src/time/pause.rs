//! A wait between two attempts.

use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll};

use pin_project_lite::pin_project;

pin_project! {
    /// A wait on a timer. None at all still lets other tasks run, and does not last until the timer's
    /// next tick.
    #[derive(Debug)]
    #[project = Projected]
    pub enum Pause<S> {
        /// On the timer.
        Timer { #[pin] sleep: S },
        /// For no time.
        Yield { has_yielded: bool },
    }
}

impl<S: Future> Future for Pause<S> {
    type Output = ();

    #[inline]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        match self.project() {
            Projected::Timer { sleep } => sleep.poll(cx).map(drop),
            Projected::Yield { has_yielded: true } => Poll::Ready(()),
            Projected::Yield { has_yielded } => {
                *has_yielded = true;
                cx.waker().wake_by_ref();
                Poll::Pending
            }
        }
    }
}
