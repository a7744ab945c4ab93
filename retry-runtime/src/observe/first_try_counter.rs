//! The counter of calls that succeed at the first attempt, for the crate `metrics`.

use metrics::{Key, Label, with_recorder};
use std::sync::OnceLock;

use super::label;
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
    key: LabelledKey,
}

#[derive(Debug)]
enum LabelledKey {
    Known(Key),
    /// The label of a method is known after its first report.
    OfMethod(OnceLock<Key>),
}

impl FirstTryCounter {
    /// Makes a counter with these labels.
    #[must_use]
    pub const fn new(labels: &'static Labels) -> Self {
        Self {
            key: LabelledKey::Known(Key::from_static_parts(CALLS, labels)),
        }
    }

    /// Makes the counter of a method.
    #[must_use]
    pub const fn of_method() -> Self {
        Self {
            key: LabelledKey::OfMethod(OnceLock::new()),
        }
    }

    /// Counts a call of the function with this label.
    #[inline]
    pub(super) fn increment(&self, label: &label::Label) {
        let key = match &self.key {
            LabelledKey::Known(key) => key,
            LabelledKey::OfMethod(key) => key.get_or_init(|| {
                let labels = ok_first_try(label.get());
                Key::from_parts(CALLS, labels.to_vec())
            }),
        };
        with_recorder(|recorder| {
            let counter = recorder.register_counter(key, &METADATA);
            counter.increment(1);
        });
    }
}
