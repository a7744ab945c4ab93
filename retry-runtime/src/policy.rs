//! What to do when an attempt fails, as plain data.

use core::fmt;
use core::time::Duration;

use crate::backoff::Backoff;
use crate::jitter::Jitter;
use crate::nanos::{self, CompactNanos};

/// How often, how long and how far apart to try: everything about retrying except which failures
/// are worth it.
///
/// It is a small `Copy` value that can be built in a `const`, and prints in the attribute's syntax.
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
///
/// # What is left out
///
/// What no method sets follows from what the others set, in any order, and means the same in the attribute
/// and in configuration:
///
/// - without a [`backoff`](Self::backoff), waits double from 100 ms to at most 10 s, with additive jitter;
///   with one and without [`jitter`](Self::jitter), there is no jitter;
/// - without [`max_attempts`](Self::max_attempts) there are three attempts; with a
///   [`deadline`](Self::deadline), as many as fit before it.
///
/// ```
/// use retries::{Backoff, Policy};
/// use std::time::Duration;
///
/// let deadline = Policy::new().deadline(Duration::from_secs(30));
/// assert_eq!(deadline.attempt_limit(), None);
/// let exact = Policy::new().backoff(Backoff::fixed(Duration::from_secs(2)));
/// assert_eq!(exact.to_string(), r#"fixed("2s"), max_attempts = 3"#);
/// ```
///
/// In the attribute, `policy = P` takes a policy as it is: options beside it replace single parts of `P`,
/// and what `P` left out stays what it means in `P`. So `policy = P, deadline = "30s"` keeps the three
/// attempts of a `P` that has no deadline.
#[derive(Clone, Copy, Debug)]
pub struct Policy {
    pub(crate) backoff: Option<Backoff>,
    pub(crate) rate_limited: Option<Backoff>,
    pub(crate) jitter: Option<Jitter>,
    pub(crate) max_attempts: MaxAttempts,
    pub(crate) deadline: Deadline,
    /// [`nanos::FOREVER`] without one.
    attempt_timeout: u64,
    max_retry_after: u64,
    /// [`nanos::FOREVER`] without one.
    reset_after: u64,
    stops_nested: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum MaxAttempts {
    Unset,
    Count(u32),
    Unlimited,
}

impl MaxAttempts {
    pub(crate) const fn new(attempts: u32) -> Self {
        match attempts {
            0 => Self::Count(1),
            u32::MAX => Self::Unlimited,
            count => Self::Count(count),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Deadline {
    Unset,
    /// Explicitly none.
    Never,
    After(u64),
}

const DEFAULT_ATTEMPTS: u32 = 3;
const DEFAULT_MAX_RETRY_AFTER: Duration = Duration::from_secs(5 * 60);
const DEFAULT_CAP: Duration = Duration::from_secs(10);
const DEFAULT_BACKOFF: Backoff = Backoff::exponential(Duration::from_millis(100)).cap(DEFAULT_CAP);
const DEFAULT_RATE_LIMITED: Backoff = Backoff::exponential(Duration::from_secs(1)).cap(DEFAULT_CAP);

impl Policy {
    /// Three attempts, waits doubling from 100 ms (when rate limited, from 1 s) to at most 10 s with
    /// additive jitter, no deadline, and a `Retry-After` of up to 5 minutes.
    ///
    /// ```
    /// use retries::Policy;
    ///
    /// assert_eq!(
    ///     Policy::new().to_string(),
    ///     r#"exp(base = "100ms", cap = "10s"), jitter, max_attempts = 3, rate_limited = exp(base = "1s", cap = "10s")"#
    /// );
    /// ```
    #[must_use]
    pub const fn new() -> Self {
        Self {
            backoff: None,
            rate_limited: None,
            jitter: None,
            max_attempts: MaxAttempts::Unset,
            deadline: Deadline::Unset,
            attempt_timeout: nanos::FOREVER,
            max_retry_after: nanos::from_duration(DEFAULT_MAX_RETRY_AFTER),
            reset_after: nanos::FOREVER,
            stops_nested: false,
        }
    }

    /// Sets the jitter and the attempts that were left out, so that a backoff or a deadline set later does
    /// not change them.
    #[cfg(feature = "std")]
    pub(crate) const fn with_defaults_set(mut self) -> Self {
        self.jitter = Some(self.jitter_or_default());
        self.max_attempts = match self.attempt_limit() {
            Some(count) => MaxAttempts::Count(count),
            None => MaxAttempts::Unlimited,
        };
        self
    }

    /// Returns a policy that also ends within `remaining` nanoseconds, with the same number of attempts.
    #[cfg(feature = "std")]
    #[inline]
    pub(crate) const fn ending_within(self, remaining: u64) -> Self {
        if remaining == nanos::FOREVER {
            return self;
        }
        let mut policy = self.with_defaults_set();
        policy.deadline = Deadline::After(nanos::min(remaining, self.time_left(0)));
        policy
    }

    /// How long to wait before each retry, also when rate limited unless [`rate_limited`](Self::rate_limited)
    /// says otherwise. Without [`jitter`](Self::jitter) the waits are exactly these.
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
        self.backoff = Some(backoff);
        self
    }

    /// How long to wait before a retry after [`Decision::RateLimited`](crate::Decision::RateLimited): a retry
    /// soon after a 429 would get the next 429. The same jitter spreads it, its own cap limits it.
    ///
    /// ```
    /// use retries::{Backoff, Policy};
    /// use std::time::Duration;
    ///
    /// let rate_limited = Backoff::exponential(Duration::from_secs(1)).cap(Duration::from_secs(20));
    /// let policy = Policy::new().rate_limited(rate_limited);
    /// assert!(policy.to_string().ends_with(r#"rate_limited = exp(base = "1s", cap = "20s")"#));
    /// ```
    #[must_use]
    pub const fn rate_limited(mut self, backoff: Backoff) -> Self {
        self.rate_limited = Some(backoff);
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
        self.jitter = Some(jitter);
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
        self.max_attempts = MaxAttempts::new(attempts);
        self
    }

    /// Try any number of times: only the deadline ends the call.
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
        self.max_attempts = MaxAttempts::Unlimited;
        self
    }

    /// No attempt starts later than this after the call began. Instead of a wait that would end past it, the
    /// last outcome is returned at once. It is as exact as the timer that ends the wait; tokio's rounds up to a
    /// millisecond. One attempt may start later, after a wait that ends late, as in a process that was stopped; an
    /// attempt with an `attempt_timeout` does not. `Duration::MAX`, like every duration from 584 years, means no
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
        self.deadline = match nanos::from_duration(deadline) {
            nanos::FOREVER => Deadline::Never,
            deadline => Deadline::After(deadline),
        };
        self
    }

