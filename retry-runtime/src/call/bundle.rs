//! What generated code reads of a bundle, `#[retry(NAME)]`. A plain policy offers the same, so that the
//! code need not know which of the two `NAME` is.

use core::convert::Infallible;
use core::time::Duration;

use super::attempt_timeout::{FromTimeout, timeout};
use super::call_budget::CallBudget;
use super::call_state::CallState;
use super::const_checks::{
    assert_attempt_timeout_is_taken, assert_no_attempt_timeout, assert_valid,
};
use super::cut_off::{NeverCutOff, TimeoutOutcome};
use super::error_text::NoText;
use super::exhausted::Exhausted;
use super::judge::{judge_by, mark_timed_out};
use super::next_step::{NextStep, next_step};
use super::refusal::Refusal;
use super::retry::{Retry, Words};
use super::sleeps::{DefaultSleep, ThreadSleep};
use super::words::{
    BudgetWord, HookWord, KeepAll, NoHook, OnError, OnGiveUp, OnRetry, OnSuccess, RetryAll,
};
use crate::budget::NoBudget;
use crate::budget::retry_budget::RetryBudget;
use crate::observe::call_observer::{CallObserver, DefaultObserver};
use crate::observe::call_site::CallSite;
use crate::observe::error_view::ErrorView;
use crate::outcome::Outcome;
use crate::policy::Policy;
use crate::state::RetryState;
use crate::time::Clock;
use crate::timed_out::TimedOut;

/// The words of a bundle, in the order of [`Retry::__bundle_of`].
pub type BundleWords<On, Budget, OnOk, Retrying, GivingUp, Timeout, Refusing, Sleep, Exhausting> =
    Words<On, Budget, OnOk, Retrying, GivingUp, Timeout, Refusing, Sleep, NoText, Exhausting>;

#[doc(hidden)]
impl<On, Budget, OnOk, Retrying, GivingUp, Timeout, Refusing, Sleep, Exhausting>
    Retry<Words<On, Budget, OnOk, Retrying, GivingUp, Timeout, Refusing, Sleep, NoText, Exhausting>>
{
    #[must_use]
    #[expect(
        clippy::too_many_arguments,
        reason = "generated code calls it and has all of them at hand"
    )]
    pub const fn __bundle_of(
        policy: Policy,
        on: On,
        budget: Budget,
        on_ok: OnOk,
        on_retry: Retrying,
        on_give_up: GivingUp,
        timeout: Timeout,
        on_refused: Refusing,
        sleep: Sleep,
        exhausted: Exhausting,
    ) -> Self {
        let words = Words {
            on,
            budget,
            on_ok,
            on_retry,
            on_give_up,
            timeout,
            on_refused,
            sleep,
            error_text: NoText,
            exhausted,
        };
        Self::of(policy, words)
    }

    #[must_use]
    pub const fn __bundle_policy(&self) -> Policy {
        self.policy
    }

    /// The policy of an async function. It was checked where the bundle is declared.
    #[must_use]
    pub const fn __bundle_in_task(&self) -> Policy {
        self.policy
    }

    /// The policy of a blocking function.
    #[must_use]
    pub const fn __bundle_on_thread(&self) -> Policy {
        assert_no_attempt_timeout(self.policy)
    }

    #[must_use]
    pub const fn __bundle_on(&self) -> &On {
        &self.words.on
    }

    #[must_use]
    pub const fn __bundle_on_ok(&self) -> &OnOk {
        &self.words.on_ok
    }

    #[must_use]
    pub const fn __bundle_on_retry(&self) -> &Retrying {
        &self.words.on_retry
    }

    #[must_use]
    pub const fn __bundle_on_give_up(&self) -> &GivingUp {
        &self.words.on_give_up
    }

    #[must_use]
    pub const fn __bundle_cut_off(&self) -> &Timeout {
        &self.words.timeout
    }

    /// Returns the outcome of an attempt that the function's own `attempt_timeout` cut off.
    pub fn __bundle_timed_out<R>(
        &self,
        state: &impl CallState,
        policy: &Policy,
        limit: Duration,
    ) -> R
    where
        Timeout: TimeoutOutcome<R>,
    {
        let timed_out = TimedOut::new(state.attempt(policy), limit);
        self.words.timeout.timed_out(timed_out)
    }

    /// Begins the call, as `otherwise` does without `on_refused`.
    ///
    /// # Errors
    ///
    /// The outcome of a refused call.
    #[inline]
    pub fn __bundle_begin<R, B: RetryBudget>(
        &self,
        budget: B,
        now: fn() -> Duration,
        otherwise: impl FnOnce(B, fn() -> Duration) -> Result<CallBudget<B>, R>,
    ) -> Result<CallBudget<B>, R>
    where
        Refusing: Refusal<R>,
    {
        self.words.on_refused.begin(budget, now, otherwise)
    }

    /// Waits in a blocking function.
    #[inline]
    pub fn __bundle_sleep_on_thread(&self, wait: Duration)
    where
        Sleep: ThreadSleep,
    {
        self.words.sleep.sleep(wait);
    }

    #[must_use]
    pub const fn __bundle_sleep(&self) -> &Sleep {
        &self.words.sleep
    }

    /// Returns the wait and the outcome that is kept for it, after the budget refused the retry.
    ///
    /// # Errors
    ///
    /// The outcome, if it is to be returned at once.
    #[inline]
    pub fn __bundle_keep<R>(
        &self,
        wait: Duration,
        outcome: R,
    ) -> Result<(Duration, Exhausting::Kept), R>
    where
        Exhausting: Exhausted<R>,
    {
        Exhausting::keep(outcome).map(|kept| (wait, kept))
    }

    /// Returns the outcome after the wait.
    #[inline]
    pub fn __bundle_release<R>(&self, kept: Exhausting::Kept) -> R
    where
        Exhausting: Exhausted<R>,
    {
        Exhausting::release(kept)
    }
}

