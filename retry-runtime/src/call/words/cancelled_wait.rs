//! Waits that end when a future does, or at `retries::shutdown()`.

use core::future::{Future, pending};
use core::pin::{Pin, pin};
use core::task::{Context, Poll, Waker};
use core::time::Duration;

use pin_project_lite::pin_project;

use crate::shutdown::{ShutdownWait, is_shut_down};
use crate::time::thread;

/// Returns whether the future has ended, or the process was shut down.
pub fn is_cancelled(cancelled: impl Future) -> bool {
    is_cancelled_now(pin!(cancelled))
}

fn is_cancelled_now(cancelled: Pin<&mut impl Future>) -> bool {
    is_shut_down()
        || cancelled
            .poll(&mut Context::from_waker(Waker::noop()))
            .is_ready()
}

/// Puts the thread to sleep until the wait is over or cancelled. Returns whether it was cancelled.
pub fn sleep_unless_cancelled(wait: Duration, cancelled: impl Future) -> bool {
    thread::sleep_unless(wait, unless_cancelled(pending::<()>(), cancelled))
}

/// As [`sleep_unless_cancelled`], by calling `sleep = f`, which nothing can interrupt.
pub fn wait_by_unless_cancelled(
    wait: Duration,
    sleep: impl FnOnce(Duration),
    cancelled: impl Future,
) -> bool {
    let mut cancelled = pin!(cancelled);
    if is_cancelled_now(cancelled.as_mut()) {
        return true;
    }
    thread::wait_by(wait, sleep);
    is_cancelled_now(cancelled)
}

/// Waits in a task until `sleep` is over or cancelled. Returns whether it was cancelled.
#[inline]
pub const fn unless_cancelled<S: Future, C: Future>(sleep: S, cancelled: C) -> CancelledWait<S, C> {
    CancelledWait {
        sleep,
        cancelled,
        shutdown: ShutdownWait::new(),
    }
}

pin_project! {
    /// A wait that can be cancelled.
    #[derive(Debug)]
    pub struct CancelledWait<S, C> {
        #[pin]
        sleep: S,
        #[pin]
        cancelled: C,
        shutdown: ShutdownWait,
    }
}

impl<S: Future, C: Future> Future for CancelledWait<S, C> {
    type Output = bool;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<bool> {
        let this = self.project();
        if is_shut_down() || this.cancelled.poll(cx).is_ready() {
            return Poll::Ready(true);
        }
        if this.sleep.poll(cx).is_ready() {
            return Poll::Ready(false);
        }
        // Last, because it takes a lock.
        this.shutdown.poll(cx.waker()).map(|()| true)
    }
}
