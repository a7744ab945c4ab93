//! All words of a call at once, so that the loops have one bound.

use core::future::Future;
use core::time::Duration;

use super::flow::attempted::Attempted;
use super::flow::call_budget::CallBudget;
use super::flow::keep::{Keep, KeepOf, KeepWord};
use super::flow::pause::{EndInTask, EndOnThread, PauseInTask, PauseOnThread, end_in_pause};
use super::flow::progress::{Ended, Pause, Progress};
use super::flow::state_by_kind::Kinds;
use super::retry::{Around, Words};
use super::words::cancel::Cancel;
use super::words::cut_off::{Blocking, CutOff};
use super::words::error_text::ErrorText;
use super::words::refusal::Refusal;
use super::words::sleeps::{TaskSleep, ThreadSleep};
use super::words::whens::Whens;
use super::words::{OnError, OnGiveUp, OnRetry, OnSuccess};
use crate::budget::retry_budget::RetryBudget;
use crate::observe::call_observer::ObservedCall;
use crate::observe::error_view::ErrorView;
use crate::outcome::Outcome;
use crate::policy::Policy;
use crate::time::Deadline;

/// The state of a closure's call.
pub(super) type ClosureProgress<S, B, D> = Progress<S, B, ObservedCall, D>;

/// The words that fit attempts with this outcome.
pub trait CallWords<R: Outcome> {
    /// The state of a call.
    type Kinds: Kinds;
    /// What a call keeps of an outcome for a wait.
    type Keep: Keep;
    /// `when`.
    fn kinds(&self) -> &Self::Kinds;
    /// Begins the call.
    ///
    /// # Errors
    ///
    /// The outcome of a call that the budget refuses.
    fn begin(&self, now: fn() -> Duration) -> Result<CallBudget<impl RetryBudget>, R>;
    /// Decides what follows an attempt, as [`Progress::after_attempt`].
    ///
    /// # Errors
    ///
    /// The outcome, if it is to be returned now.
    fn after_attempt<B: RetryBudget, D: Deadline>(
        &self,
        progress: &mut ClosureProgress<<Self::Kinds as Kinds>::State, B, D>,
        policy: &Policy,
        now: fn() -> Duration,
        attempted: Attempted<R>,
    ) -> Result<Pause<R, Self::Keep>, R>;
}

/// The words that fit a call that blocks its thread.
pub trait ThreadWords<R: Outcome>: CallWords<R> {
    /// Waits for the next attempt. Returns the outcome if none follows.
    fn pause<B: RetryBudget, D: Deadline>(
        &self,
        progress: &mut ClosureProgress<<Self::Kinds as Kinds>::State, B, D>,
        policy: &Policy,
        pause: Pause<R, Self::Keep>,
    ) -> Option<R>;
    /// Returns the outcome of a refused call, by way of `or_else`.
    fn refused(&self, outcome: R) -> R;
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
    /// Waits for the next attempt. Returns the outcome if none follows.
    fn pause<B: RetryBudget, D: Deadline>(
        &self,
        progress: &mut ClosureProgress<<Self::Kinds as Kinds>::State, B, D>,
        policy: &Policy,
        pause: Pause<R, Self::Keep>,
    ) -> impl Future<Output = Option<R>>;
    /// Returns the outcome of a refused call, or the future of what `or_else` returns instead.
    ///
    /// # Errors
    ///
    /// The future.
    fn refused(&self, outcome: R) -> Result<R, impl Future<Output = R>>;
}

impl<
    R,
    On,
    Budget,
    OnOk,
    Retrying,
    GivingUp,
    Timeout,
    Refusing,
    Sleep,
    Text,
    Exhausting,
    Before,
    Else,
    Kind,
    Ending,
> CallWords<R>
    for Words<
        On,
        Budget,
        OnOk,
        Retrying,
        GivingUp,
        Timeout,
        Refusing,
        Sleep,
        Text,
        Exhausting,
        Around<Before, Else, Kind, Ending>,
    >
