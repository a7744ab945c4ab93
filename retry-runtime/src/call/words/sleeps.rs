//! `sleep`: what waits between attempts.

use core::future::Future;
use core::time::Duration;

use super::cancelled_wait::{sleep_unless_cancelled, wait_by_unless_cancelled};
use crate::time::{task, thread};

/// The thread sleeps, and a task waits on the timer of the enabled feature.
#[derive(Clone, Copy, Debug)]
pub struct DefaultSleep;

/// Waits in a call that blocks its thread.
#[diagnostic::on_unimplemented(
    message = "this `sleep` cannot block the thread",
    label = "it must be `Fn(Duration)`, which returns when the wait is over",
    note = "a `sleep` that returns a future is for async functions, `call_async` and `retry_async`",
    note = "if it is a bundle's, write a `sleep` of its own for this function or closure"
)]
pub trait ThreadSleep {
    /// Waits.
    fn sleep(&self, wait: Duration);

    /// Waits until the wait is over, or the future cancels it. Returns whether it was cancelled.
    fn sleep_unless_cancelled(&self, wait: Duration, cancelled: impl Future) -> bool;
}

impl ThreadSleep for DefaultSleep {
    #[inline]
    fn sleep(&self, wait: Duration) {
        thread::sleep(wait);
    }

    fn sleep_unless_cancelled(&self, wait: Duration, cancelled: impl Future) -> bool {
        sleep_unless_cancelled(wait, cancelled)
    }
}

#[diagnostic::do_not_recommend]
impl<F: Fn(Duration)> ThreadSleep for F {
    fn sleep(&self, wait: Duration) {
        thread::wait_by(wait, self);
    }

    fn sleep_unless_cancelled(&self, wait: Duration, cancelled: impl Future) -> bool {
        wait_by_unless_cancelled(wait, self, cancelled)
    }
}

/// A bundle's `sleep` in an async function. Its associated type stops the compiler after one message.
#[diagnostic::on_unimplemented(
    message = "nothing can wait for the task of this function",
    label = "the bundle's `sleep` blocks the thread, or there is no timer",
    note = "write `sleep = f` beside the bundle, with a function that returns a future",
    note = "without `sleep`, enable a feature of `retries` that brings a timer: `tokio`, `async-io`, `futures-timer`, or in a browser `gloo-timers`"
)]
pub trait SleepInTask {
    /// What waits.
    type Sleep: TaskSleep;
    /// Returns it.
    fn in_task(&self) -> &Self::Sleep;
}

/// Waits in a call that yields to an executor.
#[diagnostic::on_unimplemented(
    message = "nothing can wait for this call's task",
    label = "`sleep` must be `Fn(Duration) -> impl Future`",
    note = "if it is a bundle's, write a `sleep` of its own for this function or closure",
    note = "a `sleep` that blocks the thread is for functions that are not async, `call` and `retry`; without `sleep`, enable a feature of `retries` that brings a timer: `tokio`, `async-io`, `futures-timer`, or in a browser `gloo-timers`"
)]
pub trait TaskSleep {
    /// Waits.
    fn sleep(&self, wait: Duration) -> impl Future<Output = ()>;

    /// Runs an attempt for at most `limit`, which is the error if it was cut off.
    fn timeout<A: Future>(
        &self,
        attempt: A,
        limit: Duration,
    ) -> impl Future<Output = Result<A::Output, Duration>>;
}

// With one of the features that bring a timer.
#[cfg(any(
    feature = "tokio",
    feature = "async-io",
    feature = "futures-timer",
    all(feature = "gloo-timers", target_family = "wasm", target_os = "unknown")
))]
impl TaskSleep for DefaultSleep {
    #[inline]
    fn sleep(&self, wait: Duration) -> impl Future<Output = ()> {
        task::sleep::<task::DefaultTimer>(wait)
    }

    fn timeout<A: Future>(
        &self,
        attempt: A,
        limit: Duration,
    ) -> impl Future<Output = Result<A::Output, Duration>> {
        task::timeout::<task::DefaultTimer, A>(attempt, limit)
    }
}

#[cfg(any(
    feature = "tokio",
    feature = "async-io",
    feature = "futures-timer",
    all(feature = "gloo-timers", target_family = "wasm", target_os = "unknown")
))]
impl SleepInTask for DefaultSleep {
    type Sleep = Self;

    #[inline]
    fn in_task(&self) -> &Self {
        self
    }
}

#[diagnostic::do_not_recommend]
impl<F: Fn(Duration) -> W, W: Future> TaskSleep for F {
    fn sleep(&self, wait: Duration) -> impl Future<Output = ()> {
        let wait = task::wait_by(wait, self);
        async move {
            wait.await;
        }
    }

    fn timeout<A: Future>(
        &self,
        attempt: A,
        limit: Duration,
    ) -> impl Future<Output = Result<A::Output, Duration>> {
        task::timeout_by(attempt, limit, self)
    }
}
