//! What generated code does with a bundle, `#[retry(NAME)]`. A plain policy offers the same, so that the code need not
//! know which of the two `NAME` is.

use core::future::{Future, Pending};
use core::pin::Pin;

use super::call_state::CallState;
use super::cancel::Cancel;
use super::const_checks::{
    assert_attempt_timeout_is_taken, assert_no_attempt_timeout, assert_valid,
};
use super::cut_off::CutOff;
use super::error_text::NoText;
use super::keep::{Dropped, Keep, KeepOf, KeepWord};
use super::pause::{EndInTask, EndOnThread, PauseInTask, PauseOnThread};
use super::progress::{Ended, Pause, Progress};
use super::refusal::Refusal;
use super::retry::{Around, Retry, Words};
use super::sleeps::{DefaultSleep, SleepInTask, ThreadSleep};
use super::whens::{Kinds, Whens};
use super::words::{HookWord, OnError, OnGiveUp, OnRetry, OnSuccess};
use crate::budget::NoBudget;
use crate::budget::refused::Refused;
use crate::budget::retry_budget::RetryBudget;
use crate::observe::call_observer::{CallObserver, DefaultObserver};
use crate::observe::call_site::CallSite;
use crate::observe::error_view::ErrorView;
use crate::outcome::Outcome;
use crate::policy::Policy;
use crate::state::RetryState;
use crate::time::{task, thread};

#[doc(hidden)]
impl<W> Retry<W> {
    #[must_use]
    pub const fn __bundle_of(policy: Policy, words: W) -> Self {
        Self::of(policy, words)
    }

    #[must_use]
    #[inline]
    pub const fn __bundle_words(&self) -> &W {
        &self.words
    }

    /// The policy, which was checked where the bundle is declared.
    #[must_use]
    pub const fn __bundle_policy(&self) -> Policy {
        self.policy
    }

    /// The policy of an async function.
    #[must_use]
    pub const fn __bundle_policy_in_task(&self) -> Policy {
        self.policy
    }

    /// The policy of a blocking function.
    #[must_use]
    pub const fn __bundle_policy_on_thread(&self) -> Policy {
        assert_no_attempt_timeout(self.policy)
    }
}

/// The observer of a bundle's call.
type ObserverOf<Retrying, GivingUp, Before> = <Retrying as HookWord>::Observer<
    <GivingUp as HookWord>::Observer<<Before as HookWord>::Observer<DefaultObserver>>,
>;

/// A pause, or the outcome that is returned now.
type PauseOr<R, K> = Result<Pause<R, K>, R>;

/// A call that a budget has let begin, or the outcome of a refused one.
type Begun<R, S, B, O, C> = Result<Progress<S, B, O, C>, R>;

/// What a function does that overrides no word that is code: one call for each step, which the compiler reads
/// faster than the parts.
#[doc(hidden)]
impl<
    On,
    Budget,
    OnOk,
    Retrying,
    GivingUp,
    Timeout,
    Refusing,
    Sleep,
    Exhausting,
    Before,
    Else,
    Kind,
    Ending,
>
    Retry<
        Words<
            On,
            Budget,
            OnOk,
            Retrying,
            GivingUp,
            Timeout,
            Refusing,
            Sleep,
            NoText,
            Exhausting,
            Around<Before, Else, Kind, Ending>,
        >,
    >
