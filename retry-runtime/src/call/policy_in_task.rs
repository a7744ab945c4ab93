//! Calls of async closures by a policy without other words.

use core::future::Future;

use super::attempt_fn::{AsyncAttemptFn, AsyncAttemptMut};
use super::call_words::TaskWords;
use super::in_task::{run, run_mut};
use super::retry::{Retry, Words};
use crate::outcome::Outcome;
use crate::policy::Policy;

impl Policy {
    /// As [`call`](Self::call), for a closure that returns a new future for each attempt.
    ///
    /// An attempt timeout of the policy needs [`on_timeout`](Self::on_timeout), which makes the error of an
    /// attempt that was cut off. This method ignores such a timeout, and says so once in the log of the feature
    /// `tracing`.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread", start_paused = true)]
    /// # async fn main() {
    /// use retries::Policy;
    ///
    /// let result = Policy::new().call_async(|| async { Err::<(), _>("down") }).await;
    /// assert_eq!(result, Err("down"));
    /// # }
    /// ```
    #[inline]
    pub fn call_async<R: Outcome, A: AsyncAttemptFn<M, Outcome = R>, M>(
        self,
        attempt: A,
    ) -> impl Future<Output = R>
    where
        Words: TaskWords<R>,
    {
        run(Retry::new(self, Words::NONE, attempt))
    }

    /// As [`call_async`](Self::call_async), for an async closure whose future borrows what the closure
    /// changes. The compiler cannot prove that the future of such a call is `Send`: do not spawn it.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread", start_paused = true)]
    /// # async fn main() {
    /// use retries::Policy;
    ///
    /// struct Feed(u32);
    ///
    /// impl Feed {
    ///     async fn next(&mut self) -> Option<u32> {
    ///         self.0 += 1;
    ///         (self.0 > 2).then_some(self.0)
    ///     }
    ///
    ///     async fn patient_next(&mut self) -> Option<u32> {
    ///         Policy::new().call_async_mut(async || self.next().await).await
    ///     }
    /// }
    ///
    /// assert_eq!(Feed(0).patient_next().await, Some(3));
    /// # }
    /// ```
    #[inline]
    pub fn call_async_mut<R: Outcome, A: AsyncAttemptMut<M, Outcome = R>, M>(
        self,
        attempt: A,
    ) -> impl Future<Output = R>
    where
        Words: TaskWords<R>,
    {
        run_mut(Retry::new(self, Words::NONE, attempt))
    }
}
