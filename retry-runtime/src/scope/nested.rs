//! Whether a call inside an attempt made a retry.

use core::cell::Cell;
use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll};
use core::time::Duration;

use pin_project_lite::pin_project;

use crate::policy::Policy;
use crate::time::Deadline;

thread_local! {
    /// The retries that calls in this thread have made. It only grows, so that nothing is put back: what changes it
    /// while an attempt runs was inside the attempt.
    static RETRIES: Cell<u32> = const { Cell::new(0) };
}

/// Counts a retry of a call in this thread.
pub(crate) fn count_retry() {
    RETRIES.set(RETRIES.get().wrapping_add(1));
}

/// Runs code whose retries are not those of the attempt around it.
pub(super) fn uncounted<T>(run: impl FnOnce() -> T) -> T {
    let _before = Uncounted(RETRIES.get());
    run()
}

/// Sets the count back when it is dropped, also by a panic.
struct Uncounted(u32);

impl Drop for Uncounted {
    fn drop(&mut self) {
        RETRIES.set(self.0);
    }
}

/// The retries in this thread before an attempt that blocks it.
#[derive(Clone, Copy, Debug)]
pub struct RetriesBefore(u32);

impl RetriesBefore {
    /// Begins an attempt.
    #[inline]
    #[must_use]
    pub fn attempt() -> Self {
        Self(RETRIES.get())
    }

    /// Begins an attempt of a call with this policy. Returns `None` if nothing asks what happens inside.
    #[inline]
    pub(crate) fn attempt_by(policy: &Policy) -> Option<Self> {
        asks_for_nested(policy).then(Self::attempt)
    }

    /// Returns whether a call made a retry since then.
    #[inline]
    #[must_use]
    pub fn has_nested_retry(self) -> bool {
        self.0 != RETRIES.get()
    }
}

/// Returns whether the policy or an observer asks for retries inside an attempt.
#[inline]
pub(crate) const fn asks_for_nested(policy: &Policy) -> bool {
    cfg!(feature = "events") || policy.stops_nested()
}

pin_project! {
    /// An attempt of an async function, and whether a call inside it made a retry. It is around the timeout, so that
    /// an attempt that is cut off keeps what its calls did.
    #[derive(Debug)]
    pub struct WithNested<F> {
        #[pin]
        attempt: F,
        is_asked: bool,
        has_nested_retry: bool,
    }
}

/// Returns the attempt, whose output then says whether a call inside it made a retry, or `false` if nothing asks.
#[inline]
pub const fn with_nested<F: Future>(attempt: F, is_asked: bool) -> WithNested<F> {
    WithNested {
        attempt,
        is_asked,
        has_nested_retry: false,
    }
}

impl<F: Future> Future for WithNested<F> {
    type Output = (F::Output, bool);

    #[inline]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        let before = this.is_asked.then(RetriesBefore::attempt);
        let polled = this.attempt.poll(cx);
        *this.has_nested_retry |= before.is_some_and(RetriesBefore::has_nested_retry);
        polled.map(|output| (output, *this.has_nested_retry))
    }
}

/// The deadline of a call, and what happened inside its attempt that has ended.
#[derive(Clone, Copy, Debug)]
pub struct AfterAttempt<'a, D> {
    /// The deadline of the call.
    pub deadline: &'a D,
    /// Whether a call inside the attempt made a retry.
    pub has_nested_retry: bool,
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
    fn has_nested_retry(&self) -> bool {
        self.has_nested_retry
    }
}

#[cfg(test)]
mod tests {
    use super::{RetriesBefore, count_retry};
    use crate::scope::leave_blocking;
    use std::panic::catch_unwind;

    #[test]
    fn a_panic_outside_the_scope_does_not_make_its_retries_count() {
        let before = RetriesBefore::attempt();
        let left = catch_unwind(|| {
            leave_blocking(|| {
                count_retry();
                panic!("outside the scope");
            });
        });
        assert!(left.is_err());
        assert!(!before.has_nested_retry());
    }
}
