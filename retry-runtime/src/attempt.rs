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
    max: Max,
}

/// The limit of attempts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Max {
    Count(u32),
    Unlimited,
    /// Kinds of failures have numbers of their own, so that no single number is the limit.
    #[cfg(feature = "std")]
    ByKind,
}

impl Attempt {
    pub(crate) const fn new(number: u32, max: Option<u32>) -> Self {
        let max = match max {
            Some(count) => Max::Count(count),
            None => Max::Unlimited,
        };
        Self { number, max }
    }

    /// An attempt of a call in which a kind of failures has a number of its own.
    #[cfg(feature = "std")]
    pub(crate) const fn limited_by_kind(number: u32) -> Self {
        Self {
            number,
            max: Max::ByKind,
        }
    }

    #[cfg(feature = "events")]
    pub(crate) const fn next(self) -> Self {
        Self {
            number: self.number.saturating_add(1),
            max: self.max,
        }
    }

    /// Replaces the limit, except that of a call in which a kind of failures has a number of its own.
    #[cfg(feature = "registry")]
    pub(crate) const fn with_max(self, max: Option<u32>) -> Self {
        match self.max {
            Max::ByKind => self,
            Max::Count(_) | Max::Unlimited => Self::new(self.number, max),
        }
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

    /// Returns the greatest number of attempts, or `None` without a limit. Where a kind of failures has a number
    /// of its own, there is no single limit: `None`.
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
        if let Max::Count(count) = self.max {
            Some(count)
        } else {
            None
        }
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

    /// Returns whether this attempt uses up the limit. A deadline may end the call earlier. It is `false` for
    /// each attempt of a call without a limit, and of a call in which a kind of failures has a number of its own.
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
        match self.max_attempts() {
            Some(max) => self.number >= max,
            None => false,
        }
    }
}

impl fmt::Display for Attempt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "attempt={}", self.number)?;
        match self.max_attempts() {
            Some(max) => write!(f, "; max={max}"),
            None => Ok(()),
        }
    }
}

#[cfg(all(test, feature = "registry"))]
mod tests {
    use super::Attempt;

    #[test]
    fn the_limit_of_an_operators_policy_is_shown_unless_a_kind_has_a_number_of_its_own() {
        assert_eq!(
            Attempt::new(2, None).with_max(Some(5)),
            Attempt::new(2, Some(5))
        );
        let by_kind = Attempt::limited_by_kind(7);
        assert_eq!(by_kind.with_max(Some(5)).max_attempts(), None);
    }
}
