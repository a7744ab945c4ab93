//! A policy and the other words of a call.

use super::closure::NoClosure;
use super::flow::keep::PauseWords;
use super::words::before_retry_word::NoBeforeRetry;
use super::words::cancel::NeverCancelled;
use super::words::cut_off::NeverCutOff;
use super::words::error_text::NoText;
use super::words::exhausted::ReturnAtOnce;
use super::words::or_else_word::NoElse;
use super::words::refusal::NoRefusal;
use super::words::sleeps::DefaultSleep;
use super::words::whens::NoWhen;
use super::words::{KeepAll, NoHook, RetryAll};
use crate::budget::NoBudget;
use crate::nanos;
use crate::observe::call_site::CallSite;
use crate::policy::Policy;

/// A policy and the other words of a call, which say the same as the attribute's options. They come in any
/// order, and a later one replaces an earlier one, except that [`when`](Self::when) adds to those before it.
///
/// [`retry`](crate::retry()) makes one of a closure, and [`Policy::on`] and its like make one of a policy, whose
/// [`call`](Self::call) takes the closure.
///
/// ```
/// use retries::{Budget, Policy, retry};
/// use std::io;
///
/// static BUDGET: Budget = Budget::new();
///
/// let read = || std::fs::read("no/such/file");
/// let result = retry(read)
///     .on(|error| error.kind() == io::ErrorKind::Interrupted)
///     .max_attempts(5)
///     .budget(&BUDGET)
///     .call();
/// assert!(result.is_err());
///
/// // The same, to be called more than once.
/// let patient = Policy::new()
///     .max_attempts(5)
///     .on(|error: &io::Error| error.kind() == io::ErrorKind::Interrupted)
///     .budget(&BUDGET);
/// assert!(patient.call(read).is_err());
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Retry<W = Words, F = NoClosure> {
    pub(super) policy: Policy,
    /// The time that the caller has left, in nanoseconds.
    pub(super) remaining: u64,
    /// `None` without a name.
    pub(super) site: Option<&'static CallSite>,
    pub(super) words: W,
    pub(super) closure: F,
}

impl<W> Retry<W> {
    /// A call whose closure comes last.
    #[inline]
    pub(super) const fn of(policy: Policy, words: W) -> Self {
        Self::new(policy, words, NoClosure)
    }
}

impl<W, F> Retry<W, F> {
    #[inline]
    pub(super) const fn new(policy: Policy, words: W, closure: F) -> Self {
        Self {
            policy,
            remaining: nanos::FOREVER,
            site: None,
            words,
            closure,
        }
    }

    /// Replaces the words by others, which have another type.
    #[inline]
    pub(super) fn map_words<V>(self, replace: impl FnOnce(W) -> V) -> Retry<V, F> {
        Retry {
            policy: self.policy,
            remaining: self.remaining,
            site: self.site,
            words: replace(self.words),
            closure: self.closure,
        }
    }

    /// Replaces the closure by what `replace` makes of it.
    #[inline]
    pub(super) fn map_closure<G>(self, replace: impl FnOnce(F) -> G) -> Retry<W, G> {
        Retry {
            policy: self.policy,
            remaining: self.remaining,
            site: self.site,
            words: self.words,
            closure: replace(self.closure),
        }
    }

    /// Returns the policy with the sooner of its deadline and the time that the caller has left.
    #[inline]
    pub(super) const fn policy_in_time(&self) -> Policy {
        self.policy.ending_within(self.remaining)
    }
}

/// The words of a [`Retry`] that are code or a budget, each with a type of its own. Its name is needed only for
/// a field or a constant:
///
/// ```
/// use retries::{Budget, Policy, Retry, Words};
///
/// type Patient = Retry<Words<fn(&u16) -> bool, &'static Budget>>;
///
/// struct Client {
///     patient: Patient,
/// }
///
/// fn is_busy(status: &u16) -> bool {
///     *status == 503
/// }
///
/// static BUDGET: Budget = Budget::new();
///
/// let client = Client {
///     patient: Policy::new().on(is_busy as fn(&u16) -> bool).budget(&BUDGET),
/// };
/// assert_eq!(client.patient.call(|| Err::<(), u16>(404)), Err(404));
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Words<
    On = RetryAll,
    Budget = NoBudget,
    OnOk = KeepAll,
    Retrying = NoHook,
    GivingUp = NoHook,
    Timeout = NeverCutOff,
    Refused = NoRefusal,
    Sleep = DefaultSleep,
    Text = NoText,
    Exhausted = ReturnAtOnce,
    Beside = Around,
> {
    #[doc(hidden)]
    pub on: On,
    #[doc(hidden)]
    pub budget: Budget,
    #[doc(hidden)]
    pub on_ok: OnOk,
    #[doc(hidden)]
    pub on_retry: Retrying,
    #[doc(hidden)]
    pub on_give_up: GivingUp,
    #[doc(hidden)]
    pub timeout: Timeout,
    #[doc(hidden)]
    pub on_refused: Refused,
    #[doc(hidden)]
    pub sleep: Sleep,
    #[doc(hidden)]
    pub error_text: Text,
    #[doc(hidden)]
    pub exhausted: Exhausted,
    #[doc(hidden)]
    pub around: Beside,
}

/// The words of a [`Retry`] that say what happens around its attempts.
#[derive(Clone, Copy, Debug)]
pub struct Around<Before = NoBeforeRetry, Else = NoElse, Whens = NoWhen, Cancel = NeverCancelled> {
    #[doc(hidden)]
    pub before_retry: Before,
    #[doc(hidden)]
    pub or_else: Else,
    #[doc(hidden)]
    pub whens: Whens,
    #[doc(hidden)]
    pub cancel: Cancel,
}

impl Around {
    /// No word is said.
    pub(super) const NONE: Self = Self {
        before_retry: NoBeforeRetry,
        or_else: NoElse,
        whens: NoWhen,
        cancel: NeverCancelled,
    };
}

impl Words {
    /// No word is said.
    pub(super) const NONE: Self = Self::on(RetryAll);
}

impl<On> Words<On> {
    /// Only `on` is said.
    pub(super) const fn on(on: On) -> Self {
        Self {
            on,
            budget: NoBudget,
            on_ok: KeepAll,
            on_retry: NoHook,
            on_give_up: NoHook,
            timeout: NeverCutOff,
            on_refused: NoRefusal,
            sleep: DefaultSleep,
            error_text: NoText,
            exhausted: ReturnAtOnce,
            around: Around::NONE,
        }
    }
}

impl<
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
>
    Words<
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
{
    /// Returns the words of a pause.
    #[inline]
    pub(super) const fn pause_words(&self) -> PauseWords<'_, Exhausting, Before, Else, Ending> {
        let around = &self.around;
        PauseWords::new(
            &self.exhausted,
            &around.before_retry,
            &around.or_else,
            &around.cancel,
        )
    }
}
