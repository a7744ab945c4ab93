//! What generated code reads of a bundle, `#[retry(NAME)]`. A plain policy offers the same, so that the
//! code need not know which of the two `NAME` is.

use super::cut_off::NeverCutOff;
use super::error_text::NoText;
use super::refusal::NoRefusal;
use super::retry::{Retry, Words};
use super::sleeps::DefaultSleep;
use super::words::{KeepAll, NoHook, RetryAll};
use crate::budget::NoBudget;
use crate::generated::const_checks::assert_attempt_timeout_is_taken;
use crate::policy::Policy;

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
        };
        Self::of(policy, words)
    }

    #[must_use]
    pub const fn __bundle_policy(&self) -> Policy {
        self.policy
    }

    /// Checks the policy of an async function, with what the function overrides.
    #[must_use]
    pub const fn __bundle_in_task(&self, policy: Policy) -> Policy {
        policy
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
    pub const fn __bundle_budget(&self) -> &Budget {
        &self.words.budget
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

#[doc(hidden)]
impl Policy {
    #[must_use]
    pub const fn __bundle_policy(&self) -> Self {
        *self
    }

    /// Checks the policy of an async function, which must take an attempt timeout over by a word.
    #[must_use]
    pub const fn __bundle_in_task(&self, policy: Self) -> Self {
        assert_attempt_timeout_is_taken(policy)
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
    pub const fn __bundle_budget(&self) -> &NoBudget {
        &NoBudget
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
