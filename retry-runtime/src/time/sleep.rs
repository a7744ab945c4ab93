//! A wait between two attempts.

use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll};
use core::time::Duration;

use pin_project_lite::pin_project;

use super::task::Timer;

pin_project! {
    /// A wait on a timer. None at all still lets other tasks run, and does not last until the timer's
    /// next tick.
    ///
    /// It makes the timer when it is first polled, and so in its place: what a function does about it is
    /// to write down how long it waits.
    #[derive(Debug)]
    #[project = Projected]
    pub enum Pause<T>
    where
        T: Timer,
    {
        /// Not begun.
        Ahead { wait: Duration },
        /// On the timer.
        Timer { #[pin] sleep: T::Sleep },
        /// For no time, which is over when it is polled again.
        Yielded,
    }
}

impl<T: Timer> Future for Pause<T> {
    type Output = ();

    // There is one for all functions of a crate.
    #[inline(never)]
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        if let Projected::Ahead { wait } = self.as_mut().project() {
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
            Projected::Ahead { .. } | Projected::Yielded => Poll::Ready(()),
        }
    }
}
