//! What generated code reads of a bundle, `#[retry(NAME)]`. A plain policy offers the same, so that the
//! code need not know which of the two `NAME` is.

use core::time::Duration;

use super::call_budget::CallBudget;
use super::cut_off::NeverCutOff;
use super::error_text::NoText;
use super::exhausted::ReturnAtOnce;
use super::judge::{judge_by, mark_timed_out};
use super::next_step::next_step;
use super::refusal::NoRefusal;
use super::retry::{Retry, Words};
use super::sleeps::DefaultSleep;
use super::words::{
    BudgetWord, HookWord, KeepAll, NoHook, OnError, OnGiveUp, OnRetry, OnSuccess, RetryAll,
};
use crate::budget::NoBudget;
use crate::budget::retry_budget::RetryBudget;
use crate::generated::const_checks::{
    assert_attempt_timeout_is_taken, assert_no_attempt_timeout, assert_valid,
};
use crate::observe::call_observer::{CallObserver, DefaultObserver};
use crate::observe::call_site::CallSite;
use crate::observe::error_view::ErrorView;
use crate::outcome::Outcome;
use crate::policy::Policy;
use crate::state::RetryState;
use crate::time::Clock;

#[doc(hidden)]
impl<On, Budget, OnOk, Retrying, GivingUp, Timeout>
    Retry<Words<On, Budget, OnOk, Retrying, GivingUp, Timeout>>
{
    #[must_use]
    pub const fn __bundle_of(
        policy: Policy,
        on: On,
        budget: Budget,
        on_ok: OnOk,
        on_retry: Retrying,
        on_give_up: GivingUp,
        timeout: Timeout,
    ) -> Self {
        let words = Words {
            on,
            budget,
            on_ok,
            on_retry,
            on_give_up,
            timeout,
            on_refused: NoRefusal,
            sleep: DefaultSleep,
            error_text: NoText,
            exhausted: ReturnAtOnce,
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
}

/// What a function does that overrides no word that is code: one call for each step, which the compiler reads
/// faster than the parts.
#[doc(hidden)]
impl<On, Budget: BudgetWord, OnOk, Retrying, GivingUp, Timeout>
    Retry<Words<On, Budget, OnOk, Retrying, GivingUp, Timeout>>
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
    pub fn __bundle_next_wait<'a, R: Outcome, C: Clock, W: CallObserver, B: RetryBudget>(
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
    ) -> Option<Duration>
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
        next_step(state, policy, judged, clock, now, observer, error, budget)
            .call_hooks(
                observer,
                outcome,
                &self.words.on_retry,
                &self.words.on_give_up,
            )
            .wait()
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
    pub fn __bundle_next_wait<R: Outcome, C: Clock, W: CallObserver, B: RetryBudget>(
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
    ) -> Option<Duration> {
        PLAIN.__bundle_next_wait(
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
}