/// What a function does that overrides no word that is code: one call for each step, which the compiler reads
/// faster than the parts.
#[doc(hidden)]
impl<On, Budget: BudgetWord, OnOk, Retrying, GivingUp, Timeout, Refusing, Sleep, Exhausting>
    Retry<Words<On, Budget, OnOk, Retrying, GivingUp, Timeout, Refusing, Sleep, NoText, Exhausting>>
{
    #[inline]
    pub fn __bundle_observer(
        &self,
        site: &'static CallSite,
    ) -> Retrying::Observer<GivingUp::Observer<DefaultObserver>>
    where
        Retrying: HookWord,
        GivingUp: HookWord,
    {
        CallObserver::begin(site)
    }

    #[inline]
    pub fn __bundle_budget(&self) -> impl RetryBudget {
        self.words.budget.budget()
    }

    #[inline]
    #[expect(
        clippy::too_many_arguments,
        reason = "generated code calls it and has all of them at hand"
    )]
    pub fn __bundle_next_step<'a, R: Outcome, C: Clock, W: CallObserver, B: RetryBudget>(
        &'a self,
        outcome: &R,
        has_timed_out: bool,
        state: &mut RetryState,
        policy: &Policy,
        clock: &C,
        now: fn() -> Duration,
        observer: &mut W,
        error: ErrorView<'_>,
        budget: &mut CallBudget<B>,
    ) -> NextStep
    where
        &'a On: OnError<R::Error>,
        &'a OnOk: OnSuccess<R::Value>,
        &'a Retrying: OnRetry<R::Error>,
        &'a GivingUp: OnGiveUp<R::Error>,
    {
        let judged = mark_timed_out(
            judge_by(outcome, &self.words.on, &self.words.on_ok),
            has_timed_out,
        );
        next_step(state, policy, judged, clock, now, observer, error, budget).call_hooks(
            observer,
            outcome,
            &self.words.on_retry,
            &self.words.on_give_up,
        )
    }
}

