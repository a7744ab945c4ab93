//! What the calls within a closure or a future did, for its caller.

use core::fmt;
use core::time::Duration;

use super::event::EventKind;
use crate::decision::StopReason;
use active::CallId;

pub(crate) mod active;
pub(crate) mod reported;

/// What the annotated functions did that were called within [`reported`](crate::reported) or
/// [`reported_blocking`](crate::reported_blocking).
///
/// Most reports are of one call. If there were several, one after another, at the same time or one within another,
/// the report adds them up, and [`calls`](Self::calls) returns each.
///
/// ```
/// use retries::{StopReason, retry};
///
/// #[retry(fixed("1ms"), max_attempts = 3)]
/// fn get() -> Result<(), String> {
///     Err("down".to_owned())
/// }
///
/// let (result, report) = retries::reported_blocking(get);
/// assert!(result.is_err());
/// assert_eq!(report.attempts(), 3);
/// assert_eq!(report.stop_reason(), Some(StopReason::Attempts));
/// assert!(report.failures().eq(["down", "down", "down"]));
/// ```
///
/// It keeps the texts of all failures, so do not report a call that retries for days.
#[derive(Clone, Debug, Default)]
pub struct Report {
    calls: Vec<CallReport>,
    stop_reason: Option<StopReason>,
}

impl Report {
    /// Returns the number of attempts that began, in all calls together.
    ///
    /// ```
    /// use retries::Policy;
    ///
    /// let (_, report) = retries::reported_blocking(|| Policy::new().call(|| Some(7)));
    /// assert_eq!(report.attempts(), 1);
    /// ```
    #[must_use]
    pub fn attempts(&self) -> u32 {
        let attempts = self.calls.iter().map(CallReport::attempts);
        attempts.fold(0, u32::saturating_add)
    }

    /// Returns the time that all calls together have waited between their attempts. The waits of calls that ran at
    /// the same time are added up too.
    ///
    /// ```
    /// use retries::Policy;
    /// use std::time::Duration;
    ///
    /// let (_, report) = retries::reported_blocking(|| Policy::new().call(|| Some(7)));
    /// assert_eq!(report.waited(), Duration::ZERO);
    /// ```
    #[must_use]
    pub fn waited(&self) -> Duration {
        let waits = self.calls.iter().map(CallReport::waited);
        waits.fold(Duration::ZERO, Duration::saturating_add)
    }

    /// Returns the text of each failed attempt, call by call, as [`CallReport::failures`] does.
    ///
    /// ```
    /// use retries::Policy;
    ///
    /// let call = Policy::new().max_attempts(1).on(|_: &&str| true).show_errors();
    /// let (_, report) = retries::reported_blocking(|| call.call(|| Err::<(), _>("down")));
    /// assert!(report.failures().eq(["down"]));
    /// ```
    pub fn failures(&self) -> impl Iterator<Item = &str> {
        self.calls.iter().flat_map(CallReport::failures)
    }

    /// Returns the stop reason of the call that gave up last, or `None` if none did.
    ///
    /// Where the result is a failure, this is its reason. Beside a success it may be that of a call whose failure
    /// the code has handled.
    ///
    /// ```
    /// use retries::{Policy, StopReason};
    ///
    /// let call = Policy::new().on(|()| false);
    /// let (_, report) = retries::reported_blocking(|| call.call(|| None::<u8>));
    /// assert_eq!(report.stop_reason(), Some(StopReason::Permanent));
    /// ```
    #[must_use]
    pub const fn stop_reason(&self) -> Option<StopReason> {
        self.stop_reason
    }

    /// Returns one report for each call, in the order in which each had its first failure or, without one, its
    /// success. A call within an attempt of another call is often before it.
    ///
    /// It has no call that its budget refused before the first attempt, and none whose body panicked at the first.
    ///
    /// ```
    /// use retries::Policy;
    ///
    /// let ((), report) = retries::reported_blocking(|| {
    ///     Policy::new().call(|| Some(1));
    ///     Policy::new().call(|| Some(2));
    /// });
    /// assert_eq!(report.calls().len(), 2);
    /// ```
    #[must_use]
    pub fn calls(&self) -> &[CallReport] {
        &self.calls
    }
}

