//! The loop for closures that block their thread.

use core::time::Duration;

use super::attempt_fn::AttemptFn;
use super::call_words::ThreadWords;
use super::closure::{Closure, NoClosure, OnThread};
use super::flow::attempted::Attempted;
use super::flow::progress::Progress;
use super::flow::state_by_kind::Kinds;
use super::retry::{Retry, Words};
use crate::outcome::Outcome;
use crate::policy::Policy;
use crate::time::thread;

impl Policy {
    /// Calls `attempt` until it succeeds or the policy ends it, and returns the last outcome. The thread
    /// sleeps between attempts. Every failure is retried; [`on`](Self::on) chooses.
    ///
    /// The closure takes nothing, or the number of the attempt: `|n: Attempt| …`.
    ///
    /// ```
    /// use retries::{Attempt, Backoff, Policy};
    /// use std::time::Duration;
    ///
    /// let policy = Policy::new().backoff(Backoff::fixed(Duration::from_millis(1)));
    /// let mut attempts = 0;
    /// let result = policy.call(|| {
    ///     attempts += 1;
    ///     if attempts < 3 { Err("not yet") } else { Ok(attempts) }
    /// });
    /// assert_eq!(result, Ok(3));
    ///
    /// let last = policy.call(|n: Attempt| if n.is_last() { Ok(n.number()) } else { Err("not yet") });
    /// assert_eq!(last, Ok(3));
    /// ```
    #[inline]
    pub fn call<R: Outcome, A: AttemptFn<M, Outcome = R>, M>(self, attempt: A) -> R {
        run(Retry::new(self, Words::NONE, attempt))
    }
}

impl<W> Retry<W> {
    /// As [`Policy::call`], with the other words.
    ///
    /// ```
    /// use retries::Policy;
    ///
    /// let result = Policy::new().on(|_| false).call(|| None::<u8>);
    /// assert_eq!(result, None);
    /// ```
    #[inline]
    pub fn call<R: Outcome, A: AttemptFn<M, Outcome = R>, M>(self, attempt: A) -> R
    where
        W: ThreadWords<R>,
    {
        run(self.map_closure(|NoClosure| attempt))
    }
}

impl<W, A, M> Retry<W, Closure<OnThread, A, M>> {
    /// Calls the closure that [`retry`](crate::retry()) took until it succeeds or the policy ends it, and
    /// returns the last outcome. The thread sleeps between attempts.
    ///
    /// ```
    /// use retries::retry;
    ///
    /// assert_eq!(retry(|| "7".parse::<u8>()).call(), Ok(7));
    /// ```
    #[inline]
    pub fn call<R: Outcome>(self) -> R
    where
        A: AttemptFn<M, Outcome = R>,
        W: ThreadWords<R>,
    {
        run(self.map_closure(Closure::into_inner))
    }
}

#[inline]
fn run<W, R: Outcome, A, M>(retry: Retry<W, A>) -> R
where
    A: AttemptFn<M, Outcome = R>,
    W: ThreadWords<R>,
{
    let policy = retry.policy_in_time();
    let (words, mut closure) = (retry.words, retry.closure);
    let budget = match words.begin(thread::now) {
        Ok(budget) => budget,
        Err(refused) => return words.refused(refused),
    };
    let deadline = thread::CallDeadline::start(&policy);
    let mut progress = Progress::of_closure(words.kinds().begin(), retry.site, budget, deadline);
    loop {
        let attempted = Attempted::on_thread(&policy, progress.deadline(), || {
            closure.attempt(|| progress.current_attempt(&policy, Duration::MAX))
        });
        let pause = match words.after_attempt(&mut progress, &policy, thread::now, attempted) {
            Ok(pause) => pause,
            Err(outcome) => return outcome,
        };
        if let Some(outcome) = words.pause(&mut progress, &policy, pause) {
            return outcome;
        }
    }
}
