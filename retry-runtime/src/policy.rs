//! What to do when an attempt fails, as plain data.

use core::fmt;
use core::time::Duration;

use crate::backoff::Backoff;
use crate::jitter::Jitter;
use crate::nanos::{self, CompactNanos};

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
    throttle: Throttle,
    jitter: Jitter,
    max_attempts: u32,
    deadline: Deadline,
    max_hint: u64,
}

/// How long to wait when throttled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Throttle {
    /// As long as the default backoff's counterpart says.
    Default,
    /// As long as after other failures.
    AsBackoff,
    Own(Backoff),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Deadline {
    Unsaid,
    /// Said in so many words.
    Never,
    After(u64),
}

const UNLIMITED: u32 = u32::MAX;
const DEFAULT_MAX_HINT: Duration = Duration::from_secs(5 * 60);
const DEFAULT_CAP: Duration = Duration::from_secs(10);
const DEFAULT: Policy = Policy {
    backoff: Backoff::exponential(Duration::from_millis(100)).cap(DEFAULT_CAP),
    throttle: Throttle::Default,
    jitter: Jitter::Additive,
    max_attempts: 3,
    deadline: Deadline::Unsaid,
    max_hint: nanos::from_duration(DEFAULT_MAX_HINT),
};
const DEFAULT_THROTTLE: Backoff = Backoff::exponential(Duration::from_secs(1)).cap(DEFAULT_CAP);

