//! The deadline of one call.

use core::marker::PhantomData;
use core::time::Duration;

use super::clock::Clock;
use super::platform::Instant;
use crate::policy::Policy;
use crate::scope::narrowed::Narrowed;
use crate::scope::watched::Watched;

/// The deadline of a call, or `()` for a call that has none.
pub trait Deadline {
    /// What ends the call's own scope when it is dropped.
    type Entered;

    /// Returns the time that is left until `grace` after the deadline: zero if it has passed, `None` without one.
    fn remaining_with(&self, grace: Duration) -> Option<Duration>;

    /// Returns the time that is left: zero if it has passed, `None` without a deadline.
    #[inline]
    fn remaining(&self) -> Option<Duration> {
        self.remaining_with(Duration::ZERO)
    }

    /// Enters the call's own scope.
    fn enter(&self) -> Self::Entered;

    /// Returns what was seen of the attempt that has ended.
    #[inline]
    fn watched(&self) -> Watched {
        Watched::default()
    }
}

/// The deadline of a call on the clock `C`. The clock is read only if the policy has a deadline.
#[derive(Clone, Copy, Debug)]
pub struct CallDeadline<C> {
    end: Option<Instant>,
    clock: PhantomData<C>,
}

impl<C: Clock> CallDeadline<C> {
    /// Begins the call now. A deadline that the clock cannot count never comes.
    #[inline]
    #[must_use]
    pub fn start(policy: &Policy) -> Self {
        let time_limit = policy.time_limit();
        Self {
            end: time_limit.and_then(|limit| C::now().checked_add(limit)),
            clock: PhantomData,
        }
    }
}

impl<C: Clock> Deadline for CallDeadline<C> {
    type Entered = Narrowed<C>;

    #[inline]
    fn remaining_with(&self, grace: Duration) -> Option<Duration> {
        Some(C::until(self.end?, grace))
    }

    #[inline]
    fn enter(&self) -> Narrowed<C> {
        Narrowed::to(self.end)
    }
}

impl Deadline for () {
    type Entered = ();

    #[inline]
    fn remaining_with(&self, _: Duration) -> Option<Duration> {
        None
    }

    #[inline]
    fn enter(&self) {}
}
