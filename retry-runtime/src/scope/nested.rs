//! Whether a call inside an attempt made a retry.

use core::cell::Cell;

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
pub(crate) struct RetriesBefore(u32);

impl RetriesBefore {
    /// Begins an attempt.
    #[inline]
    pub(crate) fn attempt() -> Self {
        Self(RETRIES.get())
    }

    /// Returns whether a call made a retry since then.
    #[inline]
    pub(crate) fn has_nested_retry(self) -> bool {
        self.0 != RETRIES.get()
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