impl Policy {
    /// Three attempts, waits doubling from 100 ms (when throttled, from 1 s) to at most 10 s with
    /// additive jitter, no deadline, and server hints of up to 5 minutes.
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
        // A constant of its own is evaluated once, and not for each policy that is made of it.
        DEFAULT
    }

    /// As generated code writes it.
    #[cfg(feature = "std")]
    pub(crate) const fn of(backoff: Backoff, jitter: Jitter, max_attempts: u32) -> Self {
        Self {
            backoff,
            throttle: Throttle::AsBackoff,
            jitter,
            ..DEFAULT
        }
        .max_attempts(max_attempts)
    }

    /// How long to wait before each retry, also when throttled unless [`throttle`](Self::throttle)
    /// says otherwise. The jitter stays what it was.
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
        if matches!(self.throttle, Throttle::Default) {
            self.throttle = Throttle::AsBackoff;
        }
        self
    }

    /// How long to wait before a retry after [`Decision::Throttled`](crate::Decision::Throttled):
    /// soon after a 429, it would be the next one. The same jitter spreads it, its own cap limits it.
    ///
    /// ```
    /// use retries::{Backoff, Policy};
    /// use std::time::Duration;
    ///
    /// let throttle = Backoff::exponential(Duration::from_secs(1)).cap(Duration::from_secs(20));
    /// let policy = Policy::new().throttle(throttle);
    /// assert!(policy.to_string().ends_with(r#"throttle = exp(base = "1s", cap = "20s")"#));
    /// ```
    #[must_use]
    pub const fn throttle(mut self, backoff: Backoff) -> Self {
        self.throttle = Throttle::Own(backoff);
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

    /// Try without counting: only the deadline ends the call.
    ///
    /// ```
    /// use retries::Policy;
    /// use std::time::Duration;
    ///
    /// let policy = Policy::new().unlimited_attempts().deadline(Duration::from_secs(60 * 60));
    /// assert!(policy.schedule().count() > 100);
    /// ```
    #[must_use]
    pub const fn unlimited_attempts(mut self) -> Self {
        self.max_attempts = UNLIMITED;
        self
    }

    /// No attempt starts later than this after the call began: a wait that would end past it is
    /// not begun, and the last outcome is returned at once. It is as exact as the timer that ends
    /// the wait; tokio's rounds up to a millisecond. `Duration::MAX`, like every duration from 584 years,
    /// means no deadline.
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
        self.deadline = match nanos::from_duration(deadline) {
            nanos::FOREVER => Deadline::Never,
            deadline => Deadline::After(deadline),
        };
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
        self.max_hint = nanos::from_duration(hint);
        self
    }

    /// The ends of the range that the wait before retry `n` is drawn from.
    pub(crate) fn range(&self, backoff: &Backoff, n: u32, previous: CompactNanos) -> (u64, u64) {
        let n = if self.is_decorrelated() { 1 } else { n };
        self.jitter
            .range(backoff.nominal(n), previous, backoff.longest())
    }

    pub(crate) const fn is_decorrelated(&self) -> bool {
        matches!(self.jitter, Jitter::Decorrelated)
    }

    pub(crate) const fn ordinary(&self) -> &Backoff {
        &self.backoff
    }

    /// What is waited after a server asked for fewer requests.
    pub(crate) const fn throttled(&self) -> &Backoff {
        match &self.throttle {
            Throttle::Default => &DEFAULT_THROTTLE,
            Throttle::AsBackoff => &self.backoff,
            Throttle::Own(backoff) => backoff,
        }
    }

    pub(crate) fn nominal(&self, n: u32) -> u64 {
        self.backoff.nominal(n)
    }

    pub(crate) const fn parts(&self) -> (&Backoff, Jitter) {
        (&self.backoff, self.jitter)
    }

    /// What is waited when throttled, where it is said.
    pub(crate) const fn own_throttle(&self) -> Option<&Backoff> {
        match &self.throttle {
            Throttle::Own(backoff) => Some(backoff),
            Throttle::Default | Throttle::AsBackoff => None,
        }
    }

    /// Whether a call that has made `retries` may make another.
    pub(crate) const fn allows_after(&self, retries: u32) -> bool {
        self.max_attempts == UNLIMITED || retries < self.max_attempts - 1
    }

    /// How often it tries in all, or `None` if that is not counted.
    ///
    /// ```
    /// assert_eq!(retries::Policy::new().attempts(), Some(3));
    /// ```
    #[must_use]
    pub const fn attempts(&self) -> Option<u32> {
        match self.max_attempts {
            UNLIMITED => None,
            attempts => Some(attempts),
        }
    }

    pub(crate) const fn has_deadline(&self) -> bool {
        matches!(self.deadline, Deadline::After(_))
    }

    /// The deadline, if there is one.
    ///
    /// ```
    /// assert_eq!(retries::Policy::new().time_limit(), None);
    /// ```
    #[must_use]
    pub const fn time_limit(&self) -> Option<Duration> {
        match self.deadline {
            Deadline::After(deadline) => Some(Duration::from_nanos(deadline)),
            Deadline::Unsaid | Deadline::Never => None,
        }
    }

    pub(crate) const fn may_go_on_forever(&self) -> bool {
        matches!(self.deadline, Deadline::Never)
    }

    pub(crate) const fn allows_wait(&self, elapsed: u64, wait: u64) -> bool {
        match self.deadline {
            Deadline::After(deadline) => elapsed <= deadline && wait <= deadline - elapsed,
            Deadline::Unsaid | Deadline::Never => true,
        }
    }

    /// How long a wait may be that begins now, or an attempt.
    pub(crate) const fn time_left(&self, elapsed: u64) -> u64 {
        match self.deadline {
            Deadline::After(deadline) => deadline.saturating_sub(elapsed),
            Deadline::Unsaid | Deadline::Never => nanos::FOREVER,
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
        match self.deadline {
            Deadline::Unsaid => {}
            Deadline::Never => f.write_str(", deadline = never")?,
            Deadline::After(deadline) => {
                write!(f, ", deadline = \"{:?}\"", Duration::from_nanos(deadline))?;
            }
        }
        let max_hint = Duration::from_nanos(self.max_hint);
        if max_hint != DEFAULT_MAX_HINT {
            write!(f, ", max_hint = \"{max_hint:?}\"")?;
        }
        if let Throttle::Own(backoff) = self.throttle {
            write!(f, ", throttle = {backoff}")?;
        }
        Ok(())
    }
}