const PLAIN: Retry = Retry::of(Policy::new(), Words::NONE);

#[doc(hidden)]
impl Policy {
    #[must_use]
    #[inline]
    pub fn __bundle_observer(&self, site: &'static CallSite) -> DefaultObserver {
        CallObserver::begin(site)
    }

    #[must_use]
    #[inline]
    pub const fn __bundle_budget(&self) -> NoBudget {
        NoBudget
    }

    #[inline]
    #[expect(
        clippy::too_many_arguments,
        reason = "generated code calls it and has all of them at hand"
    )]
    pub fn __bundle_next_step<R: Outcome, C: Clock, W: CallObserver, B: RetryBudget>(
        &self,
        outcome: &R,
        has_timed_out: bool,
        state: &mut RetryState,
        policy: &Policy,
        clock: &C,
        now: fn() -> Duration,
        observer: &mut W,
        error: ErrorView<'_>,
        budget: &mut CallBudget<B>,
    ) -> NextStep {
        PLAIN.__bundle_next_step(
            outcome,
            has_timed_out,
            state,
            policy,
            clock,
            now,
            observer,
            error,
            budget,
        )
    }

    #[must_use]
    pub const fn __bundle_policy(&self) -> Self {
        *self
    }

    /// The policy of an async function, which must take an attempt timeout over by a word.
    #[must_use]
    pub const fn __bundle_in_task(&self) -> Self {
        assert_valid(assert_attempt_timeout_is_taken(*self))
    }

    /// The policy of a blocking function.
    #[must_use]
    pub const fn __bundle_on_thread(&self) -> Self {
        assert_valid(assert_no_attempt_timeout(*self))
    }

    #[must_use]
    pub const fn __bundle_on(&self) -> &RetryAll {
        &RetryAll
    }

    #[must_use]
    pub const fn __bundle_on_ok(&self) -> &KeepAll {
        &KeepAll
    }

    #[must_use]
    pub const fn __bundle_on_retry(&self) -> &NoHook {
        &NoHook
    }

    #[must_use]
    pub const fn __bundle_on_give_up(&self) -> &NoHook {
        &NoHook
    }

    #[must_use]
    pub const fn __bundle_cut_off(&self) -> &NeverCutOff {
        &NeverCutOff
    }

    #[must_use]
    pub fn __bundle_timed_out<R: FromTimeout>(
        &self,
        state: &impl CallState,
        policy: &Policy,
        limit: Duration,
    ) -> R {
        timeout(state, policy, limit)
    }

    /// Begins the call.
    ///
    /// # Errors
    ///
    /// The outcome of a refused call, which there is none of without a budget.
    #[inline]
    pub fn __bundle_begin<R, B: RetryBudget>(
        &self,
        budget: B,
        now: fn() -> Duration,
        otherwise: impl FnOnce(B, fn() -> Duration) -> Result<CallBudget<B>, R>,
    ) -> Result<CallBudget<B>, R> {
        otherwise(budget, now)
    }

    /// Waits in a blocking function.
    #[inline]
    pub fn __bundle_sleep_on_thread(&self, wait: Duration) {
        DefaultSleep.sleep(wait);
    }

    #[must_use]
    pub const fn __bundle_sleep(&self) -> &DefaultSleep {
        &DefaultSleep
    }

    /// Returns the outcome, because without a budget nothing refuses a retry.
    ///
    /// # Errors
    ///
    /// The outcome.
    #[inline]
    pub const fn __bundle_keep<R>(
        &self,
        _: Duration,
        outcome: R,
    ) -> Result<(Duration, Infallible), R> {
        Err(outcome)
    }

    #[must_use]
    pub const fn __bundle_release<R>(&self, kept: Infallible) -> R {
        match kept {}
    }
}
