//! Whether an event is about a failure that was reported before.

/// Whether an event is the first one about its attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Failure {
    New,
    /// The attempt was reported with a retry, which `before_retry` then prevented.
    Reported,
}
