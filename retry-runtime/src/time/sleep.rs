//! A wait between two attempts.

use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll};
use core::time::Duration;

use pin_project_lite::pin_project;

use super::timer::Timer;

pin_project! {
    /// A wait on the timer `T`. A wait of zero yields once, so that other tasks run, and does not last
    /// until the timer's next tick.
    ///
    /// The first poll makes the timer in place, so that the code of each function only stores the wait.
    #[derive(Debug)]
    #[project = Projected]
    pub enum Sleep<T>
    where
        T: Timer,
    {
        /// Not polled yet.
        New { wait: Duration },
        /// The timer runs.
        Timer { #[pin] sleep: T::Sleep },
        /// A wait of zero, which is over when it is polled again.
        Yielded,
    }
}

impl<T: Timer> Future for Sleep<T> {
    type Output = ();

    // One copy serves all functions of a crate.
    #[inline(never)]
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        if let Projected::New { wait } = self.as_mut().project() {
            if wait.is_zero() {
                self.set(Self::Yielded);
                cx.waker().wake_by_ref();
                return Poll::Pending;
            }
            let sleep = T::sleep(*wait);
            self.set(Self::Timer { sleep });
        }
        match self.project() {
            Projected::Timer { sleep } => sleep.poll(cx).map(drop),
            Projected::New { .. } | Projected::Yielded => Poll::Ready(()),
        }
    }
}
