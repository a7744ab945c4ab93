//! The loop for closures that return futures.

use core::pin::pin;

use super::cut_off::CutOff;
use super::words::{BudgetWord, OnError, OnGiveUp, OnRetry, OnSuccess, RetryAll};
use super::{Progress, Retry};
use crate::outcome::Outcome;
use crate::policy::Policy;
use crate::time::task;

impl Policy {
    /// As [`call`](Self::call), for a closure that returns a new future for each attempt.
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
    pub async fn call_async<R, F>(self, attempt: impl FnMut() -> F) -> R
    where
        R: Outcome,
        F: Future<Output = R>,
    {
        self.on(RetryAll).call_async(attempt).await
    }
}

impl<On, Budget: BudgetWord, OnOk, Retrying, GivingUp, Timeout>
    Retry<On, Budget, OnOk, Retrying, GivingUp, Timeout>
{
    /// As [`Policy::call_async`], for the chosen failures.
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
    pub async fn call_async<R, F>(self, mut attempt: impl FnMut() -> F) -> R
    where
        R: Outcome,
        F: Future<Output = R>,
        for<'a> &'a On: OnError<R::Error>,
        for<'a> &'a OnOk: OnSuccess<R::Value>,
        for<'a> &'a Retrying: OnRetry<R::Error>,
        for<'a> &'a GivingUp: OnGiveUp<R::Error>,
        Timeout: CutOff<R>,
    {
        let mut progress = Progress::start(self.budget.budget(), task::now);
        let clock = task::Stopwatch::start_for(&self.policy);
        loop {
            let wait = {
                let attempt = pin!(attempt());
                let (outcome, has_timed_out) = self
                    .timeout
                    .run::<task::DefaultTimer, _, _>(attempt, &progress.state, &self.policy, &clock)
                    .await;
                match progress.next_wait(&self, &outcome, has_timed_out, &clock) {
                    Some(wait) => wait,
                    None => return outcome,
                }
            };
            task::sleep::<task::DefaultTimer>(wait).await;
            progress.waited();
        }
    }
}
