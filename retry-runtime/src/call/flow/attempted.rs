//! An attempt that has ended.

use crate::policy::Policy;
use crate::scope::watched::{Watch, Watched};
use crate::time::{Deadline, ThreadClock};

/// An attempt that has ended.
#[derive(Clone, Copy, Debug)]
pub struct Attempted<R> {
    /// What it returned.
    pub outcome: R,
    /// Whether it was cut off.
    pub has_timed_out: bool,
    /// What was seen of it.
    pub watched: Watched,
}

impl<R> Attempted<R> {
    /// Makes an attempt of a call that blocks its thread, in the scope of the call.
    #[inline]
    pub fn on_thread(
        policy: &Policy,
        deadline: &impl Deadline,
        attempt: impl FnOnce() -> R,
    ) -> Self {
        let watch = Watch::<ThreadClock>::start(policy);
        let outcome = {
            let _entered = deadline.enter();
            attempt()
        };
        Self {
            outcome,
            has_timed_out: false,
            watched: watch.end(),
        }
    }
}
