//! What to do about one failed attempt.

use core::time::Duration;

/// The answer of `on` and `on_ok`: is this outcome worth another attempt?
///
/// A `bool` is one too: `true` retries, `false` stops.
///
/// ```
/// use retries::Decision;
///
/// assert_eq!(Decision::from(true), Decision::Retry);
/// assert_eq!(Decision::from(false), Decision::Stop);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Decision {
    /// Return this outcome now: another attempt would end the same way.
    Stop,
    /// Try again after the backoff's delay.
    Retry,
    /// Try again after this time, because the server said so; it replaces the backoff's delay, and
    /// is exceeded by up to a tenth, so that the clients that were told the same spread out.
    /// Longer than the policy's [`max_hint`](crate::Policy::max_hint), it stops instead.
    RetryAfter(Duration),
    /// Try again, but later than after other failures: the server has more to do than it can, or
    /// this client has used up what it may. The policy's [`throttle`](crate::Policy::throttle) says
    /// when.
    Throttled,
    /// Try again after the backoff's delay. The attempt got no answer in time, for which a
    /// [`Budget`](crate::Budget) of tokens takes more.
    TimedOut,
}

impl From<bool> for Decision {
    fn from(retry: bool) -> Self {
        if retry { Self::Retry } else { Self::Stop }
    }
}

/// Why a call ended with a failure instead of trying again.
///
/// ```
/// use retries::StopReason;
///
/// assert_eq!(StopReason::Deadline.as_str(), "deadline");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum StopReason {
    /// `on` said that it is not worth another attempt.
    Permanent,
    /// All attempts were used.
    Attempts,
    /// The next wait would have ended past the deadline.
    Deadline,
    /// The server asked for a longer wait than `max_hint`.
    HintTooLong,
    /// The budget had nothing left for this retry.
    Budget,
    /// All retrying is [turned off](crate::set_enabled).
    Disabled,
    /// The future was dropped, during an attempt or a wait.
    Cancelled,
}

impl StopReason {
    /// A short name that stays the same from release to release, for logs and dashboards.
    ///
    /// ```
    /// assert_eq!(retries::StopReason::HintTooLong.as_str(), "hint_too_long");
    /// ```
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Permanent => "permanent",
            Self::Attempts => "attempts",
            Self::Deadline => "deadline",
            Self::HintTooLong => "hint_too_long",
            Self::Budget => "budget",
            Self::Disabled => "disabled",
            Self::Cancelled => "cancelled",
        }
    }
}
