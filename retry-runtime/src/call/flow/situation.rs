//! What a call knows after a failed attempt, besides the failure.

use core::time::Duration;

use crate::scope::remaining::remaining;
use crate::scope::watched::Watched;
use crate::time::Deadline;

/// The time that a call has left after a failed attempt, and what happened inside the attempt.
#[derive(Clone, Copy, Debug)]
pub struct Situation {
    /// The time until the deadline: zero if it has passed, `None` without one.
    pub(crate) remaining: Option<Duration>,
    /// Whether that is the deadline of a call around this one.
    pub(crate) deadline_is_inherited: bool,
    /// What was seen of the attempt.
    pub(crate) watched: Watched,
}

impl Situation {
    /// The situation by the call's own deadline.
    #[inline]
    pub(crate) fn of(deadline: &impl Deadline) -> Self {
        Self::new(deadline.remaining(), deadline.watched())
    }

    /// The situation with this time left until the call's own deadline.
    #[inline]
    pub(crate) const fn new(remaining: Option<Duration>, watched: Watched) -> Self {
        Self {
            remaining,
            deadline_is_inherited: false,
            watched,
        }
    }

    /// Returns the situation by the call's own deadline, or by one that it inherits if that is sooner.
    pub(crate) fn inherit(self) -> Self {
        match remaining() {
            Some(inherited) if self.remaining.is_none_or(|own| inherited < own) => Self {
                remaining: Some(inherited),
                deadline_is_inherited: true,
                ..self
            },
            _ => self,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Duration, Situation, Watched};
    use crate::scope::within::within_blocking;

    #[test]
    fn of_two_deadlines_that_have_passed_the_calls_own_is_the_reason() {
        let own = Situation::new(Some(Duration::ZERO), Watched::default());
        let found = within_blocking(Duration::ZERO, || own.inherit());
        assert!(!found.deadline_is_inherited);
    }
}
