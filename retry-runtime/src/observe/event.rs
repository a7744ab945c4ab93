//! The events of a call.

use core::fmt;
use core::time::Duration;

use crate::attempt::Attempt;
use crate::decision::{DelaySource, StopReason};
use crate::observe::attempt_report::Report;

/// A retry or the end of a call: `on_retry = f` and `on_give_up = f` receive it, and logs, metrics and
/// recordings are made from it.
///
/// An event borrows the error. It has no arguments of the call, which may be secret.
///
/// ```
/// use retries::{Event, retry};
/// use std::io;
///
/// fn note(event: &Event<'_, io::Error>) {
///     eprintln!("{event}");
///     // crate::load: attempt 1 of 3 failed: no such file; the next is in 143ms (backoff)
/// }
///
/// #[retry(on_retry = note, on_give_up = note)]
/// fn load() -> Result<String, io::Error> {
///     std::fs::read_to_string("settings")
/// }
/// ```
pub struct Event<'a, E: ?Sized> {
    pub(crate) function: &'static str,
    pub(crate) error: Option<&'a E>,
    pub(crate) waited: Duration,
    pub(crate) report: Report,
}

impl<E: ?Sized> Clone for Event<'_, E> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<E: ?Sized> Copy for Event<'_, E> {}

/// The kind of an [`Event`].
///
/// ```
/// use retries::{DelaySource, EventKind};
/// use std::time::Duration;
///
/// let kind = EventKind::Retry { delay: Duration::from_secs(1), delay_source: DelaySource::Backoff };
/// assert!(!kind.is_end());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum EventKind {
    /// An attempt failed, and another follows after the delay.
    Retry {
        /// The wait before the next attempt.
        delay: Duration,
        /// The source of the wait.
        delay_source: DelaySource,
    },
    /// The call succeeded.
    Succeeded,
    /// The call returned a failure, or was cancelled.
    GaveUp(StopReason),
}

impl EventKind {
    /// Returns whether the call is over.
    ///
    /// ```
    /// assert!(retries::EventKind::Succeeded.is_end());
    /// ```
    #[must_use]
    pub const fn is_end(self) -> bool {
        !matches!(self, Self::Retry { .. })
    }
}

impl<'a, E: ?Sized> Event<'a, E> {
    /// Returns the function's path: its module, the type of a method, and its name; or the `name` that it is
    /// given. It is the same for all calls, and has no generic arguments.
    ///
    /// ```
    /// # use retries::Event;
    /// fn is_ours<E>(event: &Event<'_, E>) -> bool {
    ///     event.function().starts_with(module_path!())
    /// }
    /// ```
    #[must_use]
    pub const fn function(&self) -> &'static str {
        self.function
    }

    /// Returns the attempt that ended, with the greatest number of attempts. If a call is dropped or cancelled during
    /// a wait, this is the next attempt; for `on_give_up` it is the one whose failure the call returns.
    ///
    /// ```
    /// # use retries::Event;
    /// fn is_late<E>(event: &Event<'_, E>) -> bool {
    ///     event.attempt().number() > 2
    /// }
    /// ```
    #[must_use]
    pub const fn attempt(&self) -> Attempt {
        self.report.attempt
    }

    /// Returns the error of the attempt, or `None` after a success, even if `on_ok` retries it, and for a call that
    /// is dropped, or cancelled during a wait. For `on_give_up` only a success has none.
    ///
    /// ```
    /// # use retries::Event;
    /// fn is_refused(event: &Event<'_, std::io::Error>) -> bool {
    ///     event.error().is_some_and(|error| error.kind() == std::io::ErrorKind::ConnectionRefused)
    /// }
    /// ```
    #[must_use]
    pub const fn error(&self) -> Option<&'a E> {
        self.error
    }

    /// Returns the time that the call has waited between its attempts.
    ///
    /// ```
    /// # use retries::Event;
    /// fn is_slow<E>(event: &Event<'_, E>) -> bool {
    ///     event.waited().as_secs() >= 10
    /// }
    /// ```
    #[must_use]
    pub const fn waited(&self) -> Duration {
        self.waited
    }

    /// Returns whether the call gave up because of a deadline that it [inherits](crate::scope) from a call around it.
    ///
    /// ```
    /// # use retries::Event;
    /// fn is_our_own_deadline<E>(event: &Event<'_, E>) -> bool {
    ///     event.kind().is_end() && !event.is_inherited()
    /// }
    /// ```
    #[must_use]
    pub const fn is_inherited(&self) -> bool {
        self.report.is_inherited
    }

    /// Returns whether a retry follows although a call inside the failed attempt had made one too: the retries of the
    /// two multiply, which `nested = stop` prevents. It is seen only with one of the features `metrics`, `registry`,
    /// `report`, `tracing` and `test-util`; without them it is `false`.
    ///
    /// ```
    /// # use retries::Event;
    /// fn warn_of_layers<E>(event: &Event<'_, E>) {
    ///     if event.is_nested() {
    ///         eprintln!("{} retries what was retried already", event.function());
    ///     }
    /// }
    /// ```
    #[must_use]
    pub const fn is_nested(&self) -> bool {
        self.report.is_nested
    }

    /// Returns the kind of event.
    ///
    /// ```
    /// # use retries::{Event, EventKind, StopReason};
    /// fn ran_out_of_time<E>(event: &Event<'_, E>) -> bool {
    ///     event.kind() == EventKind::GaveUp(StopReason::Deadline)
    /// }
    /// ```
    #[must_use]
    pub const fn kind(&self) -> EventKind {
        self.report.kind
    }
}

impl<E: fmt::Debug + ?Sized> fmt::Debug for Event<'_, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Event")
            .field("function", &self.function)
            .field("attempt", &self.attempt())
            .field("error", &self.error)
            .field("waited", &self.waited)
            .field("kind", &self.kind())
            .field("is_inherited", &self.is_inherited())
            .field("is_nested", &self.is_nested())
            .finish()
    }
}

impl<E: fmt::Display + ?Sized> fmt::Display for Event<'_, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: attempt {}", self.function, self.attempt().number())?;
        if let Some(max) = self.attempt().max_attempts() {
            write!(f, " of {max}")?;
        }
        f.write_str(match self.kind() {
            EventKind::Succeeded => " succeeded",
            EventKind::GaveUp(StopReason::Cancelled) if self.error.is_none() => " was cancelled",
            EventKind::Retry { .. } | EventKind::GaveUp(_) => " failed",
        })?;
        if let Some(error) = self.error {
            write!(f, ": {error}")?;
        }
        match self.kind() {
            EventKind::Succeeded => Ok(()),
            EventKind::GaveUp(StopReason::Cancelled) if self.error.is_none() => Ok(()),
            EventKind::Retry {
                delay,
                delay_source,
            } => {
                write!(f, "; the next is in {delay:?} ({})", delay_source.as_str())
            }
            EventKind::GaveUp(reason) => {
                let inherited = if self.is_inherited() {
                    "inherited "
                } else {
                    ""
                };
                write!(f, "; gave up ({inherited}{})", reason.as_str())
            }
        }
    }
}
