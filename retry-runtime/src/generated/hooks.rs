//! The calls of `on_retry` and `on_give_up`.

use crate::attempt::Attempt;
use crate::observe::call_observer::ObservedCall;
use crate::observe::event::{Event, EventKind};

/// Calls a hook with the event.
#[cold]
pub fn call_hook<E: ?Sized>(
    observer: &ObservedCall,
    attempt: Attempt,
    error: Option<&E>,
    kind: EventKind,
    hook: impl FnOnce(&Event<'_, E>),
) {
    hook(&observer.event(attempt, error, kind));
}
