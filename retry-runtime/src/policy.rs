//! What to do when an attempt fails, as plain data.

use core::fmt;
use core::time::Duration;

use crate::backoff::Backoff;
use crate::jitter::{Delay, Jitter};
use crate::nanos;
use crate::schedule::Schedule;

/// How often, how long and how far apart to try: everything about retrying except which failures
/// are worth it.
///
/// It is a small `Copy` value that can be built in a `const`, and prints as the attribute's words.
///
/// ```
/// use retries::{Backoff, Jitter, Policy};
/// use std::time::Duration;
///
/// const POLICY: Policy = Policy::new()
///     .backoff(Backoff::exponential(Duration::from_secs(1)).cap(Duration::from_secs(60)))
///     .jitter(Jitter::Full)
///     .max_attempts(5)
///     .deadline(Duration::from_secs(30));
///
/// assert_eq!(
///     POLICY.to_string(),
///     r#"exp(base = "1s", cap = "60s"), jitter = full, max_attempts = 5, deadline = "30s""#
/// );
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
    backoff: Backoff,
    jitter: Jitter,
    max_attempts: u32,
    deadline: u64,
    max_hint: u64,
}

const UNLIMITED: u32 = u32::MAX;
const DEFAULT_MAX_HINT: Duration = Duration::from_secs(5 * 60);

impl Policy {
    /// Three attempts, waits doubling from 100 ms to at most 10 s with additive jitter, no
    /// deadline, and server hints of up to 5 minutes.
    ///
    /// ```
    /// use retries::Policy;
    ///
    /// assert_eq!(
    ///     Policy::new().to_string(),
    ///     r#"exp(base = "100ms", cap = "10s"), jitter, max_attempts = 3"#
    /// );
    /// ```
    #[must_use]
    pub const fn new() -> Self {
        Self {
            backoff: Backoff::exponential(Duration::from_millis(100)).cap(Duration::from_secs(10)),
            jitter: Jitter::Additive,
            max_attempts: 3,
            deadline: nanos::FOREVER,
            max_hint: nanos::from(DEFAULT_MAX_HINT),
        }
    }

    /// How long to wait before each retry. The jitter stays what it was.
    ///
    /// ```
    /// use retries::{Backoff, Policy};
    /// use std::time::Duration;
    ///
    /// let policy = Policy::new().backoff(Backoff::fixed(Duration::from_secs(2)));
    /// assert_eq!(policy.schedule().next().unwrap().nominal, Duration::from_secs(2));
    /// ```
    #[must_use]
    pub const fn backoff(mut self, backoff: Backoff) -> Self {
        self.backoff = backoff;
        self
    }

    /// How each wait is spread.
    ///
    /// ```
    /// use retries::{Jitter, Policy};
    ///
    /// let wait = Policy::new().jitter(Jitter::None).schedule().next().unwrap();
    /// assert_eq!(wait.min, wait.max);
    /// ```
    #[must_use]
    pub const fn jitter(mut self, jitter: Jitter) -> Self {
        self.jitter = jitter;
        self
    }

    /// How often to try in all, the first attempt included. 0 counts as 1.
    ///
    /// ```
    /// # use retries::Policy;
    /// assert_eq!(Policy::new().max_attempts(5).schedule().count(), 4);
    /// ```
    #[must_use]
    pub const fn max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = if attempts == 0 { 1 } else { attempts };
        self
    }

    /// Try without counting: only the deadline, if there is one, ends the call.
    ///
    /// ```
    /// # use retries::Policy;
    /// assert!(Policy::new().unlimited_attempts().schedule().nth(1000).is_some());
    /// ```
    #[must_use]
    pub const fn unlimited_attempts(mut self) -> Self {
        self.max_attempts = UNLIMITED;
        self
    }

    /// No attempt starts later than this after the call began: a wait that would end past it is
    /// not begun, and the last outcome is returned at once. It is as exact as the timer that ends
    /// the wait; tokio's rounds up to a millisecond. `Duration::MAX`, like all from 584 years, is no
    /// deadline.
    ///
    /// ```
    /// use retries::{Backoff, Jitter, Policy};
    /// use std::time::Duration;
    ///
    /// let policy = Policy::new()
    ///     .backoff(Backoff::fixed(Duration::from_secs(4)))
    ///     .jitter(Jitter::None)
    ///     .max_attempts(5)
    ///     .deadline(Duration::from_secs(10));
    /// assert_eq!(policy.schedule().count(), 2);
    /// ```
    #[must_use]
    pub const fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = nanos::from(deadline);
        self
    }

    /// The longest wait that a server may ask for, 5 minutes unless set. Asked for a longer one,
    /// the call returns at once.
    ///
    /// ```
    /// use retries::Policy;
    /// use std::time::Duration;
    ///
    /// let policy = Policy::new().max_hint(Duration::from_secs(20));
    /// assert!(policy.to_string().ends_with(r#"max_hint = "20s""#));
    /// ```
    #[must_use]
    pub const fn max_hint(mut self, hint: Duration) -> Self {
        self.max_hint = nanos::from(hint);
        self
    }

    /// Each retry's delay and its range with jitter, to print before trusting them.
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

    /// The ends of the range that the wait before retry `n` is drawn from.
    #[inline]
    pub(crate) fn range(&self, n: u32, previous: u64) -> (u64, u64) {
        let base = if matches!(self.jitter, Jitter::Decorrelated) {
            self.backoff.nominal(1)
        } else {
            0
        };
        self.jitter.range(Delay {
            nominal: self.backoff.nominal(n),
            base,
            previous,
            cap: self.backoff.longest(),
        })
    }

    pub(crate) fn nominal(&self, n: u32) -> u64 {
        self.backoff.nominal(n)
    }

    /// Whether a call that has made `retries` may make another.
    pub(crate) const fn allows_after(&self, retries: u32) -> bool {
        self.max_attempts == UNLIMITED || retries < self.max_attempts - 1
    }

    pub(crate) const fn attempts(&self) -> Option<u32> {
        match self.max_attempts {
            UNLIMITED => None,
            attempts => Some(attempts),
        }
    }

    pub(crate) const fn has_deadline(&self) -> bool {
        self.deadline != nanos::FOREVER
    }

    pub(crate) const fn allows_wait(&self, elapsed: u64, wait: u64) -> bool {
        elapsed <= self.deadline && wait <= self.longest_wait(elapsed)
    }

    /// How long a wait may be that begins now.
    pub(crate) const fn longest_wait(&self, elapsed: u64) -> u64 {
        if self.has_deadline() {
            self.deadline.saturating_sub(elapsed)
        } else {
            nanos::FOREVER
        }
    }

    pub(crate) const fn allows_hint(&self, hint: u64) -> bool {
        hint <= self.max_hint
    }

    pub(crate) const fn has_jitter(&self) -> bool {
        !matches!(self.jitter, Jitter::None)
    }
}

impl Default for Policy {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Display for Policy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.backoff)?;
        if self.has_jitter() {
            write!(f, ", {}", self.jitter)?;
        }
        match self.max_attempts {
            UNLIMITED => f.write_str(", max_attempts = unlimited")?,
            attempts => write!(f, ", max_attempts = {attempts}")?,
        }
        if self.has_deadline() {
            write!(
                f,
                ", deadline = \"{:?}\"",
                Duration::from_nanos(self.deadline)
            )?;
        }
        let max_hint = Duration::from_nanos(self.max_hint);
        if max_hint != DEFAULT_MAX_HINT {
            write!(f, ", max_hint = \"{max_hint:?}\"")?;
        }
        Ok(())
    }
}
