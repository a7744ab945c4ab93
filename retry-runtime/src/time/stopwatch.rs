//! The time that a call has taken.

use core::time::Duration;

use super::instant::Instant;
use crate::policy::Policy;

/// The start of a call. The clock is read only if the policy has a deadline.
#[derive(Clone, Copy, Debug)]
pub struct Stopwatch<I>(Option<I>);

impl<I: Instant> Stopwatch<I> {
    /// Reads the clock if the policy has a deadline.
    #[inline]
    #[must_use]
    pub fn start_for(policy: &Policy) -> Self {
        Self(policy.has_deadline().then(I::now))
    }
}

/// A stopwatch, or `()` for a call without a deadline.
pub trait Clock {
    /// Returns the time since the call began, or zero without a deadline.
    fn elapsed(&self) -> Duration;
}

impl<I: Instant> Clock for Stopwatch<I> {
    #[inline]
    fn elapsed(&self) -> Duration {
        self.0.map_or(Duration::ZERO, I::since)
    }
}

impl Clock for () {
    #[inline]
    fn elapsed(&self) -> Duration {
        Duration::ZERO
    }
}
