//! What to do after a failed attempt.

use core::time::Duration;

/// What `on` and `on_ok` return: is this outcome worth another attempt?
///
/// They may also return a `bool`: `true` retries, `false` stops.
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
    /// Try again after this time, which the server asked for. It replaces the backoff's delay. Up to a tenth
    /// is added, so that clients that received the same time spread out.
    ///
    /// A time shorter than the backoff's first delay is ignored, so that no server can make a client retry
    /// without a pause: the wait is then the backoff's delay. After a time longer than the policy's
    /// [`max_retry_after`](crate::Policy::max_retry_after) the call returns.
    RetryAfter(Duration),
    /// Try again, but later than after other failures: the server is overloaded, or this client has used up
    /// its quota. The delay comes from the policy's [`rate_limited`](crate::Policy::rate_limited) backoff.
    RateLimited,
    /// Like [`RateLimited`](Self::RateLimited), after the time that the server asked for, as in
    /// [`RetryAfter`](Self::RetryAfter). A time shorter than the first delay of the policy's
    /// [`rate_limited`](crate::Policy::rate_limited) is ignored.
    RateLimitedAfter(Duration),
    /// Try again after the backoff's delay. The attempt got no response in time, and a retry costs more tokens
    /// of a [`Budget`](crate::Budget).
    TimedOut,
}

impl Decision {
    /// Returns the wait that the server asked for.
    pub(crate) const fn retry_after(self) -> Option<Duration> {
        match self {
            Self::RetryAfter(wait) | Self::RateLimitedAfter(wait) => Some(wait),
            Self::Stop | Self::Retry | Self::RateLimited | Self::TimedOut => None,
        }
    }

    pub(crate) const fn is_rate_limited(self) -> bool {
        matches!(self, Self::RateLimited | Self::RateLimitedAfter(_))
    }

    /// Returns the decision about an attempt that timed out: a retry costs the budget as much as after any
    /// other timeout.
    #[cfg(feature = "std")]
    #[must_use]
    pub(crate) const fn of_timed_out(self) -> Self {
        match self {
            Self::Retry => Self::TimedOut,
            decided => decided,
        }
    }
}

impl From<bool> for Decision {
    fn from(retry: bool) -> Self {
        if retry { Self::Retry } else { Self::Stop }
    }
}

/// The source of the wait before a retry.
///
/// ```
/// assert_eq!(retries::DelaySource::RetryAfter.as_str(), "retry_after");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DelaySource {
    /// The policy's backoff.
    Backoff,
    /// The wait that the server asked for.
    RetryAfter,
    /// The policy's backoff after the server asked for fewer requests.
    RateLimited,
}

impl DelaySource {
    /// Returns a short name that stays the same in all releases, for logs and dashboards.
    ///
    /// ```
    /// assert_eq!(retries::DelaySource::Backoff.as_str(), "backoff");
    /// ```
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Backoff => "backoff",
            Self::RetryAfter => "retry_after",
            Self::RateLimited => "rate_limited",
        }
    }
}

/// The reason why a call ended with a failure and without another attempt.
///
/// ```
/// use retries::StopReason;
///
/// assert_eq!(StopReason::Deadline.as_str(), "deadline");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum StopReason {
    /// `on` decided against another attempt.
    Permanent,
    /// All attempts were used.
    Attempts,
    /// The next wait would have ended past the deadline, the call's own or one that it
    /// [inherits](crate::scope).
    Deadline,
    /// The server asked for a longer wait than `max_retry_after`.
    RetryAfterTooLong,
    /// The budget refused this retry.
    Budget,
    /// All retrying is [turned off](crate::set_enabled), or that of the function (with the feature `registry`).
    Disabled,
    /// A call inside the attempt had made a retry, and the policy says `nested = stop`. The budget was not asked.
    Nested,
    /// `before_retry` returned an error, and the call returns that.
    BeforeRetry,
    /// The request could not be cloned for another attempt: a [layer or a middleware](crate::stack) sends it once.
    NotRepeatable,
    /// The call was cancelled: by `cancel`, before or during a wait, by [`shutdown`](crate::shutdown), or because its
    /// future was dropped, during an attempt or a wait.
    Cancelled,
}

impl StopReason {
    /// Returns a short name that stays the same in all releases, for logs and dashboards.
    ///
    /// ```
    /// assert_eq!(retries::StopReason::RetryAfterTooLong.as_str(), "retry_after_too_long");
    /// ```
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Permanent => "permanent",
            Self::Attempts => "attempts",
            Self::Deadline => "deadline",
            Self::RetryAfterTooLong => "retry_after_too_long",
            Self::Budget => "budget",
            Self::Disabled => "disabled",
            Self::Nested => "nested",
            Self::BeforeRetry => "before_retry",
            Self::NotRepeatable => "not_repeatable",
            Self::Cancelled => "cancelled",
        }
    }
}
/// The types that `on` and `on_ok` may return: a `bool` or a [`Decision`].
#[diagnostic::on_unimplemented(
    message = "`on` and `on_ok` take a function that returns `bool` or `Decision`, not `{Self}`",
    label = "returns `{Self}`",
    note = "return `true` to try again and `false` to stop, or a `retries::Decision`"
)]
pub trait IntoDecision {
    /// Converts the value into a decision.
    fn into_decision(self) -> Decision;
}

impl IntoDecision for bool {
    #[inline]
    fn into_decision(self) -> Decision {
        self.into()
    }
}

impl IntoDecision for Decision {
    #[inline]
    fn into_decision(self) -> Decision {
        self
    }
}
