//! `sleep` as a word of a bundle. Only the compiler knows whether the function that the user wrote blocks its
//! thread or returns a future, so that the type of the word is made of a constant.

use core::future::{Future, Ready, ready};
use core::time::Duration;

use crate::call::words::cancelled_wait::wait_by_unless_cancelled;
use crate::call::words::sleeps::{SleepInTask, TaskSleep, ThreadSleep};
use crate::time::{task, thread};

/// The `sleep` of a bundle, implemented for its hidden type.
pub trait SleepWord {
    /// Calls it. The future of one that blocks its thread is ready.
    fn sleep(wait: Duration) -> (impl Future, impl Place);
}

/// The word of the bundle with the hidden type `B`.
#[derive(Clone, Copy, Debug)]
pub struct SleepOf<B, const IN_TASK: bool>(pub B);

impl<B: SleepWord> ThreadSleep for SleepOf<B, false> {
    fn sleep(&self, wait: Duration) {
        thread::wait_by(wait, |wait| drop(B::sleep(wait).0));
    }

    fn sleep_unless_cancelled(&self, wait: Duration, cancelled: impl Future) -> bool {
        wait_by_unless_cancelled(wait, |wait| drop(B::sleep(wait).0), cancelled)
    }
}

impl<B: SleepWord> TaskSleep for SleepOf<B, true> {
    fn sleep(&self, wait: Duration) -> impl Future<Output = ()> {
        let wait = task::wait_by(wait, |wait| B::sleep(wait).0);
        async move {
            wait.await;
        }
    }

    fn timeout<A: Future>(
        &self,
        attempt: A,
        limit: Duration,
    ) -> impl Future<Output = Result<A::Output, Duration>> {
        task::timeout_by(attempt, limit, |limit| B::sleep(limit).0)
    }
}

impl<B: SleepWord> SleepInTask for SleepOf<B, true> {
    type Sleep = Self;

    fn in_task(&self) -> &Self {
        self
    }
}

/// What a `sleep` may return. The compiler infers the place, because `()` is no future.
#[diagnostic::on_unimplemented(
    message = "`sleep` returns `{Self}`, which is no wait",
    label = "neither `()` nor a future",
    note = "write `sleep = |wait| std::thread::sleep(wait)` or `sleep = |wait| tokio::time::sleep(wait)`"
)]
pub trait Slept<P> {
    /// Where it waits.
    const PLACE: P;
    /// The future, or one that is ready.
    type Future: Future;
    /// Returns the future.
    fn into_future(self) -> Self::Future;
}

/// Where a `sleep` waits.
pub trait Place {
    /// Whether it is a task.
    const IS_TASK: bool;
}

/// The place of a `sleep` that blocks.
#[derive(Debug)]
pub struct OnThread;

/// The place of a `sleep` that returns a future.
#[derive(Debug)]
pub struct InTask;

impl Place for OnThread {
    const IS_TASK: bool = false;
}

impl Place for InTask {
    const IS_TASK: bool = true;
}

impl Slept<OnThread> for () {
    const PLACE: OnThread = OnThread;
    type Future = Ready<()>;

    fn into_future(self) -> Ready<()> {
        ready(())
    }
}

impl<F: Future> Slept<InTask> for F {
    const PLACE: InTask = InTask;
    type Future = F;

    fn into_future(self) -> F {
        self
    }
}

/// Returns whether the `sleep` of a bundle returns a future.
#[must_use]
pub const fn sleeps_in_task<F, P: Place>(_: fn(Duration) -> (F, P)) -> bool {
    P::IS_TASK
}

/// Calls the `sleep` of a bundle.
pub fn bundle_sleep<P: Place, S: Slept<P>>(
    wait: Duration,
    sleep: impl FnOnce(Duration) -> S,
) -> (S::Future, P) {
    (sleep(wait).into_future(), S::PLACE)
}