    /// How long one attempt may last before it is cut off and counts as a failure, as long as it takes unless
    /// set. `Duration::MAX`, like every duration from 584 years, means as long as it takes.
    ///
    /// Only asynchronous calls can be cut off: a blocking call ignores it. In the attribute,
    /// `attempt_timeout = policy` takes it over, because the function's error must be made from a
    /// `TimedOut`.
    ///
    /// ```
    /// use retries::Policy;
    /// use std::time::Duration;
    ///
    /// let policy = Policy::new().attempt_timeout(Duration::from_secs(2));
    /// assert!(policy.to_string().contains(r#"attempt_timeout = "2s""#));
    /// ```
    #[must_use]
    pub const fn attempt_timeout(mut self, attempt_timeout: Duration) -> Self {
        self.attempt_timeout = nanos::from_duration(attempt_timeout);
        self
    }

    /// The longest wait that a server may ask for, 5 minutes unless set. After a longer one the call returns
    /// at once.
    ///
    /// ```
    /// use retries::Policy;
    /// use std::time::Duration;
    ///
    /// let policy = Policy::new().max_retry_after(Duration::from_secs(20));
    /// assert!(policy.to_string().contains(r#"max_retry_after = "20s""#));
    /// ```
    #[must_use]
    pub const fn max_retry_after(mut self, wait: Duration) -> Self {
        self.max_retry_after = nanos::from_duration(wait);
        self
    }

    /// Resets the count of attempts and the backoff when an attempt fails that lasted at least this long: it then counts
    /// as the first. This is for attempts that last as long as a connection: after a good hour, the next wait is the
    /// shortest again, and the call may make all its attempts again. Choose a longer time than an attempt takes to fail.
    /// `Duration::MAX`, like every duration from 584 years, resets nothing.
    ///
    /// The deadline and the budget are not reset: the deadline ends the whole call, and each retry takes from the budget.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread", start_paused = true)]
    /// # async fn main() {
    /// use retries::{Backoff, Policy};
    /// use std::time::Duration;
    /// use tokio::time::sleep;
    ///
    /// let policy = Policy::new()
    ///     .backoff(Backoff::fixed(Duration::from_secs(1)))
    ///     .max_attempts(3)
    ///     .reset_after(Duration::from_secs(60));
    ///
    /// let mut connections = 0;
    /// let result: Result<(), &str> = policy
    ///     .call_async_mut(async || {
    ///         connections += 1;
    ///         if connections == 2 {
    ///             sleep(Duration::from_secs(3600)).await;
    ///         }
    ///         Err("lost")
    ///     })
    ///     .await;
    /// assert_eq!(result, Err("lost"));
    /// assert_eq!(connections, 4); // the second counts as the first of three
    /// # }
    /// ```
    #[must_use]
    pub const fn reset_after(mut self, time: Duration) -> Self {
        self.reset_after = nanos::from_duration(time);
        self
    }

