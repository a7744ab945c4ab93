//! The calls of `on_retry` and `on_give_up`, and of what counts the waits for them.

use crate::budget::retry_budget::RetryBudget;
use crate::call::call_budget::CallBudget;
use crate::call::next_step::Report;
use crate::observe::call_observer::{CallObserver, ObservedCall};
use crate::observe::event::Event;
use crate::outcome::Outcome;

/// Calls a hook with the event.
#[cold]
pub fn call_hook<R: Outcome>(
    observer: &ObservedCall,
    outcome: &R,
    report: Report,
    hook: impl FnOnce(&Event<'_, R::Error>),
) {
    let Report { attempt, kind } = report;
    hook(&observer.event(attempt, outcome.as_result().err(), kind));
}

/// The hook that is left out, beside one that is not.
#[inline]
pub const fn no_hook<E>(_: &Event<'_, E>) {}

/// Reports the end of a wait, and uses the amount that the budget gave for the retry.
#[inline]
pub fn waited_with_budget<W: CallObserver, B: RetryBudget>(
    observer: &mut W,
    budget: &mut CallBudget<B>,
) {
    budget.spend();
    observer.waited();
}
