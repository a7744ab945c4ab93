//! `sleep`: what waits between attempts.

use core::future::Future;
use core::pin::Pin;
use core::time::Duration;

use super::cut_off::CutOff;
use crate::policy::Policy;
use crate::state::RetryState;
use crate::time::{Clock, task, thread};

/// The thread sleeps, and a task waits on the timer of the enabled feature.
#[derive(Clone, Copy, Debug)]
pub struct DefaultSleep;

/// Waits in a call that blocks its thread.
#[diagnostic::on_unimplemented(
    message = "this `sleep` cannot block the thread",
    label = "it must be `Fn(Duration)`, which returns when the wait is over",
    note = "a `sleep` that returns a future is for `call_async` and `retry_async`"
)]
pub trait ThreadSleep {
    /// Waits.
    fn sleep(&self, wait: Duration);
}

impl ThreadSleep for DefaultSleep {
    #[inline]
    fn sleep(&self, wait: Duration) {
        thread::sleep(wait);
    }
}

#[diagnostic::do_not_recommend]
impl<F: Fn(Duration)> ThreadSleep for F {
    fn sleep(&self, wait: Duration) {
        thread::wait_by(wait, self);
    }
}

/// Waits in a call that yields to an executor.
#[diagnostic::on_unimplemented(
    message = "nothing can wait for this call's task",
    label = "`sleep` must be `Fn(Duration) -> impl Future`",
    note = "a `sleep` that blocks the thread is for `call` and `retry`; without `sleep`, enable a feature of `retries` that brings a timer: `tokio`, `async-io`, `futures-timer`, or in a browser `gloo-timers`"
)]
pub trait TaskSleep {
    /// Waits.
    fn sleep(&self, wait: Duration) -> impl Future<Output = ()>;

    /// Runs an attempt. Returns its outcome and whether it was cut off.
    fn run<R, A: Future<Output = R>>(
        &self,
        cut_off: impl CutOff<R>,
        attempt: Pin<&mut A>,
        state: &RetryState,
        policy: &Policy,
        clock: &impl Clock,
    ) -> impl Future<Output = (R, bool)>;
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

    fn run<R, A: Future<Output = R>>(
        &self,
        cut_off: impl CutOff<R>,
        attempt: Pin<&mut A>,
        state: &RetryState,
        policy: &Policy,
        clock: &impl Clock,
    ) -> impl Future<Output = (R, bool)> {
        cut_off.run::<task::DefaultTimer, _, _>(attempt, state, policy, clock)
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

    fn run<R, A: Future<Output = R>>(
        &self,
        cut_off: impl CutOff<R>,
        attempt: Pin<&mut A>,
        state: &RetryState,
        policy: &Policy,
        clock: &impl Clock,
    ) -> impl Future<Output = (R, bool)> {
        cut_off.run_by(attempt, state, policy, clock, self)
    }
}
