//! The words of a call that are code, one trait for each.
//!
//! Each is implemented for functions and closures, for a reference to the type that means that the word is
//! left out, and for a reference to the hidden type of a bundle. A call that keeps its words passes
//! references to them: a reference to a function is a function too.

pub(crate) mod attempt_timeout;
pub(crate) mod before_retry;
pub(crate) mod before_retry_word;
pub(crate) mod cancel;
pub(crate) mod cancel_token;
pub(crate) mod cancelled_wait;
pub(crate) mod cut_off;
pub(crate) mod error_text;
pub(crate) mod exhausted;
pub(crate) mod kind;
pub(crate) mod or_else;
pub(crate) mod or_else_word;
pub(crate) mod refusal;
pub(crate) mod sleeps;
pub(crate) mod whens;

use crate::budget::refused::Refused;
use crate::budget::retry_budget::{CallRequest, RetryBudget, RetryRequest};
use crate::decision::{Decision, IntoDecision};
use crate::observe::call_observer::CallObserver;
use crate::observe::event::Event;

/// `on`: what a failure means.
#[diagnostic::on_unimplemented(
    message = "`on` does not take `{E}`",
    label = "this error is another than `on` takes",
    note = "write `on = f` with a function of this error beside the bundle"
)]
pub trait OnError<E: ?Sized> {
    /// Decides about the failure.
    fn decide(self, error: &E) -> Decision;
}

impl<E: ?Sized, F: FnOnce(&E) -> D, D: IntoDecision> OnError<E> for F {
    #[inline]
    fn decide(self, error: &E) -> Decision {
        self(error).into_decision()
    }
}

/// Without `on`, every failure is retried.
#[derive(Clone, Copy, Debug)]
pub struct RetryAll;

impl<E: ?Sized> OnError<E> for &RetryAll {
    #[inline]
    fn decide(self, _: &E) -> Decision {
        Decision::Retry
    }
}

/// `on_ok`: what a success means.
#[diagnostic::on_unimplemented(
    message = "`on_ok` does not take `{V}`",
    label = "this value is another than `on_ok` takes",
    note = "write `on_ok = none`, or `on_ok = f` with a function of this value, beside the bundle"
)]
pub trait OnSuccess<V: ?Sized> {
    /// Decides about the success. `Stop` returns it.
    fn decide(self, value: &V) -> Decision;
}

impl<V: ?Sized, F: FnOnce(&V) -> D, D: IntoDecision> OnSuccess<V> for F {
    #[inline]
    fn decide(self, value: &V) -> Decision {
        self(value).into_decision()
    }
}

/// Without `on_ok`, every success is returned.
#[derive(Clone, Copy, Debug)]
pub struct KeepAll;

impl<V: ?Sized> OnSuccess<V> for &KeepAll {
    #[inline]
    fn decide(self, _: &V) -> Decision {
        Decision::Stop
    }
}

/// `on_retry`.
#[diagnostic::on_unimplemented(
    message = "`on_retry` does not take an event with a `{E}`",
    label = "this error is another than `on_retry` takes",
    note = "write `on_retry = none`, or `on_retry = f` with a function of this error, beside the bundle"
)]
pub trait OnRetry<E> {
    /// Calls the hook.
    fn call(self, event: &Event<'_, E>);
}

impl<E, F: FnOnce(&Event<'_, E>)> OnRetry<E> for F {
    fn call(self, event: &Event<'_, E>) {
        self(event);
    }
}

impl<E> OnRetry<E> for &NoHook {
    #[inline]
    fn call(self, _: &Event<'_, E>) {}
}

/// `on_give_up`.
#[diagnostic::on_unimplemented(
    message = "`on_give_up` does not take an event with a `{E}`",
    label = "this error is another than `on_give_up` takes",
    note = "write `on_give_up = none`, or `on_give_up = f` with a function of this error, beside the bundle"
)]
pub trait OnGiveUp<E> {
    /// Calls the hook.
    fn call(self, event: &Event<'_, E>);
}

impl<E, F: FnOnce(&Event<'_, E>)> OnGiveUp<E> for F {
    fn call(self, event: &Event<'_, E>) {
        self(event);
    }
}

impl<E> OnGiveUp<E> for &NoHook {
    #[inline]
    fn call(self, _: &Event<'_, E>) {}
}

/// A hook that is left out.
#[derive(Clone, Copy, Debug)]
pub struct NoHook;

/// Whether a bundle has a hook, which decides whether its calls are observed.
pub trait HookWord {
    /// The observer of a call that has `Other` without this hook.
    type Observer<Other: CallObserver>: CallObserver;
}

impl HookWord for NoHook {
    type Observer<Other: CallObserver> = Other;
}

/// The `budget` of a bundle, implemented for its hidden type.
pub trait BudgetWord {
    /// Evaluates it.
    fn budget() -> impl RetryBudget;
}

/// The budget of the bundle with the hidden type `B`. Each step of a call evaluates the word again: its type has no
/// name that a call could keep it by.
#[derive(Clone, Copy, Debug)]
pub struct BudgetOf<B>(pub B);

impl<B: BudgetWord> RetryBudget for BudgetOf<B> {
    #[inline]
    fn deposit(&self) {
        B::budget().deposit();
    }

    #[inline]
    fn admit(&self, call: &CallRequest) -> Result<(), Refused> {
        B::budget().admit(call)
    }

    fn on_failure(&self) {
        B::budget().on_failure();
    }

    fn on_permanent_failure(&self) {
        B::budget().on_permanent_failure();
    }

    fn withdraw(&self, request: &RetryRequest) -> Option<u32> {
        B::budget().withdraw(request)
    }

    #[inline]
    fn on_success(&self, last: Option<u32>) {
        B::budget().on_success(last);
    }

    fn refund(&self, amount: u32) {
        B::budget().refund(amount);
    }

    fn available(&self) -> Option<u64> {
        B::budget().available()
    }
}
