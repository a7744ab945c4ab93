//! The loop for closures that return futures.

use super::judge::retry_all;
use super::{Progress, Retry};
use crate::budget::retry_budget::RetryBudget;
use crate::decision::IntoDecision;
use crate::observe::call_observer::CallObserver;
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
        self.on(retry_all::<R::Error>).call_async(attempt).await
    }
}

impl<P, B: RetryBudget> Retry<P, B> {
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
    pub async fn call_async<R, F, D>(self, mut attempt: impl FnMut() -> F) -> R
    where
        R: Outcome,
        F: Future<Output = R>,
        P: Fn(&R::Error) -> D,
        D: IntoDecision,
    {
        let mut progress = Progress::start(&self, task::now);
        let clock = task::Stopwatch::start_for(&self.policy);
        loop {
            let (wait, withdrawal) = {
                let outcome = attempt().await;
                match progress.next_wait(&outcome, &clock) {
                    Some(retry) => retry,
                    None => return outcome,
                }
            };
            task::sleep::<task::DefaultTimer>(wait).await;
            withdrawal.spend();
            progress.observer.waited();
        }
    }
}
