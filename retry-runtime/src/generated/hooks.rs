//! The calls of `on_retry` and `on_give_up`, and of what counts the waits for them.

use crate::budget::retry_budget::RetryBudget;
use crate::call::flow::call_budget::CallBudget;
use crate::call::flow::call_state::CallState;
use crate::call::flow::progress::{Ended, Progress};
use crate::observe::attempt_report::Report;
use crate::observe::call_observer::{CallObserver, ObservedCall};
use crate::observe::event::Event;
use crate::outcome::Outcome;
use crate::time::Deadline;

/// Calls a hook with the event.
#[cold]
pub fn call_hook<R: Outcome>(
    observer: &ObservedCall,
    outcome: &R,
    report: Report,
    hook: impl FnOnce(&Event<'_, R::Error>),
) {
    hook(&observer.event(report, outcome.as_result().err()));
}

/// Calls a function's own `on_give_up` beside its bundle. It takes the end of the call and returns it: a future has no
/// room for what was only lent.
#[cold]
pub fn call_on_give_up<R: Outcome, S: CallState, B: RetryBudget, O: CallObserver, D: Deadline>(
    ended: Ended<R>,
    progress: &Progress<S, B, O, D>,
    on_give_up: impl FnOnce(&Event<'_, R::Error>),
) -> Ended<R> {
    ended.call_hook(progress, on_give_up)
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
    // Last: a retry whose report panics is not made, and is refunded.
    observer.waited();
    budget.spend();
}
