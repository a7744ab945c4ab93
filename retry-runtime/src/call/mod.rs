//! The loop for closures, and the steps that it shares with generated code.

use core::time::Duration;

use crate::budget::NoBudget;
use crate::budget::retry_budget::RetryBudget;
use crate::observe::call_observer::{CallObserver, ObservedCall};
use crate::observe::call_site::CallSite;
use crate::observe::error_view::ErrorView;
use crate::outcome::Outcome;
use crate::policy::Policy;
use crate::state::RetryState;
use crate::time::Clock;

mod blocking;
mod bundle;
pub(crate) mod call_budget;
pub(crate) mod cut_off;
pub(crate) mod judge;
pub(crate) mod next_step;
pub(crate) mod next_wait;
pub(crate) mod words;

// With one of the features that bring a timer.
#[cfg(any(
    feature = "tokio",
    feature = "async-io",
    feature = "futures-timer",
    all(feature = "gloo-timers", target_family = "wasm", target_os = "unknown")
))]
mod in_task;

use call_budget::CallBudget;
use cut_off::NeverCutOff;
use judge::{judge_by, mark_timed_out};
use next_step::next_step;
use words::{KeepAll, NoHook, OnError, OnGiveUp, OnRetry, OnSuccess, RetryAll};

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
    pub const fn on<On>(self, on: On) -> Retry<On> {
        Retry {
            policy: self,
            on,
            budget: NoBudget,
            on_ok: KeepAll,
            on_retry: NoHook,
            on_give_up: NoHook,
            timeout: NeverCutOff,
        }
    }
}

/// A policy and the other words of a call; made by [`Policy::on`], and the type of a bundle.
///
/// ```
/// use retries::{Retry, Decision, Policy};
///
/// let caller: Retry<fn(&u16) -> Decision> = Policy::new().on(|_: &u16| Decision::Stop);
/// assert_eq!(caller.call(|| Err::<(), u16>(404)), Err(404));
/// ```
#[derive(Clone, Copy, Debug)]
#[expect(
    clippy::struct_field_names,
    reason = "fields have the names of the words"
)]
pub struct Retry<
    On = RetryAll,
    Budget = NoBudget,
    OnOk = KeepAll,
    Retrying = NoHook,
    GivingUp = NoHook,
    Timeout = NeverCutOff,
> {
    policy: Policy,
    on: On,
    budget: Budget,
    on_ok: OnOk,
    on_retry: Retrying,
    on_give_up: GivingUp,
    timeout: Timeout,
}

impl<On, Old, OnOk, Retrying, GivingUp, Timeout> Retry<On, Old, OnOk, Retrying, GivingUp, Timeout> {
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
    pub fn budget<B: RetryBudget>(
        self,
        budget: B,
    ) -> Retry<On, B, OnOk, Retrying, GivingUp, Timeout> {
        Retry {
            policy: self.policy,
            on: self.on,
            budget,
            on_ok: self.on_ok,
            on_retry: self.on_retry,
            on_give_up: self.on_give_up,
            timeout: self.timeout,
        }
    }
}

/// The call site of all closures, which have no path of their own.
static CLOSURES: CallSite = crate::__new_call_site!("retries::Policy::call");

/// The state of one call of a closure.
struct Progress<B: RetryBudget> {
    state: RetryState,
    observer: ObservedCall,
    budget: CallBudget<B>,
    now: fn() -> Duration,
}

impl<B: RetryBudget> Progress<B> {
    fn start(budget: B, now: fn() -> Duration) -> Self {
        Self {
            state: RetryState::new(),
            observer: ObservedCall::start(&CLOSURES),
            budget: CallBudget::begin(budget),
            now,
        }
    }

    /// Returns how long to wait after this outcome, or `None` to return it.
    fn next_wait<'a, R, On, Budget, OnOk, Retrying, GivingUp, Timeout>(
        &mut self,
        words: &'a Retry<On, Budget, OnOk, Retrying, GivingUp, Timeout>,
        outcome: &R,
        has_timed_out: bool,
        clock: &impl Clock,
    ) -> Option<Duration>
    where
        R: Outcome,
        &'a On: OnError<R::Error>,
        &'a OnOk: OnSuccess<R::Value>,
        &'a Retrying: OnRetry<R::Error>,
        &'a GivingUp: OnGiveUp<R::Error>,
    {
        let judged = judge_by(outcome, &words.on, &words.on_ok);
        next_step(
            &mut self.state,
            &words.policy,
            mark_timed_out(judged, has_timed_out),
            clock,
            self.now,
            &mut self.observer,
            ErrorView::Nothing,
            &mut self.budget,
        )
        .call_hooks(&self.observer, outcome, &words.on_retry, &words.on_give_up)
        .wait()
    }

    /// Notes that the wait is over and the next attempt begins.
    fn waited(&mut self) {
        self.budget.spend();
        self.observer.waited();
    }
}
