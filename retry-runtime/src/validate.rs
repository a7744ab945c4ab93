//! The errors of policies.

use core::fmt;
use core::time::Duration;

use crate::backoff::Backoff;
use crate::const_string::ConstString;
use crate::jitter::Jitter;
use crate::nanos::{self, CompactNanos};
use crate::policy::Policy;

/// Why a policy cannot do what it says. [`Policy::validate`] finds it, and so does the attribute at compile
/// time.
///
/// It prints the reason with its numbers, and what to write instead.
///
/// ```
/// use retries::{Backoff, PolicyError, Jitter, Policy};
/// use std::time::Duration;
///
/// let policy = Policy::new()
///     .backoff(Backoff::fixed(Duration::from_secs(2)))
///     .jitter(Jitter::None)
///     .deadline(Duration::from_secs(1));
/// let error: PolicyError = policy.validate().unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "no retry can start: the first wait is at least 2s, the deadline 1s: \
///      raise the deadline, or write `max_attempts = 1`"
/// );
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PolicyError {
    /// The deadline passes before the first wait can end.
    NoRetryCanStart {
        /// The shortest that the first wait can be.
        first_wait: Duration,
        /// The policy's deadline.
        deadline: Duration,
    },
    /// The longest wait is shorter than the first.
    CapBelowBase {
        /// The backoff's cap.
        cap: Duration,
        /// The backoff's first delay.
        base: Duration,
    },
    /// Nothing ends the call but success: there is neither a count nor a deadline, nor an explicit `deadline =
    /// never`.
    NoLimit,
    /// Without a count and without a wait, the call spins.
    BusyLoop,
    /// Decorrelated waits grow up to three times each, and nothing stops them.
    DecorrelatedWithoutCap,
    /// An attempt may last as long as the whole call.
    AttemptTimeoutNotBelowDeadline {
        /// How long one attempt may last.
        attempt_timeout: Duration,
        /// How long the whole call may last.
        deadline: Duration,
    },
    /// Every attempt resets the count, so that nothing limits the attempts.
    ResetAfterEveryAttempt,
    /// No attempt lasts long enough to reset the count.
    ResetNotBelowLimit {
        /// How long an attempt must last.
        reset_after: Duration,
        /// How long it may last: the attempt timeout or the deadline.
        limit: Duration,
    },
}

impl PolicyError {
    pub(crate) const fn text(&self) -> ConstString {
        let reason = self.reason().push(": ");
        match *self {
            Self::NoRetryCanStart { .. } => {
                reason.push("raise the deadline, or write `max_attempts = 1`")
            }
            Self::CapBelowBase { cap, .. } => reason
                .push("raise the cap, or write `fixed(\"")
                .push_time(cap)
                .push("\")` for equal waits"),
            Self::NoLimit => {
                reason.push("write `deadline = \"30s\"`, or `deadline = never` to try for ever")
            }
            Self::BusyLoop => {
                reason.push("write a backoff like `fixed(\"100ms\")`, or `max_attempts = 5`")
            }
            Self::DecorrelatedWithoutCap => {
                reason.push("write `exp(base = \"1s\", cap = \"60s\")`")
            }
            Self::AttemptTimeoutNotBelowDeadline { .. } => {
                reason.push("lower `attempt_timeout`, or leave it out")
            }
            Self::ResetAfterEveryAttempt => reason
                .push("write a time that no attempt takes to fail, like `reset_after = \"1m\"`"),
            Self::ResetNotBelowLimit { .. } => reason.push("lower `reset_after`, or leave it out"),
        }
    }

    /// The reason without the advice, which differs between the attribute and configuration.
    pub(crate) const fn reason(&self) -> ConstString {
        let text = ConstString::new();
        match *self {
            Self::NoRetryCanStart {
                first_wait,
                deadline,
            } => text
                .push("no retry can start: the first wait is at least ")
                .push_time(first_wait)
                .push(", the deadline ")
                .push_time(deadline),
            Self::CapBelowBase { cap, base } => text
                .push("the cap (")
                .push_time(cap)
                .push(") is below the base (")
                .push_time(base)
                .push(")"),
            Self::NoLimit => text.push("nothing ends this call but success"),
            Self::BusyLoop => text
                .push("without a limit of attempts and without a wait it calls as fast as it can"),
            Self::DecorrelatedWithoutCap => {
                text.push("decorrelated waits grow up to three times each, and need a cap")
            }
            Self::AttemptTimeoutNotBelowDeadline {
                attempt_timeout,
                deadline,
            } => text
                .push("one attempt may last ")
                .push_time(attempt_timeout)
                .push(", and the whole call ")
                .push_time(deadline),
            Self::ResetAfterEveryAttempt => {
                text.push("every attempt begins the count anew, and nothing ends the call")
            }
            Self::ResetNotBelowLimit { reset_after, limit } => text
                .push("the count begins anew after an attempt of ")
                .push_time(reset_after)
                .push(", and none lasts longer than ")
                .push_time(limit),
        }
    }
}

impl fmt::Display for PolicyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text().as_str())
    }
}

impl core::error::Error for PolicyError {}

