//! The end of all retrying, for a process that is about to exit.

use core::mem;
use core::sync::atomic::{AtomicBool, Ordering};
use core::task::{Poll, Waker};
use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

static IS_SHUT_DOWN: AtomicBool = AtomicBool::new(false);

static WAITING: Mutex<Waiting> = Mutex::new(Waiting {
    last: 0,
    wakers: BTreeMap::new(),
});

/// The waits that `shutdown` ends.
///
/// A waker runs code of its executor, also when it is cloned or dropped: the last waker of a task drops the task's
/// future, which may use this list. So the lock is free whenever a waker is cloned, called or dropped.
#[derive(Debug)]
struct Waiting {
    /// The number of the latest wait. The first one is 1.
    last: u64,
    wakers: BTreeMap<u64, Waker>,
}

impl Waiting {
    /// Adds a wait, which then has a number other than 0, or replaces its waker. Returns the waker that it had.
    ///
    /// # Errors
    ///
    /// The waker, if the process was shut down.
    fn insert(&mut self, number: &mut u64, waker: Waker) -> Result<Option<Waker>, Waker> {
        if is_shut_down() {
            return Err(waker);
        }
        if *number == 0 {
            self.last += 1;
            *number = self.last;
        }
        Ok(self.wakers.insert(*number, waker))
    }
}

fn waiting() -> MutexGuard<'static, Waiting> {
    WAITING.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Ends all retrying of this process, for good: call it when the process is about to exit, so that no retry delays
/// that.
///
/// - A call makes its first attempt, and no retry: its failure is returned at once, with
///   [`StopReason::Cancelled`](crate::StopReason::Cancelled).
/// - A call with the word `cancel` that is waiting ends its wait at once, and returns its last failure. The
///   word needs no token for this.
/// - Any other call that is waiting waits to the end, makes the attempt after it, and no retry. Write `cancel` into
///   your bundle, so that none does.
/// - An attempt under way continues.
///
/// Nothing turns retrying on again, in contrast to [`set_enabled`](crate::set_enabled). A second call does
/// nothing. The function takes a lock: call it from a thread or a task that receives the signal, and not in a
/// signal handler itself.
///
/// ```
/// use retries::retry;
///
/// #[retry(exp(base = "1s"))]
/// fn get() -> Result<(), &'static str> {
///     Err("down")
/// }
///
/// retries::shutdown();
/// assert_eq!(get(), Err("down")); // one attempt
/// ```
pub fn shutdown() {
    let wakers = {
        let mut waiting = waiting();
        IS_SHUT_DOWN.store(true, Ordering::Relaxed);
        mem::take(&mut waiting.wakers)
    };
    for waker in wakers.into_values() {
        waker.wake();
    }
}

/// Returns whether [`shutdown`] was called.
///
/// ```
/// assert!(!retries::is_shut_down());
/// retries::shutdown();
/// assert!(retries::is_shut_down());
/// ```
#[must_use]
#[inline]
pub fn is_shut_down() -> bool {
    // `Relaxed`: the flag guards no other data. Whoever waits reads it again under the lock.
    IS_SHUT_DOWN.load(Ordering::Relaxed)
}

/// The place of one wait in the list of `shutdown`. It leaves the list when it is dropped.
#[derive(Debug)]
pub(crate) struct ShutdownWait {
    /// 0 outside the list.
    number: u64,
}

impl ShutdownWait {
    pub(crate) const fn new() -> Self {
        Self { number: 0 }
    }

    /// Returns whether the process was shut down. Otherwise `shutdown` will call the waker.
    pub(crate) fn poll(&mut self, waker: &Waker) -> Poll<()> {
        let waker = waker.clone();
        let inserted = waiting().insert(&mut self.number, waker);
        match inserted {
            Ok(_) => Poll::Pending,
            Err(_) => Poll::Ready(()),
        }
    }
}

impl Drop for ShutdownWait {
    fn drop(&mut self) {
        if self.number != 0 {
            // The waker is dropped after this statement, and the guard at its end.
            let _waker = waiting().wakers.remove(&self.number);
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::{ShutdownWait, is_shut_down, shutdown, waiting};
    use core::sync::atomic::{AtomicUsize, Ordering};
    use core::task::{Poll, Waker};
    use std::env;
    use std::process::Command;
    use std::sync::Arc;
    use std::task::Wake;

    /// Runs the test with this path in a process of its own, because a process that is shut down stays so.
    pub(crate) fn in_own_process(path: &str, test: impl FnOnce()) {
        const ALONE: &str = "RETRIES_TEST_ALONE";
        if env::var_os(ALONE).is_some() {
            return test();
        }
        let output = Command::new(env::current_exe().unwrap())
            .args(["--exact", path, "--nocapture"])
            .env(ALONE, "1")
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stdout);
        let is_run = said.contains("1 passed");
        assert!(is_run, "{said}{}", String::from_utf8_lossy(&output.stderr));
    }

    #[derive(Default)]
    struct Wakes(AtomicUsize);

    impl Wake for Wakes {
        fn wake(self: Arc<Self>) {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }

    impl Wakes {
        fn waker(self: &Arc<Self>) -> Waker {
            Waker::from(Arc::clone(self))
        }
    }

    /// Leaves the list when it is dropped, as the future of a task does.
    struct WakesTask {
        _wait: ShutdownWait,
    }

    impl Wake for WakesTask {
        fn wake(self: Arc<Self>) {}
    }

    #[test]
    fn shutdown_wakes_each_wait_once_and_forgets_those_that_were_dropped() {
        in_own_process(
            "shutdown::tests::shutdown_wakes_each_wait_once_and_forgets_those_that_were_dropped",
            || {
                let (kept, dropped) = (Arc::<Wakes>::default(), Arc::<Wakes>::default());
                let mut waits = [const { ShutdownWait::new() }; 3];
                for wait in &mut waits {
                    assert_eq!(wait.poll(&kept.waker()), Poll::Pending);
                    assert_eq!(wait.poll(&kept.waker()), Poll::Pending);
                }
                let mut other = ShutdownWait::new();
                assert_eq!(other.poll(&dropped.waker()), Poll::Pending);
                assert_eq!(waiting().wakers.len(), 4);
                drop(other);
                assert_eq!(waiting().wakers.len(), 3);
                assert_eq!(Arc::strong_count(&dropped), 1);

                assert!(!is_shut_down());
                shutdown();
                shutdown();
                assert!(is_shut_down());
                assert_eq!(kept.0.load(Ordering::Relaxed), 3);
                assert_eq!(dropped.0.load(Ordering::Relaxed), 0);
                assert_eq!(waits[0].poll(&kept.waker()), Poll::Ready(()));
                drop(waits);
                assert!(waiting().wakers.is_empty());
                assert_eq!(Arc::strong_count(&kept), 1);
            },
        );
    }

    #[test]
    fn a_waker_that_is_dropped_may_drop_a_wait() {
        let waker_with_wait = || {
            let mut inner = ShutdownWait::new();
            assert_eq!(inner.poll(Waker::noop()), Poll::Pending);
            Waker::from(Arc::new(WakesTask { _wait: inner }))
        };
        let mut outer = ShutdownWait::new();
        assert_eq!(outer.poll(&waker_with_wait()), Poll::Pending);
        // Both drop the last waker of a task.
        assert_eq!(outer.poll(&waker_with_wait()), Poll::Pending);
        drop(outer);
    }
}
