//! The loop for closures that block their thread.

use super::cut_off::Blocking;
use super::words::{BudgetWord, OnError, OnGiveUp, OnRetry, OnSuccess, RetryAll};
use super::{Progress, Retry};
use crate::outcome::Outcome;
use crate::policy::Policy;
use crate::time::thread;

impl Policy {
    /// Calls `attempt` until it succeeds or the policy ends it, and returns the last outcome.
    /// Every failure is retried; [`on`](Self::on) chooses. The thread sleeps between attempts.
    ///
    /// ```
    /// use retries::{Backoff, Policy};
    /// use std::time::Duration;
    ///
    /// let policy = Policy::new().backoff(Backoff::fixed(Duration::from_millis(1)));
    /// let mut attempts = 0;
    /// let result = policy.call(|| {
    ///     attempts += 1;
    ///     if attempts < 3 { Err("not yet") } else { Ok(attempts) }
    /// });
    /// assert_eq!(result, Ok(3));
    /// ```
    pub fn call<R: Outcome>(self, attempt: impl FnMut() -> R) -> R {
        self.on(RetryAll).call(attempt)
    }
}

impl<On, Budget: BudgetWord, OnOk, Retrying, GivingUp, Timeout>
    Retry<On, Budget, OnOk, Retrying, GivingUp, Timeout>
{
    /// As [`Policy::call`], for the chosen failures.
    ///
    /// ```
    /// use retries::Policy;
    ///
    /// let result = Policy::new().on(|_: &()| false).call(|| None::<u8>);
    /// assert_eq!(result, None);
    /// ```
    pub fn call<R>(self, mut attempt: impl FnMut() -> R) -> R
    where
        R: Outcome,
        for<'a> &'a On: OnError<R::Error>,
        for<'a> &'a OnOk: OnSuccess<R::Value>,
        for<'a> &'a Retrying: OnRetry<R::Error>,
        for<'a> &'a GivingUp: OnGiveUp<R::Error>,
        Timeout: Blocking,
    {
        let mut progress = Progress::start(self.budget.budget(), thread::now);
        let clock = thread::Stopwatch::start_for(&self.policy);
        loop {
            let wait = {
                let outcome = attempt();
                match progress.next_wait(&self, &outcome, false, &clock) {
                    Some(wait) => wait,
                    None => return outcome,
                }
            };
            thread::sleep(wait);
            progress.waited();
        }
    }
}
