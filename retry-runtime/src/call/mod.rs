//! The loop for closures, and the steps that it shares with generated code.

use core::time::Duration;

use crate::budget::NoBudget;
use crate::budget::retry_budget::RetryBudget;
use crate::decision::IntoDecision;
use crate::observe::call_observer::{CallObserver, DefaultObserver};
use crate::observe::call_site::CallSite;
use crate::observe::error_view::ErrorView;
use crate::outcome::Outcome;
use crate::policy::Policy;
use crate::state::RetryState;
use crate::time::Clock;

mod blocking;
pub(crate) mod judge;
pub(crate) mod next_wait;
pub(crate) mod withdrawal;

// With one of the features that bring a timer.
#[cfg(any(
    feature = "tokio",
    feature = "async-io",
    feature = "futures-timer",
    all(feature = "gloo-timers", target_family = "wasm", target_os = "unknown")
))]
mod in_task;

use judge::judge;
use next_wait::{Verdict, next_wait_with_budget};
use withdrawal::Withdrawal;

impl Policy {
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
    pub const fn on<P>(self, on: P) -> Retry<P> {
        Retry {
            policy: self,
            on,
            budget: NoBudget,
        }
    }
}

/// A policy that knows which failures to retry; made by [`Policy::on`].
///
/// ```
/// use retries::{Retry, Decision, Policy};
///
/// let caller: Retry<fn(&u16) -> Decision> = Policy::new().on(|_: &u16| Decision::Stop);
/// assert_eq!(caller.call(|| Err::<(), u16>(404)), Err(404));
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Retry<P, B = NoBudget> {
    policy: Policy,
    on: P,
    budget: B,
}

impl<P> Retry<P> {
    /// Retries only what a shared [`Budget`](crate::Budget) grants.
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
    pub fn budget<B: RetryBudget>(self, budget: B) -> Retry<P, B> {
        Retry {
            policy: self.policy,
            on: self.on,
            budget,
        }
    }
}

/// The call site of all closures, which have no path of their own.
static CLOSURES: CallSite = crate::__new_call_site!("retries::Policy::call");

/// The state of one call.
struct Progress<'a, P, B> {
    caller: &'a Retry<P, B>,
    run: RetryState,
    observer: DefaultObserver,
    withdrawn: Option<u32>,
    now: fn() -> Duration,
}

impl<'a, P, B: RetryBudget> Progress<'a, P, B> {
    fn start(caller: &'a Retry<P, B>, now: fn() -> Duration) -> Self {
        caller.budget.deposit();
        Self {
            caller,
            run: RetryState::new(),
            observer: DefaultObserver::start(&CLOSURES),
            withdrawn: None,
            now,
        }
    }

    /// Returns how long to wait after this outcome and what the budget gave for the retry, or `None` to
    /// return the outcome.
    fn next_wait<R, D>(
        &mut self,
        outcome: &R,
        clock: &impl Clock,
    ) -> Option<(Duration, Withdrawal<'a, B>)>
    where
        R: Outcome,
        P: Fn(&R::Error) -> D,
        D: IntoDecision,
    {
        let Retry { policy, on, budget } = self.caller;
        let Some(decision) = judge(outcome, on) else {
            budget.on_success(self.withdrawn);
            self.observer.succeeded(self.run.attempt(policy));
            return None;
        };
        let verdict = next_wait_with_budget(
            &mut self.run,
            policy,
            decision,
            clock.elapsed(),
            &mut self.observer,
            ErrorView::Nothing,
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
