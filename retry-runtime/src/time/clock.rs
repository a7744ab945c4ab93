//! What a call measures its time with.

use core::time::Duration;
use std::sync::OnceLock;

use super::platform::ThreadInstant;
use crate::policy::Policy;

/// A clock that starts with the call, and is read only if the policy has a deadline.
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

/// What tells how long a call has lasted.
pub trait Clock {
    /// The time since the call began; zero without a deadline.
    fn elapsed(&self) -> Duration;
}

impl<I: Instant> Clock for Stopwatch<I> {
    #[inline]
    fn elapsed(&self) -> Duration {
        self.0.map_or(Duration::ZERO, I::since)
    }
}

/// Of a call without a deadline.
impl Clock for () {
    #[inline]
    fn elapsed(&self) -> Duration {
        Duration::ZERO
    }
}

/// A point in time of one clock.
pub trait Instant: Copy {
    /// This moment.
    fn now() -> Self;
    /// The time from then to now.
    fn since(self) -> Duration;
}

/// A clock that recordings can move.
#[cfg(feature = "test-util")]
pub(super) type Movable<I> = crate::testing::VirtualInstant<I>;
/// A clock as it is.
#[cfg(not(feature = "test-util"))]
pub(super) type Movable<I> = I;

/// The time for budgets, whatever clock tells it: what they count from stays the same.
pub(super) fn since_origin(now: impl Into<ThreadInstant>) -> Duration {
    static ORIGIN: OnceLock<ThreadInstant> = OnceLock::new();
    let now = now.into();
    let since = now.saturating_duration_since(*ORIGIN.get_or_init(|| now));
    #[cfg(feature = "test-util")]
    let since = since.saturating_add(crate::testing::elapsed());
    since
}
