//! The counter of calls that succeed at the first attempt, for the crate `metrics`.

use metrics::{Key, Label, with_recorder};

use super::metrics::{CALLS, METADATA};

/// The labels of calls that succeed at the first attempt.
pub type Labels = [Label; 2];

/// Returns the labels of this function's calls that succeed at the first attempt.
#[must_use]
pub const fn ok_first_try(function: &'static str) -> Labels {
    [
        Label::from_static_parts("function", function),
        Label::from_static_parts("result", "ok_first_try"),
    ]
}

/// The key of the counter, which is hashed once. Each call looks up the counter itself, because a recorder may
/// be installed late, or only for one thread.
#[derive(Debug)]
pub struct FirstTryCounter {
    key: Key,
}

impl FirstTryCounter {
    /// Makes a counter with these labels.
    #[must_use]
    pub const fn new(labels: &'static Labels) -> Self {
        Self {
            key: Key::from_static_parts(CALLS, labels),
        }
    }

    pub(super) fn increment(&self) {
        with_recorder(|recorder| {
            let counter = recorder.register_counter(&self.key, &METADATA);
            counter.increment(1);
        });
    }
}
