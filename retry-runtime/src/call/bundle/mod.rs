//! What generated code does with a bundle, `#[retry(NAME)]`. A plain policy offers the same, so that the code need not
//! know which of the two `NAME` is.

pub(crate) mod before_retry_beside;
pub(crate) mod bundle_sleep;
pub(crate) mod own_sleep;
pub(crate) mod step;

use core::future::Future;

use self::step::{BundleWords, StepInTask, StepOnThread};
use crate::budget::refused::Refused;
use crate::call::flow::const_checks::{
    assert_attempt_timeout_is_taken, assert_no_attempt_timeout, assert_valid,
};
use crate::call::retry::{Retry, Words};
use crate::call::words::sleeps::{DefaultSleep, SleepInTask};
use crate::observe::call_observer::{CallObserver, DefaultObserver};
use crate::observe::call_site::CallSite;
use crate::observe::error_view::ErrorView;
use crate::outcome::Outcome;
use crate::policy::Policy;

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

#[doc(hidden)]
impl<W: BundleWords> Retry<W> {
    #[must_use]
    #[inline]
    pub fn __bundle_observer(&self, site: &'static CallSite) -> W::Observer {
        CallObserver::begin(site)
    }

    #[must_use]
    #[inline]
    pub fn __bundle_begin_on_thread(
        &self,
        policy: &Policy,
        site: &'static CallSite,
    ) -> W::OnThread {
        self.words.begin_on_thread(policy, site)
    }

    #[must_use]
    #[inline]
    pub fn __bundle_begin_in_task(&self, policy: &Policy, site: &'static CallSite) -> W::InTask {
        self.words.begin_in_task(policy, site)
    }

    /// Makes an attempt and waits. Returns the outcome if no attempt follows.
    #[inline]
    pub fn __bundle_step_on_thread<R: Outcome>(
        &self,
        call: &mut W::OnThread,
        policy: &Policy,
        view: fn(&R) -> ErrorView<'_>,
        from_refused: Option<fn(Refused) -> R>,
        attempt: impl FnOnce() -> R,
    ) -> Option<R>
    where
        W: StepOnThread<R>,
    {
        let words = &self.words;
        words.step_on_thread(call, policy, view, from_refused, attempt)
    }

    /// As [`__bundle_step_on_thread`](Self::__bundle_step_on_thread), in a task.
    #[inline]
    pub fn __bundle_step_in_task<R: Outcome>(
        &self,
        call: &mut W::InTask,
        policy: &Policy,
        view: fn(&R) -> ErrorView<'_>,
        from_refused: Option<fn(Refused) -> R>,
        attempt: impl Future<Output = R>,
    ) -> impl Future<Output = Option<R>>
    where
        W: StepInTask<R>,
    {
        let words = &self.words;
        words.step_in_task(call, policy, view, from_refused, attempt)
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

    #[must_use]
    #[inline]
    pub fn __bundle_begin_on_thread(
        &self,
        policy: &Policy,
        site: &'static CallSite,
    ) -> <Words as BundleWords>::OnThread {
        PLAIN.__bundle_begin_on_thread(policy, site)
    }

    #[must_use]
    #[inline]
    pub fn __bundle_begin_in_task(
        &self,
        policy: &Policy,
        site: &'static CallSite,
    ) -> <Words as BundleWords>::InTask {
        PLAIN.__bundle_begin_in_task(policy, site)
    }

    /// Makes an attempt and waits. Returns the outcome if no attempt follows.
    #[inline]
    pub fn __bundle_step_on_thread<R: Outcome>(
        &self,
        call: &mut <Words as BundleWords>::OnThread,
        policy: &Policy,
        view: fn(&R) -> ErrorView<'_>,
        from_refused: Option<fn(Refused) -> R>,
        attempt: impl FnOnce() -> R,
    ) -> Option<R> {
        PLAIN.__bundle_step_on_thread(call, policy, view, from_refused, attempt)
    }

    /// As [`__bundle_step_on_thread`](Self::__bundle_step_on_thread), in a task.
    #[inline]
    pub fn __bundle_step_in_task<R: Outcome>(
        &self,
        call: &mut <Words as BundleWords>::InTask,
        policy: &Policy,
        view: fn(&R) -> ErrorView<'_>,
        from_refused: Option<fn(Refused) -> R>,
        attempt: impl Future<Output = R>,
    ) -> impl Future<Output = Option<R>>
    where
        for<'any> DefaultSleep: SleepInTask,
    {
        PLAIN.__bundle_step_in_task(call, policy, view, from_refused, attempt)
    }
}