impl Policy {
    /// Checks that a retry can start before the deadline, that something ends the call, that an attempt ends
    /// before the deadline, that an attempt can last for `reset_after`, and that no cap is below its base. The
    /// attribute checks literals and constants at compile time, and the feature `serde` checks what it reads. Call
    /// this for policies made at run time.
    ///
    /// Delays of a [`Backoff::custom`] are not checked.
    ///
    /// # Errors
    ///
    /// The first [`PolicyError`] found.
    ///
    /// ```
    /// use retries::{PolicyError, Policy};
    ///
    /// assert_eq!(Policy::new().validate(), Ok(()));
    /// assert_eq!(Policy::new().unlimited_attempts().validate(), Err(PolicyError::NoLimit));
    /// ```
    pub const fn validate(&self) -> Result<(), PolicyError> {
        let (backoff, jitter) = (self.backoff_ref(), self.jitter_or_default());
        let errors = [
            cap_below_base(backoff),
            decorrelated_without_cap(backoff, jitter),
            match self.explicit_rate_limited() {
                Some(rate_limited) => match cap_below_base(rate_limited) {
                    None => decorrelated_without_cap(rate_limited, jitter),
                    error => error,
                },
                None => None,
            },
            no_limit(self),
            spins(self),
            no_retry_can_start(self),
            attempt_outlasts_call(self),
            never_or_always_resets(self),
        ];
        let mut i = 0;
        while i < errors.len() {
            if let Some(error) = errors[i] {
                return Err(error);
            }
            i += 1;
        }
        Ok(())
    }

    /// As [`validate`](Self::validate), and calls the function of a [`Backoff::custom`] for its first delay.
    #[cfg(feature = "tracing")]
    pub(crate) fn validate_when_called(&self) -> Result<(), PolicyError> {
        self.validate()?;
        match no_retry_after(self, self.backoff_ref().nominal(1)) {
            Some(error) => Err(error),
            None => Ok(()),
        }
    }
}

pub(crate) const fn cap_below_base(backoff: &Backoff) -> Option<PolicyError> {
    match (backoff.base(), backoff.cap_nanos()) {
        (Some(base), cap) if cap < base => Some(PolicyError::CapBelowBase {
            cap: Duration::from_nanos(cap),
            base: Duration::from_nanos(base),
        }),
        _ => None,
    }
}

const fn decorrelated_without_cap(backoff: &Backoff, jitter: Jitter) -> Option<PolicyError> {
    let is_capped = backoff.cap_nanos() != nanos::FOREVER;
    if matches!(jitter, Jitter::Decorrelated) && !is_capped {
        Some(PolicyError::DecorrelatedWithoutCap)
    } else {
        None
    }
}

const fn no_limit(policy: &Policy) -> Option<PolicyError> {
    let is_limited = policy.attempt_limit().is_some() || policy.has_deadline();
    if is_limited || policy.is_explicitly_unlimited() {
        None
    } else {
        Some(PolicyError::NoLimit)
    }
}

const fn spins(policy: &Policy) -> Option<PolicyError> {
    let rate_limited_spins = match policy.explicit_rate_limited() {
        Some(rate_limited) => never_waits(rate_limited),
        None => false,
    };
    if policy.attempt_limit().is_none() && (never_waits(policy.backoff_ref()) || rate_limited_spins)
    {
        Some(PolicyError::BusyLoop)
    } else {
        None
    }
}

/// Whether every delay is zero. A delay that begins with zero and grows is one from the second retry on.
const fn never_waits(backoff: &Backoff) -> bool {
    !backoff.is_custom() && backoff.const_delay(2) == 0
}

const fn attempt_outlasts_call(policy: &Policy) -> Option<PolicyError> {
    match (policy.attempt_time_limit(), policy.time_limit()) {
        (Some(attempt_timeout), Some(deadline))
            if attempt_timeout.as_nanos() >= deadline.as_nanos() =>
        {
            Some(PolicyError::AttemptTimeoutNotBelowDeadline {
                attempt_timeout,
                deadline,
            })
        }
        _ => None,
    }
}

const fn never_or_always_resets(policy: &Policy) -> Option<PolicyError> {
    let Some(reset_after) = policy.reset_time() else {
        return None;
    };
    if reset_after.is_zero() {
        return Some(PolicyError::ResetAfterEveryAttempt);
    }
    let limits = (policy.attempt_time_limit(), policy.time_limit());
    let ((Some(limit), _) | (None, Some(limit))) = limits else {
        return None;
    };
    if reset_after.as_nanos() < limit.as_nanos() {
        return None;
    }
    Some(PolicyError::ResetNotBelowLimit { reset_after, limit })
}

const fn no_retry_can_start(policy: &Policy) -> Option<PolicyError> {
    let backoff = policy.backoff_ref();
    if backoff.is_custom() {
        return None;
    }
    no_retry_after(policy, backoff.const_delay(1))
}

/// Returns an error if this first delay, before jitter, ends past the deadline.
const fn no_retry_after(policy: &Policy, first_delay: u64) -> Option<PolicyError> {
    let (backoff, jitter) = (policy.backoff_ref(), policy.jitter_or_default());
    let (first_wait, _) = jitter.range(
        first_delay,
        CompactNanos::from_nanos(0),
        backoff.cap_nanos(),
    );
    if !policy.allows_after(0) || nanos::has_time_for(first_wait, policy.time_left(0)) {
        return None;
    }
    Some(PolicyError::NoRetryCanStart {
        first_wait: Duration::from_nanos(first_wait),
        deadline: Duration::from_nanos(policy.time_left(0)),
    })
}