where
    Retrying: HookWord,
    GivingUp: HookWord,
    Before: HookWord + KeepWord,
    Exhausting: KeepWord,
    Else: KeepWord,
    Kind: Kinds,
    Ending: Cancel + KeepWord,
{
    #[must_use]
    #[inline]
    pub fn __bundle_observer(
        &self,
        site: &'static CallSite,
    ) -> ObserverOf<Retrying, GivingUp, Before> {
        CallObserver::begin(site)
    }

    #[inline]
    pub fn __bundle_begin_on_thread<R>(
        &self,
        policy: &Policy,
        site: &'static CallSite,
        from_refused: Option<fn(Refused) -> R>,
    ) -> Begun<R, Kind::State, Budget, ObserverOf<Retrying, GivingUp, Before>, thread::Stopwatch>
    where
        Budget: RetryBudget + Copy,
        Refusing: Refusal<R>,
    {
        let budget = self.words.budget;
        let budget = self
            .words
            .on_refused
            .begin(budget, thread::now, from_refused)?;
        let state = self.words.around.whens.begin();
        let clock = thread::Stopwatch::start_for(policy);
        Ok(Progress::new(
            state,
            self.__bundle_observer(site),
            budget,
            clock,
        ))
    }

    #[inline]
    pub fn __bundle_begin_in_task<R>(
        &self,
        policy: &Policy,
        site: &'static CallSite,
        from_refused: Option<fn(Refused) -> R>,
    ) -> Begun<R, Kind::State, Budget, ObserverOf<Retrying, GivingUp, Before>, task::Stopwatch>
    where
        Budget: RetryBudget + Copy,
        Refusing: Refusal<R>,
    {
        let budget = self.words.budget;
        let budget = self
            .words
            .on_refused
            .begin(budget, task::now, from_refused)?;
        let state = self.words.around.whens.begin();
        let clock = task::Stopwatch::start_for(policy);
        Ok(Progress::new(
            state,
            self.__bundle_observer(site),
            budget,
            clock,
        ))
    }

    /// Decides what follows an attempt, and waits. Returns the outcome if no attempt follows.
    #[inline]
    pub fn __bundle_after_on_thread<'a, R: Outcome, B: RetryBudget, O: CallObserver>(
        &'a self,
        progress: &mut Progress<Kind::State, B, O, thread::Stopwatch>,
        policy: &Policy,
        view: fn(&R) -> ErrorView<'_>,
        outcome: R,
    ) -> Option<R>
    where
        &'a On: OnError<R::Error>,
        &'a OnOk: OnSuccess<R::Value>,
        &'a Retrying: OnRetry<R::Error>,
        &'a GivingUp: OnGiveUp<R::Error>,
        Kind: Whens<R::Error>,
        Sleep: ThreadSleep,
        KeepOf<Exhausting, Before, Else, Ending>:
            PauseOnThread<R, O, Before, Else> + EndOnThread<R, Else>,
    {
        let next = progress.after_attempt(
            policy,
            thread::now,
            false,
            view,
            &self.words.on,
            &self.words.on_ok,
            &self.words.around.whens,
            |error| self.words.around.whens.find(error),
            || self.words.around.cancel.is_cancelled(),
            &self.words.on_retry,
            &self.words.on_give_up,
            self.words.pause_words(),
            outcome,
        );
        let pause = match next {
            Ok(pause) => pause,
            Err(ended) => {
                let words = self.words.pause_words();
                return Some(words.end_on_thread(ended, &self.words.sleep));
            }
        };
        let (on_give_up, words) = (&self.words.on_give_up, self.words.pause_words());
        let sleep = &self.words.sleep;
        PauseOnThread::on_thread(pause, progress, policy, view, on_give_up, words, sleep)
    }

    /// Returns the outcome of a refused call, or what `or_else` returns instead.
    #[inline]
    pub fn __bundle_refused_on_thread<R>(&self, outcome: R) -> R
    where
        Sleep: ThreadSleep,
        KeepOf<Exhausting, Before, Else, Ending>: EndOnThread<R, Else>,
    {
        let words = self.words.pause_words();
        words.end_on_thread(Ended::refused(outcome), &self.words.sleep)
    }

    /// Returns the outcome of a refused call, or the future of what `or_else` returns instead.
    ///
    /// # Errors
    ///
    /// The future.
    #[inline]
    pub fn __bundle_refused_in_task<R>(&self, outcome: R) -> Result<R, impl Future<Output = R>>
    where
        Sleep: SleepInTask,
        KeepOf<Exhausting, Before, Else, Ending>: EndInTask<R, Else>,
    {
        let words = self.words.pause_words();
        words.end_in_task(Ended::refused(outcome), self.words.sleep.in_task())
    }

    /// Runs an attempt. Returns its outcome and whether it was cut off.
    #[inline]
    pub fn __bundle_attempt<F: Future, S: CallState, B: RetryBudget, O: CallObserver>(
        &self,
        progress: &Progress<S, B, O, task::Stopwatch>,
        policy: &Policy,
        attempt: Pin<&mut F>,
    ) -> impl Future<Output = (F::Output, bool)>
    where
        Timeout: CutOff<F::Output>,
        Sleep: SleepInTask,
    {
        let (state, clock) = (progress.state(), progress.clock());
        let sleep = self.words.sleep.in_task();
        self.words.timeout.run(attempt, state, policy, clock, sleep)
    }

    /// Decides what follows an attempt.
    ///
    /// # Errors
    ///
    /// The outcome, if it is to be returned now.
    #[inline]
    pub fn __bundle_after_in_task<'a, R: Outcome, B: RetryBudget, O: CallObserver>(
        &'a self,
        progress: &mut Progress<Kind::State, B, O, task::Stopwatch>,
        policy: &Policy,
        has_timed_out: bool,
        view: fn(&R) -> ErrorView<'_>,
        outcome: R,
    ) -> PauseOr<R, KeepOf<Exhausting, Before, Else, Ending>>
    where
        &'a On: OnError<R::Error>,
        &'a OnOk: OnSuccess<R::Value>,
        &'a Retrying: OnRetry<R::Error>,
        &'a GivingUp: OnGiveUp<R::Error>,
        Kind: Whens<R::Error>,
    {
        let next = progress.after_attempt(
            policy,
            task::now,
            has_timed_out,
            view,
            &self.words.on,
            &self.words.on_ok,
            &self.words.around.whens,
            |error| self.words.around.whens.find(error),
            || self.words.around.cancel.is_cancelled(),
            &self.words.on_retry,
            &self.words.on_give_up,
            self.words.pause_words(),
            outcome,
        );
        next.or_else(Keep::end_in_pause)
    }

    /// Waits. Returns the outcome if no attempt follows.
    #[inline]
    pub fn __bundle_pause<'a, R: Outcome, B: RetryBudget, O: CallObserver>(
        &'a self,
        progress: &mut Progress<Kind::State, B, O, task::Stopwatch>,
        policy: &Policy,
        view: fn(&R) -> ErrorView<'_>,
        pause: Pause<R, KeepOf<Exhausting, Before, Else, Ending>>,
    ) -> impl Future<Output = Option<R>>
    where
        &'a GivingUp: OnGiveUp<R::Error>,
        Sleep: SleepInTask,
        KeepOf<Exhausting, Before, Else, Ending>: PauseInTask<R, O, Before, Else>,
    {
        let (on_give_up, words) = (&self.words.on_give_up, self.words.pause_words());
        let sleep = self.words.sleep.in_task();
        PauseInTask::in_task(pause, progress, policy, view, on_give_up, words, sleep)
    }
}

