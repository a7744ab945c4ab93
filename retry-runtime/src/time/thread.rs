//! Time for functions that block their thread.

use core::future::Future;
use core::pin::pin;
use core::sync::atomic::{AtomicBool, Ordering};
use core::task::{Context, Waker};
use core::time::Duration;
use std::sync::Arc;
use std::task::Wake;
use std::thread::{self, Thread};

use super::budget_clock::since_origin;
use super::clock::{Clock, ThreadClock};
use super::platform::Instant;

/// Returns the time for budgets.
#[must_use]
pub fn now() -> Duration {
    since_origin(ThreadClock::now())
}

/// Watches an attempt on the system's monotonic clock.
pub type Watch = crate::scope::watched::Watch<ThreadClock>;

/// A deadline on the system's monotonic clock.
pub type CallDeadline = super::deadline::CallDeadline<ThreadClock>;

/// Puts the thread to sleep.
#[inline]
pub fn sleep(wait: Duration) {
    wait_by(wait, thread::sleep);
}

/// Waits by calling `sleep = f`. It must return nothing: a future would be dropped without a wait.
#[inline]
pub fn wait_by(wait: Duration, sleep: impl FnOnce(Duration)) {
    #[cfg(feature = "test-util")]
    if crate::recording::record_wait(wait) {
        return;
    }
    sleep(wait);
}

/// Puts the thread to sleep until the wait is over or the future ends. Returns whether the future ended. In a
/// recording it is polled once, and the wait is virtual.
pub fn sleep_unless(wait: Duration, end: impl Future) -> bool {
    let mut end = pin!(end);
    let sleeper = Arc::new(Sleeper::of_this_thread());
    let waker = Waker::from(Arc::clone(&sleeper));
    let mut cx = Context::from_waker(&waker);
    if end.as_mut().poll(&mut cx).is_ready() {
        return true;
    }
    let mut has_ended = false;
    wait_by(wait, |wait| {
        let start = Instant::now();
        loop {
            let left = wait.saturating_sub(start.elapsed());
            if left.is_zero() {
                break;
            }
            if sleeper.take_wake() {
                has_ended = end.as_mut().poll(&mut cx).is_ready();
                if has_ended {
                    break;
                }
            } else {
                thread::park_timeout(left);
            }
        }
    });
    has_ended
}

/// A thread that sleeps until a future wakes it.
struct Sleeper {
    thread: Thread,
    /// The thread's own token is not enough: code inside the future's `poll` may park too, and use the token up.
    is_woken: AtomicBool,
}

impl Sleeper {
    fn of_this_thread() -> Self {
        Self {
            thread: thread::current(),
            is_woken: AtomicBool::new(false),
        }
    }

    /// Returns whether the future has woken the thread since the last call.
    // `Acquire`, so that `poll` sees what was written before the wake.
    fn take_wake(&self) -> bool {
        self.is_woken.swap(false, Ordering::Acquire)
    }
}

impl Wake for Sleeper {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.is_woken.store(true, Ordering::Release);
        self.thread.unpark();
    }
}

#[cfg(test)]
mod tests {
    use super::{Duration, sleep_unless, thread};
    use core::future::{pending, poll_fn};
    use core::sync::atomic::{AtomicBool, Ordering};
    use core::task::Poll;
    use std::sync::mpsc;
    use std::time::Instant;

    const LONG: Duration = Duration::from_secs(60);

    #[test]
    fn a_wait_is_not_shorter_because_others_unpark_the_thread() {
        let (sleeper, is_over) = (thread::current(), AtomicBool::new(false));
        let start = Instant::now();
        let wait = Duration::from_millis(30);
        thread::scope(|scope| {
            scope.spawn(|| {
                while !is_over.load(Ordering::Relaxed) {
                    sleeper.unpark();
                    thread::sleep(Duration::from_millis(1));
                }
            });
            assert!(!sleep_unless(wait, pending::<()>()));
            is_over.store(true, Ordering::Relaxed);
        });
        assert!(start.elapsed() >= wait);
    }

    #[test]
    fn a_future_wakes_the_thread_from_another_one() {
        let (send, receive) = mpsc::channel::<core::task::Waker>();
        let waking = thread::spawn(move || {
            let waker = receive.recv().unwrap();
            thread::sleep(Duration::from_millis(10));
            waker.wake();
        });
        let start = Instant::now();
        let mut is_polled = false;
        let end = poll_fn(|cx| {
            if is_polled {
                return Poll::Ready(());
            }
            is_polled = true;
            send.send(cx.waker().clone()).unwrap();
            Poll::Pending
        });
        assert!(sleep_unless(LONG, end));
        assert!(start.elapsed() < LONG / 2);
        waking.join().unwrap();
    }

    #[test]
    fn a_wake_is_not_lost_if_the_future_parks_the_thread_too() {
        let mut polls = 0;
        let end = poll_fn(|cx| {
            polls += 1;
            if polls == 3 {
                return Poll::Ready(());
            }
            cx.waker().wake_by_ref();
            thread::park();
            Poll::Pending
        });
        assert!(sleep_unless(LONG, end));
        assert_eq!(polls, 3);
    }

    #[test]
    fn a_future_that_has_ended_ends_a_wait_of_zero_too() {
        assert!(sleep_unless(Duration::ZERO, async {}));
        assert!(!sleep_unless(Duration::ZERO, pending::<()>()));
    }

    #[test]
    fn a_future_is_polled_only_after_it_has_woken_the_thread() {
        let mut polls = 0;
        let end = poll_fn(|_| {
            polls += 1;
            Poll::<()>::Pending
        });
        assert!(!sleep_unless(Duration::from_millis(10), end));
        assert_eq!(polls, 1);
    }
}
