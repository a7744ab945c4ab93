//! What a report says of a failed attempt, besides the error.

use crate::attempt::Attempt;
use crate::call::flow::situation::Situation;
use crate::decision::StopReason;
use crate::observe::event::EventKind;

/// What a hook and an observer learn about a failed attempt, besides the error.
#[derive(Clone, Copy, Debug)]
pub struct Report {
    pub(crate) attempt: Attempt,
    pub(crate) kind: EventKind,
    /// Whether the call gives up because of a deadline that it inherits.
    pub(crate) is_inherited: bool,
    /// Whether a retry follows although a call inside the attempt made one too.
    pub(crate) is_nested: bool,
}

impl Report {
    /// A report that no scope concerns.
    pub(crate) const fn new(attempt: Attempt, kind: EventKind) -> Self {
        Self {
            attempt,
            kind,
            is_inherited: false,
            is_nested: false,
        }
    }

    /// Returns the report of a failed attempt in this situation.
    pub(crate) const fn of(attempt: Attempt, kind: EventKind, situation: Situation) -> Self {
        let is_inherited = situation.deadline_is_inherited
            && matches!(kind, EventKind::GaveUp(StopReason::Deadline));
        let is_nested =
            situation.watched.has_nested_retry && matches!(kind, EventKind::Retry { .. });
        Self {
            attempt,
            kind,
            is_inherited,
            is_nested,
        }
    }

    /// Returns why the call gives up, or `None` if it does not.
    pub(crate) const fn stop_reason(self) -> Option<StopReason> {
        match self.kind {
            EventKind::GaveUp(reason) => Some(reason),
            EventKind::Retry { .. } | EventKind::Succeeded => None,
        }
    }

    /// Returns the report of the same attempt, after which the call gives up.
    #[must_use]
    pub const fn gave_up(self, reason: StopReason) -> Self {
        Self::new(self.attempt, EventKind::GaveUp(reason))
    }
}