const PLAIN: Retry = Retry::of(Policy::new(), Words::NONE);

#[doc(hidden)]
impl Policy {
    #[must_use]
    #[inline]
    pub const fn __bundle_words(&self) -> &Words {
        &PLAIN.words
    }

    #[must_use]
    pub const fn __bundle_policy(&self) -> Self {
        *self
    }

    /// The policy of an async function, which must take an attempt timeout over by a word.
    #[must_use]
    pub const fn __bundle_policy_in_task(&self) -> Self {
        assert_valid(assert_attempt_timeout_is_taken(*self))
    }

    /// The policy of a blocking function.
    #[must_use]
    pub const fn __bundle_policy_on_thread(&self) -> Self {
        assert_valid(assert_no_attempt_timeout(*self))
    }

    #[must_use]
    #[inline]
    pub fn __bundle_observer(&self, site: &'static CallSite) -> DefaultObserver {
        PLAIN.__bundle_observer(site)
    }

    #[inline]
    pub fn __bundle_begin_on_thread<R>(
        &self,
        policy: &Policy,
        site: &'static CallSite,
        _: Option<fn(Refused) -> R>,
    ) -> Begun<R, RetryState, NoBudget, DefaultObserver, thread::Stopwatch> {
        PLAIN.__bundle_begin_on_thread(policy, site, None)
    }

    #[inline]
    pub fn __bundle_begin_in_task<R>(
        &self,
        policy: &Policy,
        site: &'static CallSite,
        _: Option<fn(Refused) -> R>,
    ) -> Begun<R, RetryState, NoBudget, DefaultObserver, task::Stopwatch> {
        PLAIN.__bundle_begin_in_task(policy, site, None)
    }

    #[inline]
    pub fn __bundle_after_on_thread<R: Outcome, B: RetryBudget, O: CallObserver>(
        &self,
        progress: &mut Progress<RetryState, B, O, thread::Stopwatch>,
        policy: &Policy,
        view: fn(&R) -> ErrorView<'_>,
        outcome: R,
    ) -> Option<R> {
        PLAIN.__bundle_after_on_thread(progress, policy, view, outcome)
    }

    /// Returns the outcome. Without a budget, nothing refuses a call.
    #[inline]
    pub const fn __bundle_refused_on_thread<R>(&self, outcome: R) -> R {
        outcome
    }

    /// As [`__bundle_refused_on_thread`](Self::__bundle_refused_on_thread).
    ///
    /// # Errors
    ///
    /// Never.
    #[inline]
    pub fn __bundle_refused_in_task<R>(&self, outcome: R) -> Result<R, Pending<R>> {
        Ok(outcome)
    }

    /// Runs an attempt, which is not cut off.
    #[inline]
    pub async fn __bundle_attempt<F: Future, S: CallState, B: RetryBudget, O: CallObserver>(
        &self,
        _: &Progress<S, B, O, task::Stopwatch>,
        _: &Policy,
        attempt: Pin<&mut F>,
    ) -> (F::Output, bool) {
        (attempt.await, false)
    }

    /// Decides what follows an attempt.
    ///
    /// # Errors
    ///
    /// The outcome, if it is to be returned now.
    #[inline]
    pub fn __bundle_after_in_task<R: Outcome, B: RetryBudget, O: CallObserver>(
        &self,
        progress: &mut Progress<RetryState, B, O, task::Stopwatch>,
        policy: &Policy,
        has_timed_out: bool,
        view: fn(&R) -> ErrorView<'_>,
        outcome: R,
    ) -> PauseOr<R, Dropped> {
        PLAIN.__bundle_after_in_task(progress, policy, has_timed_out, view, outcome)
    }

    #[inline]
    pub fn __bundle_pause<R: Outcome, B: RetryBudget, O: CallObserver>(
        &self,
        progress: &mut Progress<RetryState, B, O, task::Stopwatch>,
        policy: &Policy,
        view: fn(&R) -> ErrorView<'_>,
        pause: Pause<R, Dropped>,
    ) -> impl Future<Output = Option<R>>
    where
        for<'any> DefaultSleep: SleepInTask,
    {
        PLAIN.__bundle_pause(progress, policy, view, pause)
    }
}
