//! The waits of a policy, listed in advance.

use core::fmt;
use core::time::Duration;

use crate::nanos::{self, CompactNanos};
use crate::policy::Policy;

/// The waits of a policy, one for each retry; made by [`Policy::schedule`].
///
/// The schedule ends with the last retry that can start: when the attempts are used up, or when the deadline
/// would pass even if every attempt failed at once and every wait were the shortest of its range. Without a
/// limit it does not end.
///
/// ```
/// use retries::{Policy, Wait};
///
/// let waits: Vec<Wait> = Policy::new().max_attempts(5).schedule().collect();
/// assert_eq!(waits.len(), 4);
/// ```
#[derive(Clone, Debug)]
pub struct Schedule {
    policy: Policy,
    retries: u32,
    earliest: u64,
    longest: CompactNanos,
}

impl Policy {
    /// Lists each retry's delay and its range with jitter, to be printed and checked.
    ///
    /// ```
    /// use retries::Policy;
    ///
    /// let lines: Vec<_> = Policy::new().schedule().map(|wait| wait.to_string()).collect();
    /// assert_eq!(lines, ["retry 1: 100ms to 200ms", "retry 2: 200ms to 400ms"]);
    /// ```
    #[must_use]
    pub const fn schedule(&self) -> Schedule {
        Schedule::new(*self)
    }
}

impl Schedule {
    const fn new(policy: Policy) -> Self {
        Self {
            policy,
            retries: 0,
            earliest: 0,
            longest: CompactNanos::from_nanos(0),
        }
    }
}

impl Iterator for Schedule {
    type Item = Wait;

    fn next(&mut self) -> Option<Wait> {
        if !self.policy.allows_after(self.retries) {
            return None;
        }
        let retry = self.retries.saturating_add(1);
        let (min, max) = self
            .policy
            .range(self.policy.backoff_ref(), retry, self.longest);
        if !nanos::has_time_for(min, self.policy.time_left(self.earliest)) {
            return None;
        }
        self.retries = retry;
        self.earliest = self.earliest.saturating_add(min);
        self.longest = CompactNanos::from_nanos(max);
        Some(Wait {
            retry,
            nominal: Duration::from_nanos(self.policy.backoff_ref().nominal(retry)),
            min: Duration::from_nanos(min),
            max: Duration::from_nanos(max),
        })
    }
}

/// The wait before one retry.
///
/// ```
/// use retries::Policy;
/// use std::time::Duration;
///
/// let wait = Policy::new().schedule().next().unwrap();
/// assert_eq!(wait.nominal, Duration::from_millis(100));
/// assert_eq!(wait.max, Duration::from_millis(200));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Wait {
    /// The number of the retry, from 1.
    pub retry: u32,
    /// The backoff's delay, before jitter.
    pub nominal: Duration,
    /// The shortest wait that jitter may draw.
    pub min: Duration,
    /// The longest wait that jitter may draw.
    pub max: Duration,
}

impl fmt::Display for Wait {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            retry, min, max, ..
        } = self;
        if min == max {
            write!(f, "retry {retry}: {min:?}")
        } else {
            write!(f, "retry {retry}: {min:?} to {max:?}")
        }
    }
}
