//! How a call of a client ends.

use retries::StopReason;

/// The end of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    Success,
    /// The call gave up.
    GaveUp(StopReason),
    /// The budget refused the first attempt.
    Refused,
}

impl Outcome {
    /// Returns the word for a failure.
    pub(super) const fn reason(self) -> Option<&'static str> {
        match self {
            Self::Success => None,
            Self::GaveUp(reason) => Some(reason.as_str()),
            Self::Refused => Some("refused"),
        }
    }
}
