//! What is watched while an attempt runs: the retries of calls inside it, and how long it lasts.

use core::future::Future;
use core::marker::PhantomData;
use core::pin::Pin;
use core::task::{Context, Poll};
use core::time::Duration;

use pin_project_lite::pin_project;

use super::nested::RetriesBefore;
use crate::nanos;
use crate::policy::Policy;
use crate::time::{Clock, Deadline, Instant, TaskClock};

/// What was seen of an attempt that has ended.
#[derive(Clone, Copy, Debug, Default)]
pub struct Watched {
    /// Whether a call inside it made a retry.
    pub has_nested_retry: bool,
    /// How long it lasted, in nanoseconds, or 0 if the policy has no `reset_after`.
    pub lasted: u64,
    /// Whether the call was cancelled during the attempt.
    pub is_cancelled: bool,
    /// Whether no attempt can follow, because the request could not be cloned.
    pub cannot_repeat: bool,
}

/// An attempt that nothing watched.
impl From<()> for Watched {
    #[inline]
    fn from((): ()) -> Self {
        Self::default()
    }
}

/// Stands for the policy of a function that has no `reset_after`, so that the policy is not written once more.
pub const WITHOUT_RESET: Policy = Policy::new();

/// Watches an attempt, as far as its policy or an observer asks.
#[derive(Clone, Copy, Debug)]
pub struct Watch<C> {
    before: Option<RetriesBefore>,
    stopwatch: Stopwatch<C>,
}

impl<C: Clock> Watch<C> {
    /// Begins an attempt that blocks its thread.
    #[inline]
    #[must_use]
    pub fn start(policy: &Policy) -> Self {
        Self {
            before: asks_for_nested(policy).then(RetriesBefore::attempt),
            stopwatch: Stopwatch::start(policy),
        }
    }

    /// Ends the attempt.
    #[inline]
    #[must_use]
    pub fn end(self) -> Watched {
        Watched {
            has_nested_retry: self.before.is_some_and(RetriesBefore::has_nested_retry),
            lasted: self.stopwatch.elapsed(),
            ..Watched::default()
        }
    }
}

/// The time since an attempt began. The clock is read only if the policy has a `reset_after`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stopwatch<C> {
    start: Option<Instant>,
    clock: PhantomData<C>,
}

impl<C: Clock> Stopwatch<C> {
    #[inline]
    pub(crate) fn start(policy: &Policy) -> Self {
        Self {
            start: policy.can_reset().then(C::now),
            clock: PhantomData,
        }
    }

    #[inline]
    pub(crate) fn elapsed(self) -> u64 {
        self.start.map_or(0, Self::since)
    }

    #[cold]
    #[inline(never)]
    fn since(start: Instant) -> u64 {
        nanos::from_duration(C::now().saturating_duration_since(start))
    }
}

/// Returns whether the policy or an observer asks for retries inside an attempt.
#[inline]
const fn asks_for_nested(policy: &Policy) -> bool {
    cfg!(feature = "events") || policy.stops_nested()
}

pin_project! {
    /// An attempt of an async function, and what was seen of it. It is around the timeout, so that an attempt that is cut
    /// off keeps what its calls did.
    #[derive(Debug)]
    pub struct WatchedAttempt<F> {
        #[pin]
        attempt: F,
        asks_for_nested: bool,
        has_nested_retry: bool,
        stopwatch: Stopwatch<TaskClock>,
    }
}

/// Returns the attempt, whose output then has what was seen of it, as far as the policy or an observer asks.
#[inline]
pub fn watched<F: Future>(attempt: F, policy: &Policy) -> WatchedAttempt<F> {
    WatchedAttempt {
        attempt,
        asks_for_nested: asks_for_nested(policy),
        has_nested_retry: false,
        stopwatch: Stopwatch::start(policy),
    }
}

impl<F: Future> Future for WatchedAttempt<F> {
    type Output = (F::Output, Watched);

    #[inline]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        let before = this.asks_for_nested.then(RetriesBefore::attempt);
        let polled = this.attempt.poll(cx);
        *this.has_nested_retry |= before.is_some_and(RetriesBefore::has_nested_retry);
        polled.map(|output| {
            let watched = Watched {
                has_nested_retry: *this.has_nested_retry,
                lasted: this.stopwatch.elapsed(),
                ..Watched::default()
            };
            (output, watched)
        })
    }
}

/// The deadline of a call, and what was seen of its attempt that has ended.
#[derive(Clone, Copy, Debug)]
pub struct AfterAttempt<'a, D> {
    /// The deadline of the call.
    pub deadline: &'a D,
    /// What was seen of the attempt.
    pub watched: Watched,
}

impl<D: Deadline> Deadline for AfterAttempt<'_, D> {
    type Entered = D::Entered;

    #[inline]
    fn remaining_with(&self, grace: Duration) -> Option<Duration> {
        self.deadline.remaining_with(grace)
    }

    #[inline]
    fn enter(&self) -> D::Entered {
        self.deadline.enter()
    }

    #[inline]
    fn watched(&self) -> Watched {
        self.watched
    }
}
