//! The loop for code that is no function: closures.

pub(crate) mod next_wait;

use core::time::Duration;

use crate::budget::rule::{Ask, Rule};
use crate::decision::Answer;
use crate::generated::{Verdict, Watch, Watching, Withdrawal, after_asking, judge};
use crate::observe::call_site::Site;
use crate::observe::error_view::Described;
use crate::outcome::Outcome;
use crate::policy::Policy;
use crate::run::Run;
#[cfg(any(
    feature = "tokio",
    feature = "async-io",
    feature = "futures-timer",
    all(feature = "gloo-timers", target_family = "wasm", target_os = "unknown")
))]
use crate::time::task;
use crate::time::{Clock, thread};

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
    #[cfg(any(
        feature = "tokio",
        feature = "async-io",
        feature = "futures-timer",
        all(feature = "gloo-timers", target_family = "wasm", target_os = "unknown")
    ))]
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
        Caller {
            policy: self,
            on,
            budget: Unlimited,
        }
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
pub struct Caller<P, B = Unlimited> {
    policy: Policy,
    on: P,
    budget: B,
}

/// No budget: nothing is refused.
///
/// ```
/// use retries::{Budget, Caller, Policy, Unlimited};
///
/// static BUDGET: Budget = Budget::new();
///
/// let caller: Caller<fn(&u16) -> bool, Unlimited> = Policy::new().on(|_: &u16| true);
/// let caller: Caller<fn(&u16) -> bool, &Budget> = caller.budget(&BUDGET);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Unlimited;

impl Rule for Unlimited {
    fn withdraw(&self, _: &Ask) -> Option<u32> {
        Some(0)
    }
}

impl<P> Caller<P> {
    /// Asks a shared [`Budget`](crate::Budget) before each retry.
    ///
    /// ```
    /// use retries::{Budget, Policy};
    ///
    /// static BUDGET: Budget = Budget::new();
    ///
    /// let caller = Policy::new().on(|_: &u16| true).budget(&BUDGET);
    /// assert_eq!(caller.call(|| Ok::<_, u16>(200)), Ok(200));
    /// ```
    #[must_use]
    pub fn budget<B: Rule>(self, budget: B) -> Caller<P, B> {
        Caller {
            policy: self.policy,
            on: self.on,
            budget,
        }
    }
}

impl<P, B: Rule> Caller<P, B> {
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
        let mut progress = Progress::start(&self, thread::now);
        let clock = thread::Stopwatch::start_for(&self.policy);
        loop {
            let (wait, withdrawal) = {
                let outcome = attempt();
                match progress.after(&outcome, &clock) {
                    Some(retry) => retry,
                    None => return outcome,
                }
            };
            thread::sleep(wait);
            withdrawal.spend();
            progress.watch.waited();
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
    #[cfg(any(
        feature = "tokio",
        feature = "async-io",
        feature = "futures-timer",
        all(feature = "gloo-timers", target_family = "wasm", target_os = "unknown")
    ))]
    pub async fn call_async<R, F, D>(self, mut attempt: impl FnMut() -> F) -> R
    where
        R: Outcome,
        F: Future<Output = R>,
        P: Fn(&R::Error) -> D,
        D: Answer,
    {
        let mut progress = Progress::start(&self, task::now);
        let clock = task::Stopwatch::start_for(&self.policy);
        loop {
            let (wait, withdrawal) = {
                let outcome = attempt().await;
                match progress.after(&outcome, &clock) {
                    Some(retry) => retry,
                    None => return outcome,
                }
            };
            task::sleep::<task::Enabled>(wait).await;
            withdrawal.spend();
            progress.watch.waited();
        }
    }
}

/// Closures have no path of their own.
static SITE: Site = crate::__new_site!("retries::Policy::call");

/// One call's way through its attempts.
struct Progress<'a, P, B> {
    caller: &'a Caller<P, B>,
    run: Run,
    watch: Watch,
    withdrawn: Option<u32>,
    now: fn() -> Duration,
}

impl<'a, P, B: Rule> Progress<'a, P, B> {
    fn start(caller: &'a Caller<P, B>, now: fn() -> Duration) -> Self {
        caller.budget.began();
        Self {
            caller,
            run: Run::new(),
            watch: Watch::start(&SITE),
            withdrawn: None,
            now,
        }
    }

    /// How long to wait after this outcome and what the budget gave for the retry, or `None` to return
    /// it.
    fn after<R, D>(
        &mut self,
        outcome: &R,
        clock: &impl Clock,
    ) -> Option<(Duration, Withdrawal<'a, B>)>
    where
        R: Outcome,
        P: Fn(&R::Error) -> D,
        D: Answer,
    {
        let Caller { policy, on, budget } = self.caller;
        let Some(decision) = judge(outcome, on) else {
            budget.succeeded(self.withdrawn);
            self.watch.succeeded(self.run.attempt(policy));
            return None;
        };
        let verdict = after_asking(
            &mut self.run,
            policy,
            decision,
            clock.elapsed(),
            &mut self.watch,
            Described::Nothing,
            budget,
            self.now,
        );
        match verdict {
            Verdict::Retry(wait, amount, _) => {
                self.withdrawn = Some(amount);
                Some((wait, Withdrawal::hold(budget, amount)))
            }
            Verdict::Refused(_) | Verdict::Stop(_) => None,
        }
    }
}
