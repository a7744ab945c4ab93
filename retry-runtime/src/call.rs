//! The loop for code that is no function: closures.

#[cfg(feature = "tokio")]
use core::future::Future;

use crate::decision::Answer;
use crate::outcome::Outcome;
use crate::policy::Policy;
use crate::private::{after, decide};
use crate::run::Run;
#[cfg(feature = "tokio")]
use crate::time::task;
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
        self.on(|_: &R::Error| true).call(attempt)
    }

    /// The same for a closure that returns a future, which is made anew for each attempt.
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
    #[cfg(feature = "tokio")]
    pub async fn call_async<R, F>(self, attempt: impl FnMut() -> F) -> R
    where
        R: Outcome,
        F: Future<Output = R>,
    {
        self.on(|_: &R::Error| true).call_async(attempt).await
    }

    /// Retries only the failures for which `on` returns `true`, or a [`Decision`](crate::Decision)
    /// to retry. A closure must name the type of what it takes: `|error: &Error| …`.
    ///
    /// ```
    /// use retries::Policy;
    /// use std::io;
    ///
    /// fn is_refused(error: &io::Error) -> bool {
    ///     error.kind() == io::ErrorKind::ConnectionRefused
    /// }
    ///
    /// let mut attempts = 0;
    /// let result = Policy::new().on(is_refused).call(|| {
    ///     attempts += 1;
    ///     std::fs::read("no/such/file")
    /// });
    /// assert!(result.is_err());
    /// assert_eq!(attempts, 1);
    /// ```
    #[must_use]
    pub const fn on<P>(self, on: P) -> Caller<P> {
        Caller { policy: self, on }
    }
}

/// A policy that knows which failures to retry; made by [`Policy::on`].
///
/// ```
/// use retries::{Caller, Decision, Policy};
///
/// let caller: Caller<fn(&u16) -> Decision> = Policy::new().on(|_: &u16| Decision::Stop);
/// assert_eq!(caller.call(|| Err::<(), u16>(404)), Err(404));
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Caller<P> {
    policy: Policy,
    on: P,
}

impl<P> Caller<P> {
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
        D: Answer,
    {
        let mut run = Run::new();
        let clock = thread::Stopwatch::start_for(&self.policy);
        loop {
            let wait = {
                let outcome = attempt();
                match outcome.as_result() {
                    Ok(_) => return outcome,
                    Err(error) => {
                        let decision = decide(error, &self.on);
                        match after(&mut run, &self.policy, decision, clock.elapsed()) {
                            Some(wait) => wait,
                            None => return outcome,
                        }
                    }
                }
            };
            thread::sleep(wait);
        }
    }

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
    #[cfg(feature = "tokio")]
    pub async fn call_async<R, F, D>(self, mut attempt: impl FnMut() -> F) -> R
    where
        R: Outcome,
        F: Future<Output = R>,
        P: Fn(&R::Error) -> D,
        D: Answer,
    {
        let mut run = Run::new();
        let clock = task::Stopwatch::start_for(&self.policy);
        loop {
            let wait = {
                let outcome = attempt().await;
                match outcome.as_result() {
                    Ok(_) => return outcome,
                    Err(error) => {
                        let decision = decide(error, &self.on);
                        match after(&mut run, &self.policy, decision, clock.elapsed()) {
                            Some(wait) => wait,
                            None => return outcome,
                        }
                    }
                }
            };
            task::sleep::<task::Enabled>(wait).await;
        }
    }
}
