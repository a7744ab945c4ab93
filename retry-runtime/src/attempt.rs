//! The number of an attempt.

use core::fmt;

/// The number of an attempt, and the limit of attempts: `attempt = n` binds `n` to it in the body.
///
/// It prints as the parameters of an HTTP header: `attempt=2; max=5`.
///
/// ```
/// use retries::retry;
///
/// #[retry(fixed("1ms"), max_attempts = 3, attempt = n)]
/// fn send() -> Result<String, String> {
///     if n.is_last() { Ok(n.to_string()) } else { Err("busy".to_owned()) }
/// }
///
/// assert_eq!(send(), Ok("attempt=3; max=3".to_owned()));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attempt {
    number: u32,
    max: Option<u32>,
}

impl Attempt {
    pub(crate) const fn new(number: u32, max: Option<u32>) -> Self {
        Self { number, max }
    }

    #[cfg(feature = "events")]
    pub(crate) const fn next(self) -> Self {
        Self::new(self.number.saturating_add(1), self.max)
    }

    /// Returns the number: 1 for the first attempt, 2 for the first retry, …
    ///
    /// ```
    /// # use retries::retry;
    /// #[retry(fixed("1ms"), attempt = n)]
    /// fn third_time_lucky() -> Option<u32> {
    ///     (n.number() == 3).then_some(n.number())
    /// }
    /// assert_eq!(third_time_lucky(), Some(3));
    /// ```
    #[must_use]
    pub const fn number(self) -> u32 {
        self.number
    }

    /// Returns the greatest number of attempts, or `None` without a limit.
    ///
    /// ```
    /// # use retries::retry;
    /// #[retry(max_attempts = 5, attempt = n)]
    /// fn limit() -> Option<u32> {
    ///     n.max_attempts()
    /// }
    /// assert_eq!(limit(), Some(5));
    /// ```
    #[must_use]
    pub const fn max_attempts(self) -> Option<u32> {
        self.max
    }

    /// Returns whether this is the first attempt.
    ///
    /// ```
    /// # use retries::retry;
    /// #[retry(attempt = n)]
    /// fn is_first() -> Option<bool> {
    ///     Some(n.is_first())
    /// }
    /// assert_eq!(is_first(), Some(true));
    /// ```
    #[must_use]
    pub const fn is_first(self) -> bool {
        self.number == 1
    }

    /// Returns whether this attempt uses up the limit. A deadline may end the call earlier.
    ///
    /// ```
    /// # use retries::retry;
    /// #[retry(max_attempts = 1, attempt = n)]
    /// fn is_last() -> Option<bool> {
    ///     Some(n.is_last())
    /// }
    /// assert_eq!(is_last(), Some(true));
    /// ```
    #[must_use]
    pub const fn is_last(self) -> bool {
        match self.max {
            Some(max) => self.number >= max,
            None => false,
        }
    }
}

impl fmt::Display for Attempt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "attempt={}", self.number)?;
        match self.max {
            Some(max) => write!(f, "; max={max}"),
            None => Ok(()),
        }
    }
}
