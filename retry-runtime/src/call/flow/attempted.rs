//! An attempt that has ended.

use crate::policy::Policy;
use crate::scope::nested::RetriesBefore;
use crate::time::Deadline;

/// An attempt that has ended.
#[derive(Clone, Copy, Debug)]
pub struct Attempted<R> {
    /// What it returned.
    pub outcome: R,
    /// Whether it was cut off.
    pub has_timed_out: bool,
    /// Whether a call inside it made a retry.
    pub has_nested_retry: bool,
}

impl<R> Attempted<R> {
    /// Makes an attempt of a call that blocks its thread, in the scope of the call.
    #[inline]
    pub fn on_thread(
        policy: &Policy,
        deadline: &impl Deadline,
        attempt: impl FnOnce() -> R,
    ) -> Self {
        let before = RetriesBefore::attempt_by(policy);
        let outcome = {
            let _entered = deadline.enter();
            attempt()
        };
        Self {
            outcome,
            has_timed_out: false,
            has_nested_retry: before.is_some_and(RetriesBefore::has_nested_retry),
        }
    }
}
