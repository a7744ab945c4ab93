//! All words of a call at once, so that the loops have one bound.

use core::time::Duration;

use super::call_budget::CallBudget;
use super::cut_off::{Blocking, CutOff};
use super::error_text::ErrorText;
use super::exhausted::Exhausted;
use super::judge::judge_by;
use super::next_step::NextStep;
use super::refusal::Refusal;
use super::retry::Words;
use super::sleeps::{TaskSleep, ThreadSleep};
use super::words::{BudgetWord, OnError, OnGiveUp, OnRetry, OnSuccess};
use crate::budget::retry_budget::RetryBudget;
use crate::decision::Decision;
use crate::observe::call_observer::ObservedCall;
use crate::observe::error_view::ErrorView;
use crate::outcome::Outcome;

/// The words that fit attempts with this outcome.
pub trait CallWords<R: Outcome> {
    /// Begins the call.
    ///
    /// # Errors
    ///
    /// The outcome of a call that the budget refuses.
    fn begin(&self, now: fn() -> Duration) -> Result<CallBudget<impl RetryBudget>, R>;
    /// Returns what the outcome means, and `None` for a success that is kept.
    fn judge(&self, outcome: &R) -> Option<Decision>;
    /// Returns the error as observers see it.
    fn error_view<'a>(&self, outcome: &'a R) -> ErrorView<'a>;
    /// `on_exhausted`.
    type Exhausted: Exhausted<R>;
    /// Calls the hook of this step.
    fn call_hook(&self, step: NextStep, observer: &ObservedCall, outcome: &R);
}

/// The words that fit a call that blocks its thread.
pub trait ThreadWords<R: Outcome>: CallWords<R> {
    /// Puts the thread to sleep.
    fn sleep(&self, wait: Duration);
}

/// The words that fit a call that yields to an executor.
pub trait TaskWords<R: Outcome>: CallWords<R> {
    /// `attempt_timeout` and `on_timeout`.
    type Timeout: CutOff<R>;
    /// `sleep`.
    type Sleep: TaskSleep;
    /// Returns the word `attempt_timeout` or `on_timeout`.
    fn timeout(&self) -> &Self::Timeout;
    /// Returns the word `sleep`.
    fn sleep(&self) -> &Self::Sleep;
}

impl<R, On, Budget, OnOk, Retrying, GivingUp, Timeout, Refusing, Sleep, Text, Exhausting>
    CallWords<R>
    for Words<On, Budget, OnOk, Retrying, GivingUp, Timeout, Refusing, Sleep, Text, Exhausting>
where
    R: Outcome,
    for<'a> &'a On: OnError<R::Error>,
    Budget: BudgetWord,
    for<'a> &'a OnOk: OnSuccess<R::Value>,
    for<'a> &'a Retrying: OnRetry<R::Error>,
    for<'a> &'a GivingUp: OnGiveUp<R::Error>,
    Refusing: Refusal<R>,
    Text: ErrorText<R::Error>,
    Exhausting: Exhausted<R>,
{
    type Exhausted = Exhausting;

    #[inline]
    fn begin(&self, now: fn() -> Duration) -> Result<CallBudget<impl RetryBudget>, R> {
        self.on_refused
            .begin(self.budget.budget(), now, |budget, _| {
                Ok(CallBudget::begin(budget))
            })
    }

    #[inline]
    fn judge(&self, outcome: &R) -> Option<Decision> {
        judge_by(outcome, &self.on, &self.on_ok)
    }

    #[inline]
    fn error_view<'a>(&self, outcome: &'a R) -> ErrorView<'a> {
        match outcome.as_result() {
            Ok(_) => ErrorView::Nothing,
            Err(error) => self.error_text.view(error),
        }
    }

    #[inline]
    fn call_hook(&self, step: NextStep, observer: &ObservedCall, outcome: &R) {
        let _ = step.call_hooks(observer, outcome, &self.on_retry, &self.on_give_up);
    }
}

impl<R, On, Budget, OnOk, Retrying, GivingUp, Timeout, Refusing, Sleep, Text, Exhausting>
    ThreadWords<R>
    for Words<On, Budget, OnOk, Retrying, GivingUp, Timeout, Refusing, Sleep, Text, Exhausting>
where
    R: Outcome,
    Self: CallWords<R>,
    Timeout: Blocking,
    Sleep: ThreadSleep,
{
    #[inline]
    fn sleep(&self, wait: Duration) {
        self.sleep.sleep(wait);
    }
}

impl<R, On, Budget, OnOk, Retrying, GivingUp, Timeout, Refusing, Sleep, Text, Exhausting>
    TaskWords<R>
    for Words<On, Budget, OnOk, Retrying, GivingUp, Timeout, Refusing, Sleep, Text, Exhausting>
where
    R: Outcome,
    Self: CallWords<R>,
    Timeout: CutOff<R>,
    Sleep: TaskSleep,
{
    type Timeout = Timeout;
    type Sleep = Sleep;

    #[inline]
    fn timeout(&self) -> &Timeout {
        &self.timeout
    }

    #[inline]
    fn sleep(&self) -> &Sleep {
        &self.sleep
    }
}