    /// Gives up after an attempt in which a call inside it made a retry, so that the retries of layers add up and do
    /// not multiply: `nested = stop` in the attribute. The reason is [`StopReason::Nested`](crate::StopReason::Nested),
    /// where a retry would have followed otherwise.
    ///
    /// A call inside counts also if it recovered, was dropped or was cut off: so a short failure inside also ends the
    /// retries of the attempt around it. A layer of `m` attempts then adds at most `m - 1` times the requests that one
    /// attempt makes when nothing inside is retried: three layers of three attempts send at most 3 + 2 + 2 requests,
    /// not 27.
    ///
    /// Calls inside are those of annotated functions and of closures that are retried, in the same thread or polled by
    /// the attempt's future: not those of other processes and threads, nor of spawned tasks, unless the attempt polls
    /// them itself, as `LocalSet::run_until` does.
    ///
    /// ```
    /// use retries::Policy;
    ///
    /// let mut requests = 0;
    /// let mut send = || {
    ///     requests += 1;
    ///     None::<u8>
    /// };
    /// Policy::new().stop_nested().call(|| Policy::new().call(&mut send));
    /// assert_eq!(requests, 3); // 9 without `stop_nested`
    /// ```
    #[must_use]
    pub const fn stop_nested(mut self) -> Self {
        self.stops_nested = true;
        self
    }

    /// Retries also after an attempt in which a call inside it made a retry, as a policy does without
    /// [`stop_nested`](Self::stop_nested): `nested = retry` in the attribute.
    ///
    /// ```
    /// use retries::Policy;
    ///
    /// assert_eq!(Policy::new().stop_nested().retry_nested(), Policy::new());
    /// ```
    #[must_use]
    pub const fn retry_nested(mut self) -> Self {
        self.stops_nested = false;
        self
    }

    /// Returns whether the call gives up after an attempt in which a call inside it made a retry.
    ///
    /// ```
    /// assert!(!retries::Policy::new().stops_nested());
    /// ```
    #[must_use]
    pub const fn stops_nested(&self) -> bool {
        self.stops_nested
    }

    /// Returns the ends of the range that the wait before retry `n` is drawn from.
    pub(crate) fn range(&self, backoff: &Backoff, n: u32, previous: CompactNanos) -> (u64, u64) {
        let n = if self.is_decorrelated() { 1 } else { n };
        self.jitter_or_default()
            .range(backoff.nominal(n), previous, backoff.cap_nanos())
    }

    pub(crate) const fn is_decorrelated(&self) -> bool {
        matches!(self.jitter_or_default(), Jitter::Decorrelated)
    }

    pub(crate) const fn backoff_ref(&self) -> &Backoff {
        match &self.backoff {
            Some(backoff) => backoff,
            None => &DEFAULT_BACKOFF,
        }
    }

    /// The backoff after a server asked for fewer requests.
    pub(crate) const fn rate_limited_ref(&self) -> &Backoff {
        match (&self.rate_limited, &self.backoff) {
            (Some(rate_limited), _) => rate_limited,
            (None, Some(backoff)) => backoff,
            (None, None) => &DEFAULT_RATE_LIMITED,
        }
    }

    /// The backoff of [`rate_limited`](Self::rate_limited), if it is set.
    pub(crate) const fn explicit_rate_limited(&self) -> Option<&Backoff> {
        self.rate_limited.as_ref()
    }

    pub(crate) const fn jitter_or_default(&self) -> Jitter {
        match (self.jitter, &self.backoff) {
            (Some(jitter), _) => jitter,
            (None, Some(_)) => Jitter::None,
            (None, None) => Jitter::Additive,
        }
    }

    /// Whether a call that has made this number of retries may make another.
    pub(crate) const fn allows_after(&self, retries: u32) -> bool {
        match self.attempt_limit() {
            Some(attempts) => retries < attempts - 1,
            None => true,
        }
    }

    /// The greatest number of attempts, or `None` without a limit.
    ///
    /// ```
    /// assert_eq!(retries::Policy::new().attempt_limit(), Some(3));
    /// ```
    #[must_use]
    pub const fn attempt_limit(&self) -> Option<u32> {
        match self.max_attempts {
            MaxAttempts::Count(count) => Some(count),
            MaxAttempts::Unlimited => None,
            MaxAttempts::Unset if self.has_deadline() => None,
            MaxAttempts::Unset => Some(DEFAULT_ATTEMPTS),
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
            Deadline::Unset | Deadline::Never => None,
        }
    }

