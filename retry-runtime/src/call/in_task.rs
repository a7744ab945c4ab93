//! The loop for closures that return futures.

use core::future::Future;
use core::pin::pin;

use super::attempt_fn::{AsyncAttemptFn, AsyncAttemptMut};
use super::call_words::TaskWords;
use super::closure::{Closure, InTask, InTaskMut, NoClosure};
use super::flow::progress::Progress;
use super::flow::state_by_kind::Kinds;
use super::retry::Retry;
use super::words::cut_off::{CutOff, run_attempt};
use crate::outcome::Outcome;
use crate::scope::when_polled::when_polled;
use crate::time::task;

impl<W> Retry<W> {
    /// As [`Policy::call_async`](crate::Policy::call_async), with the other words.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread", start_paused = true)]
    /// # async fn main() {
    /// use retries::Policy;
    ///
    /// let is_busy = |status: &u16| *status == 503;
    /// let result = Policy::new().on(is_busy).call_async(|| async { Err::<(), _>(404) }).await;
    /// assert_eq!(result, Err(404));
    /// # }
    /// ```
    #[inline]
    pub fn call_async<R: Outcome, A: AsyncAttemptFn<M, Outcome = R>, M>(
        self,
        attempt: A,
    ) -> impl Future<Output = R>
    where
        W: TaskWords<R>,
    {
        run(self.map_closure(|NoClosure| attempt))
    }

    /// As [`Policy::call_async_mut`](crate::Policy::call_async_mut), with the other words.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread", start_paused = true)]
    /// # async fn main() {
    /// use retries::Policy;
    ///
    /// let mut sent = 0;
    /// let call = Policy::new().on(|_| true).call_async_mut(async || {
    ///     sent += 1;
    ///     (sent == 2).then_some("sent")
    /// });
    /// assert_eq!(call.await, Some("sent"));
    /// # }
    /// ```
    #[inline]
    pub fn call_async_mut<R: Outcome, A: AsyncAttemptMut<M, Outcome = R>, M>(
        self,
        attempt: A,
    ) -> impl Future<Output = R>
    where
        W: TaskWords<R>,
    {
        run_mut(self.map_closure(|NoClosure| attempt))
    }
}

impl<W, A, M> Retry<W, Closure<InTask, A, M>> {
    /// Calls the closure that [`retry_async`](crate::retry_async) took until its future succeeds or the policy
    /// ends the call, and returns the last outcome.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread", start_paused = true)]
    /// # async fn main() {
    /// use retries::retry_async;
    ///
    /// assert_eq!(retry_async(|| async { "7".parse::<u8>() }).call().await, Ok(7));
    /// # }
    /// ```
    #[inline]
    pub fn call<R: Outcome>(self) -> impl Future<Output = R>
    where
        A: AsyncAttemptFn<M, Outcome = R>,
        W: TaskWords<R>,
    {
        run(self.map_closure(Closure::into_inner))
    }
}

impl<W, A, M> Retry<W, Closure<InTaskMut, A, M>> {
    /// Calls the closure that [`retry_async_mut`](crate::retry_async_mut) took until it succeeds or the policy
    /// ends the call, and returns the last outcome.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread", start_paused = true)]
    /// # async fn main() {
    /// use retries::retry_async_mut;
    ///
    /// let mut queue = vec![Some(7), None];
    /// let next = retry_async_mut(async || queue.pop().flatten()).call();
    /// assert_eq!(next.await, Some(7));
    /// # }
    /// ```
    #[inline]
    pub fn call<R: Outcome>(self) -> impl Future<Output = R>
    where
        A: AsyncAttemptMut<M, Outcome = R>,
        W: TaskWords<R>,
    {
        run_mut(self.map_closure(Closure::into_inner))
    }
}

/// Returns the future of a call. It is a macro, since no bound covers the closures of both functions below
/// without losing `Send`.
///
/// What the future keeps is made before the async block, in which it would take its space twice.
macro_rules! future_of_call {
    ($retry:expr) => {{
        let retry = $retry;
        let policy = retry.policy_in_time();
        let (site, words, mut closure) = (retry.site, retry.words, retry.closure);
        async move {
            // In one `match` with the await, the future would have room for the outcome of a refused call.
            let begun = match words.begin(task::now) {
                Ok(budget) => Ok(budget),
                Err(refused) => match words.refused(refused) {
                    Ok(refused) => return refused,
                    Err(instead) => Err(instead),
                },
            };
            let budget = match begun {
                Ok(budget) => budget,
                Err(instead) => return instead.await,
            };
            let deadline = task::CallDeadline::start(&policy);
            let mut progress = Progress::of_closure(words.kinds().begin(), site, budget, deadline);
            if !W::Timeout::OBEYS_POLICY {
                progress.report_ignored_timeout(&policy);
            }
            loop {
                let pause = {
                    let attempted = {
                        let number = || {
                            let attempt_timeout = W::Timeout::attempt_timeout(&policy);
                            progress.current_attempt(&policy, attempt_timeout)
                        };
                        let attempt = pin!(when_polled(|| closure.attempt(number)));
                        let (state, deadline) = (progress.state(), progress.deadline());
                        run_attempt(
                            words.timeout(),
                            attempt,
                            state,
                            &policy,
                            deadline,
                            words.sleep(),
                        )
                        .await
                    };
                    match words.after_attempt(&mut progress, &policy, task::now, attempted) {
                        Ok(pause) => pause,
                        Err(outcome) => return outcome,
                    }
                };
                if let Some(outcome) = words.pause(&mut progress, &policy, pause).await {
                    return outcome;
                }
            }
        }
    }};
}

#[inline]
pub(super) fn run<W, R: Outcome, A, M>(retry: Retry<W, A>) -> impl Future<Output = R>
where
    A: AsyncAttemptFn<M, Outcome = R>,
    W: TaskWords<R>,
{
    future_of_call!(retry)
}

#[inline]
pub(super) fn run_mut<W, R: Outcome, A, M>(retry: Retry<W, A>) -> impl Future<Output = R>
where
    A: AsyncAttemptMut<M, Outcome = R>,
    W: TaskWords<R>,
{
    future_of_call!(retry)
}
