//! The failure of an attempt that was cut off.

use core::fmt;
use core::time::Duration;

use crate::attempt::Attempt;
use crate::transient::Transient;

/// The failure of an attempt that `attempt_timeout` cut off, or of a future that [`within`](crate::within) did. The
/// function's error is made from it:
/// `impl From<TimedOut>` for it, as [`std::io::Error`] has, and every error that takes any other, like
/// `Box<dyn Error>`.
///
/// ```
/// # #[tokio::main(flavor = "current_thread", start_paused = true)]
/// # async fn main() {
/// use retries::{TimedOut, retry};
///
/// #[derive(Debug)]
/// enum Error {
///     TimedOut(TimedOut),
/// }
///
/// impl From<TimedOut> for Error {
///     fn from(timed_out: TimedOut) -> Self {
///         Self::TimedOut(timed_out)
///     }
/// }
///
/// #[retry(fixed("1s"), max_attempts = 2, attempt_timeout = "5s")]
/// async fn get() -> Result<(), Error> {
///     std::future::pending().await
/// }
///
/// let Err(Error::TimedOut(timed_out)) = get().await else { panic!() };
/// assert_eq!(timed_out.to_string(), "attempt 2 of 2 was cut off after 5s");
/// # }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimedOut {
    attempt: Attempt,
    after: Duration,
}

impl TimedOut {
    pub(crate) const fn new(attempt: Attempt, after: Duration) -> Self {
        Self { attempt, after }
    }

    /// The attempt that was cut off; 1 of 1 for a future that [`within`](crate::within) cut off.
    ///
    /// ```
    /// # use retries::TimedOut;
    /// fn was_last(timed_out: &TimedOut) -> bool {
    ///     timed_out.attempt().is_last()
    /// }
    /// ```
    #[must_use]
    pub const fn attempt(&self) -> Attempt {
        self.attempt
    }

    /// How long the attempt was allowed to last: `attempt_timeout`, or the time left until the deadline, its own or
    /// that of a call around it. Zero if the attempt did not start, because no time was left.
    ///
    /// ```
    /// # use retries::TimedOut;
    /// # use std::time::Duration;
    /// fn was_cut_short(timed_out: &TimedOut) -> bool {
    ///     timed_out.after() < Duration::from_secs(5)
    /// }
    /// ```
    #[must_use]
    pub const fn after(&self) -> Duration {
        self.after
    }
}

impl fmt::Display for TimedOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.attempt.max_attempts() != Some(1) {
            write!(f, "attempt {}", self.attempt.number())?;
            if let Some(max) = self.attempt.max_attempts() {
                write!(f, " of {max}")?;
            }
            f.write_str(" was ")?;
        }
        if self.after.is_zero() {
            f.write_str("not started: no time was left")
        } else {
            write!(f, "cut off after {:?}", self.after)
        }
    }
}

impl core::error::Error for TimedOut {}

impl From<TimedOut> for std::io::Error {
    fn from(timed_out: TimedOut) -> Self {
        Self::new(std::io::ErrorKind::TimedOut, timed_out)
    }
}

#[diagnostic::do_not_recommend]
impl Transient for TimedOut {
    fn is_transient(&self) -> bool {
        true
    }

    fn is_timeout(&self) -> bool {
        true
    }
}

/// A failure that can be made from a [`TimedOut`].
#[diagnostic::on_unimplemented(
    message = "`attempt_timeout` cannot make a `{Self}` of an attempt that was cut off",
    label = "`From<retries::TimedOut>` is not implemented for it",
    note = "write `on_timeout = |timed_out| …` in the attribute, `.on_timeout(|timed_out| …)` for a closure, or `impl From<retries::TimedOut> for` your error, with `#[from]` if you derive it"
)]
pub trait FromTimedOut {
    /// Converts the timeout.
    fn from_timed_out(timed_out: TimedOut) -> Self;
}

#[diagnostic::do_not_recommend]
impl<E: From<TimedOut>> FromTimedOut for E {
    fn from_timed_out(timed_out: TimedOut) -> Self {
        timed_out.into()
    }
}
