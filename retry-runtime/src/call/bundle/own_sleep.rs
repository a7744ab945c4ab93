//! A function's own `sleep = f` beside its bundle.

use core::cell::Cell;
use core::future::Future;
use core::time::Duration;

use crate::call::words::cancelled_wait::wait_by_unless_cancelled;
use crate::call::words::sleeps::{TaskSleep, ThreadSleep};
use crate::time::{task, thread};

/// A closure that is called once, so that it may change what it captures.
pub struct OwnSleep<F>(Cell<Option<F>>);

/// Returns the word.
#[inline]
pub const fn own_sleep<F: FnOnce(Duration) -> W, W>(sleep: F) -> OwnSleep<F> {
    OwnSleep(Cell::new(Some(sleep)))
}

impl<F: FnOnce(Duration)> ThreadSleep for OwnSleep<F> {
    fn sleep(&self, wait: Duration) {
        if let Some(sleep) = self.0.take() {
            thread::wait_by(wait, sleep);
        }
    }

    fn sleep_unless_cancelled(&self, wait: Duration, cancelled: impl Future) -> bool {
        match self.0.take() {
            Some(sleep) => wait_by_unless_cancelled(wait, sleep, cancelled),
            None => false,
        }
    }
}

impl<F: FnOnce(Duration) -> W, W: Future> TaskSleep for OwnSleep<F> {
    fn sleep(&self, wait: Duration) -> impl Future<Output = ()> {
        let wait = self.0.take().map(|sleep| task::wait_by(wait, sleep));
        async move {
            if let Some(wait) = wait {
                wait.await;
            }
        }
    }

    async fn timeout<A: Future>(&self, attempt: A, limit: Duration) -> Result<A::Output, Duration> {
        let sleep = self.0.take().ok_or(limit)?;
        task::timeout_by(attempt, limit, sleep).await
    }
}