    /// How long one attempt may last, if there is a limit.
    ///
    /// ```
    /// use retries::Policy;
    /// use std::time::Duration;
    ///
    /// assert_eq!(Policy::new().attempt_time_limit(), None);
    /// let policy = Policy::new().attempt_timeout(Duration::from_secs(2));
    /// assert_eq!(policy.attempt_time_limit(), Some(Duration::from_secs(2)));
    /// ```
    #[must_use]
    pub const fn attempt_time_limit(&self) -> Option<Duration> {
        match self.attempt_timeout {
            nanos::FOREVER => None,
            attempt_timeout => Some(Duration::from_nanos(attempt_timeout)),
        }
    }

    pub(crate) const fn is_explicitly_unlimited(&self) -> bool {
        matches!(self.deadline, Deadline::Never)
    }

    /// Returns how long a wait or an attempt that begins now may last.
    pub(crate) const fn time_left(&self, elapsed: u64) -> u64 {
        match self.deadline {
            Deadline::After(deadline) => deadline.saturating_sub(elapsed),
            Deadline::Unset | Deadline::Never => nanos::FOREVER,
        }
    }

    /// Whether an attempt may reset the count and the backoff.
    #[cfg(feature = "std")]
    #[inline]
    pub(crate) const fn can_reset(&self) -> bool {
        self.reset_after != nanos::FOREVER
    }

    /// Whether an attempt of this many nanoseconds resets them.
    #[cfg(feature = "std")]
    pub(crate) const fn resets_after(&self, lasted: u64) -> bool {
        lasted >= self.reset_after
    }

    /// How long an attempt must last to reset them, if one can.
    pub(crate) const fn reset_time(&self) -> Option<Duration> {
        match self.reset_after {
            nanos::FOREVER => None,
            time => Some(Duration::from_nanos(time)),
        }
    }

    /// Returns the longest wait that a server may ask for, if it is not the default.
    pub(crate) fn explicit_max_retry_after(&self) -> Option<Duration> {
        let max_retry_after = Duration::from_nanos(self.max_retry_after);
        Some(max_retry_after).filter(|wait| *wait != DEFAULT_MAX_RETRY_AFTER)
    }

    pub(crate) const fn allows_retry_after(&self, wait: u64) -> bool {
        wait <= self.max_retry_after
    }
}

/// Policies are equal if they mean the same: [`Policy::new`] equals one with `max_attempts(3)`.
impl PartialEq for Policy {
    fn eq(&self, other: &Self) -> bool {
        let meaning = |policy: &Self| {
            let backoffs = (*policy.backoff_ref(), *policy.rate_limited_ref());
            let jitter = policy.jitter_or_default();
            (
                backoffs,
                jitter,
                policy.attempt_limit(),
                policy.deadline,
                policy.attempt_timeout,
                policy.max_retry_after,
                policy.reset_after,
                policy.stops_nested,
            )
        };
        meaning(self) == meaning(other)
    }
}

impl Eq for Policy {}

impl Default for Policy {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Display for Policy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.backoff_ref())?;
        match self.jitter_or_default() {
            Jitter::None => {}
            jitter => write!(f, ", {jitter}")?,
        }
        match self.attempt_limit() {
            None => f.write_str(", max_attempts = unlimited")?,
            Some(attempts) => write!(f, ", max_attempts = {attempts}")?,
        }
        match self.deadline {
            Deadline::Unset => {}
            Deadline::Never => f.write_str(", deadline = never")?,
            Deadline::After(deadline) => {
                write!(f, ", deadline = \"{:?}\"", Duration::from_nanos(deadline))?;
            }
        }
        if let Some(attempt_timeout) = self.attempt_time_limit() {
            write!(f, ", attempt_timeout = \"{attempt_timeout:?}\"")?;
        }
        if let Some(max_retry_after) = self.explicit_max_retry_after() {
            write!(f, ", max_retry_after = \"{max_retry_after:?}\"")?;
        }
        if let Some(reset_after) = self.reset_time() {
            write!(f, ", reset_after = \"{reset_after:?}\"")?;
        }
        if self.stops_nested {
            f.write_str(", nested = stop")?;
        }
        // Without a backoff of its own, a policy has a default here that no backoff implies.
        match (&self.rate_limited, &self.backoff) {
            (None, Some(_)) => Ok(()),
            _ => write!(f, ", rate_limited = {}", self.rate_limited_ref()),
        }
    }
}
