//! The loop for closures that block their thread.

use super::judge::retry_all;
use super::{Progress, Retry};
use crate::budget::retry_budget::RetryBudget;
use crate::decision::IntoDecision;
use crate::observe::call_observer::CallObserver;
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
        self.on(retry_all::<R::Error>).call(attempt)
    }
}

impl<P, B: RetryBudget> Retry<P, B> {
    /// As [`Policy::call`], for the chosen failures.
    ///
    /// ```
    /// use retries::Policy;
    ///
    /// let result = Policy::new().on(|_: &()| false).call(|| None::<u8>);
    /// assert_eq!(result, None);
    /// ```
    pub fn call<R, D>(self, mut attempt: impl FnMut() -> R) -> R
    where
        R: Outcome,
        P: Fn(&R::Error) -> D,
        D: IntoDecision,
    {
        let mut progress = Progress::start(&self, thread::now);
        let clock = thread::Stopwatch::start_for(&self.policy);
        loop {
            let (wait, withdrawal) = {
                let outcome = attempt();
                match progress.next_wait(&outcome, &clock) {
                    Some(retry) => retry,
                    None => return outcome,
                }
            };
            thread::sleep(wait);
            withdrawal.spend();
            progress.observer.waited();
        }
    }
}