/// Prints a line for each call.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.calls.iter().try_for_each(|call| writeln!(f, "{call}"))
    }
}

/// What one call did, in a [`Report`].
///
/// ```
/// use retries::retry;
///
/// #[retry(fixed("1ms"), max_attempts = 2, name = "shop.get")]
/// fn get() -> Result<(), String> {
///     Err("down".to_owned())
/// }
///
/// let (_, report) = retries::reported_blocking(get);
/// assert_eq!(
///     report.calls()[0].to_string(),
///     "shop.get: 2 attempts, waited 1ms, gave up (attempts): down; down"
/// );
/// ```
#[derive(Clone, Debug)]
pub struct CallReport {
    id: CallId,
    function: &'static str,
    attempts: u32,
    waited: Duration,
    failures: Vec<String>,
    /// `None` while the call is under way.
    end: Option<EventKind>,
}

impl CallReport {
    /// Returns the function's path, or the `name` that it is given.
    ///
    /// ```
    /// use retries::Policy;
    ///
    /// let call = Policy::new().on(|()| true).named("cache");
    /// let (_, report) = retries::reported_blocking(|| call.call(|| Some(7)));
    /// assert_eq!(report.calls()[0].function(), "cache");
    /// ```
    #[must_use]
    pub const fn function(&self) -> &'static str {
        self.function
    }

    /// Returns the number of attempts that began.
    ///
    /// ```
    /// # use retries::Policy;
    /// # let (_, report) = retries::reported_blocking(|| Policy::new().call(|| Some(7)));
    /// assert_eq!(report.calls()[0].attempts(), 1);
    /// ```
    #[must_use]
    pub const fn attempts(&self) -> u32 {
        self.attempts
    }

    /// Returns the time that the call has waited between its attempts. It has no wait during which the call was
    /// dropped.
    ///
    /// ```
    /// # use retries::Policy;
    /// # let (_, report) = retries::reported_blocking(|| Policy::new().call(|| Some(7)));
    /// assert!(report.calls()[0].waited().is_zero());
    /// ```
    #[must_use]
    pub const fn waited(&self) -> Duration {
        self.waited
    }

    /// Returns a text for each failed attempt: the error as its `Display` prints it, or as its `Debug` does if it
    /// has no `Display`. The text is empty if there is nothing to print: after `None` or a success that `on_ok`
    /// refuses, and for a closure without [`show_errors`](crate::Retry::show_errors). An error of `before_retry` is the
    /// last.
    ///
    /// ```
    /// # use retries::Policy;
    /// let call = Policy::new().max_attempts(1);
    /// let (_, report) = retries::reported_blocking(|| call.call(|| None::<u8>));
    /// assert!(report.calls()[0].failures().eq([""]));
    /// ```
    pub fn failures(&self) -> impl ExactSizeIterator<Item = &str> {
        self.failures.iter().map(String::as_str)
    }

    /// Returns why the call gave up. It is `None` after a success, and for a call that is still under way, because
    /// its future was moved elsewhere.
    ///
    /// ```
    /// # use retries::Policy;
    /// # let (_, report) = retries::reported_blocking(|| Policy::new().call(|| Some(7)));
    /// assert_eq!(report.calls()[0].stop_reason(), None);
    /// ```
    #[must_use]
    pub const fn stop_reason(&self) -> Option<StopReason> {
        match self.end {
            Some(EventKind::GaveUp(reason)) => Some(reason),
            _ => None,
        }
    }
}

impl fmt::Display for CallReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let attempts = self.attempts;
        let unit = if attempts == 1 { "attempt" } else { "attempts" };
        write!(f, "{}: {attempts} {unit}, ", self.function)?;
        if !self.waited.is_zero() {
            write!(f, "waited {:?}, ", self.waited)?;
        }
        match self.end {
            None | Some(EventKind::Retry { .. }) => f.write_str("under way")?,
            Some(EventKind::Succeeded) => f.write_str("succeeded")?,
            Some(EventKind::GaveUp(reason)) => write!(f, "gave up ({})", reason.as_str())?,
        }
        let mut separator = ": ";
        for failure in self.failures().filter(|text| !text.is_empty()) {
            write!(f, "{separator}{failure}")?;
            separator = "; ";
        }
        Ok(())
    }
}