where
    R: Outcome,
    for<'a> &'a On: OnError<R::Error>,
    Budget: RetryBudget,
    for<'a> &'a OnOk: OnSuccess<R::Value>,
    for<'a> &'a Retrying: OnRetry<R::Error>,
    for<'a> &'a GivingUp: OnGiveUp<R::Error>,
    Refusing: Refusal<R>,
    Text: ErrorText<R::Error>,
    Exhausting: KeepWord,
    Before: KeepWord,
    Else: KeepWord,
    Kind: Whens<R::Error>,
    Ending: Cancel + KeepWord,
{
    type Kinds = Kind;
    type Keep = KeepOf<Exhausting, Before, Else, Ending>;

    #[inline]
    fn kinds(&self) -> &Kind {
        &self.around.whens
    }

    #[inline]
    fn begin(&self, now: fn() -> Duration) -> Result<CallBudget<impl RetryBudget>, R> {
        self.on_refused.begin(&self.budget, now, None)
    }

    #[inline]
    fn after_attempt<B: RetryBudget, D: Deadline>(
        &self,
        progress: &mut ClosureProgress<Kind::State, B, D>,
        policy: &Policy,
        now: fn() -> Duration,
        attempted: Attempted<R>,
    ) -> Result<Pause<R, Self::Keep>, R> {
        let next = self.decide(
            progress,
            policy,
            now,
            |outcome| view(&self.error_text, outcome),
            attempted,
        );
        next.or_else(end_in_pause)
    }
}

pub(super) fn view<'a, R: Outcome>(
    text: &impl ErrorText<R::Error>,
    outcome: &'a R,
) -> ErrorView<'a> {
    match outcome.as_result() {
        Ok(_) => ErrorView::Nothing,
        Err(error) => text.view(error),
    }
}

impl<
    R,
    On,
    Budget,
    OnOk,
    Retrying,
    GivingUp,
    Timeout,
    Refusing,
    Sleep,
    Text,
    Exhausting,
    Before,
    Else,
    Kind,
    Ending,
> ThreadWords<R>
    for Words<
        On,
        Budget,
        OnOk,
        Retrying,
        GivingUp,
        Timeout,
        Refusing,
        Sleep,
        Text,
        Exhausting,
        Around<Before, Else, Kind, Ending>,
    >
where
    R: Outcome,
    Self: CallWords<
            R,
            Kinds = Kind,
            Keep: PauseOnThread<R, ObservedCall, Before, Else> + EndOnThread<R, Else>,
        >,
    for<'a> &'a GivingUp: OnGiveUp<R::Error>,
    Text: ErrorText<R::Error>,
    Timeout: Blocking,
    Sleep: ThreadSleep,
    Kind: Kinds,
    Ending: Cancel,
{
    #[inline]
    fn pause<B: RetryBudget, D: Deadline>(
        &self,
        progress: &mut ClosureProgress<Kind::State, B, D>,
        policy: &Policy,
        pause: Pause<R, Self::Keep>,
    ) -> Option<R> {
        Self::Keep::on_thread(
            pause,
            progress,
            policy,
            |outcome| view(&self.error_text, outcome),
            &self.on_give_up,
            self.pause_words(),
            &self.sleep,
        )
    }

    #[inline]
    fn refused(&self, outcome: R) -> R {
        Self::Keep::end_on_thread(
            Ended::refused(outcome),
            &self.around.or_else,
            &self.around.cancel,
            &self.sleep,
        )
    }
}

impl<
    R,
    On,
    Budget,
    OnOk,
    Retrying,
    GivingUp,
    Timeout,
    Refusing,
    Sleep,
    Text,
    Exhausting,
    Before,
    Else,
    Kind,
    Ending,
> TaskWords<R>
    for Words<
        On,
        Budget,
        OnOk,
        Retrying,
        GivingUp,
        Timeout,
        Refusing,
        Sleep,
        Text,
        Exhausting,
        Around<Before, Else, Kind, Ending>,
    >
where
    R: Outcome,
    Self: CallWords<
            R,
            Kinds = Kind,
            Keep: PauseInTask<R, ObservedCall, Before, Else> + EndInTask<R, Else>,
        >,
    for<'a> &'a GivingUp: OnGiveUp<R::Error>,
    Text: ErrorText<R::Error>,
    Timeout: CutOff<R>,
    Sleep: TaskSleep,
    Kind: Kinds,
    Ending: Cancel,
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

    #[inline]
    fn pause<B: RetryBudget, D: Deadline>(
        &self,
        progress: &mut ClosureProgress<Kind::State, B, D>,
        policy: &Policy,
        pause: Pause<R, Self::Keep>,
    ) -> impl Future<Output = Option<R>> {
        Self::Keep::in_task(
            pause,
            progress,
            policy,
            |outcome| view(&self.error_text, outcome),
            &self.on_give_up,
            self.pause_words(),
            &self.sleep,
        )
    }

    #[inline]
    fn refused(&self, outcome: R) -> Result<R, impl Future<Output = R>> {
        Self::Keep::end_in_task(
            Ended::refused(outcome),
            &self.around.or_else,
            &self.around.cancel,
            &self.sleep,
        )
    }
}
