//! The failure of a call, taken out of its outcome and put back.

use crate::outcome::Outcome;

/// An outcome whose failure can be taken out and put back.
#[diagnostic::on_unimplemented(
    message = "`before_retry`, `or_else` and `cancel` cannot take the failure out of `{Self}`",
    label = "neither `Result` nor `Option`",
    note = "let the function or closure return a `Result` or an `Option`, and `or_else` the same"
)]
pub trait TakeError: Outcome + Sized {
    /// Returns the failure.
    ///
    /// # Errors
    ///
    /// The outcome, if it is a success.
    fn into_error(self) -> Result<Self::Error, Self>;

    /// Makes the outcome of a failure.
    fn from_error(error: Self::Error) -> Self;
}

impl<T, E> TakeError for Result<T, E> {
    #[inline]
    fn into_error(self) -> Result<E, Self> {
        match self {
            Ok(value) => Err(Ok(value)),
            Err(error) => Ok(error),
        }
    }

    #[inline]
    fn from_error(error: E) -> Self {
        Err(error)
    }
}

impl<T> TakeError for Option<T> {
    #[inline]
    fn into_error(self) -> Result<(), Self> {
        match self {
            Some(value) => Err(Some(value)),
            None => Ok(()),
        }
    }

    #[inline]
    fn from_error((): ()) -> Self {
        None
    }
}

/// The error that a call keeps for `before_retry` and during a wait that can be cancelled. Without the rest of the
/// outcome, a future is `Send` when only the value of a success is not.
#[derive(Debug)]
pub struct KeptError<E>(E);

impl<E> KeptError<E> {
    /// Keeps the error.
    ///
    /// # Errors
    ///
    /// The outcome, if it is a success.
    #[inline]
    pub fn keep<R: TakeError<Error = E>>(outcome: R) -> Result<Self, R> {
        outcome.into_error().map(Self)
    }

    /// Returns the error for an event.
    #[inline]
    pub const fn error(&self) -> Option<&E> {
        Some(&self.0)
    }

    /// Returns the outcome.
    #[inline]
    pub fn into_outcome<R: TakeError<Error = E>>(self) -> R {
        R::from_error(self.0)
    }
}

/// The whole outcome that a call keeps, as [`KeptError`], because `on_ok` may have called a success a failure.
#[derive(Debug)]
pub struct KeptOutcome<R>(R);

impl<R: Outcome> KeptOutcome<R> {
    /// Keeps the outcome.
    ///
    /// # Errors
    ///
    /// Never.
    #[inline]
    pub const fn keep(outcome: R) -> Result<Self, R> {
        Ok(Self(outcome))
    }

    /// Returns the error for an event, if the outcome has one.
    #[inline]
    pub fn error(&self) -> Option<&R::Error> {
        self.0.as_result().err()
    }

    /// Returns the outcome.
    #[inline]
    pub fn into_outcome(self) -> R {
        self.0
    }
}
