//! Prints an error of any type, if that is possible.

use core::fmt;

/// An error by reference, with the best way to print it.
#[derive(Clone, Copy)]
pub enum ErrorView<'a> {
    /// The error implements `Display`.
    Display(&'a dyn fmt::Display),
    /// The error implements `Debug`, and not `Display`.
    Debug(&'a dyn fmt::Debug),
    /// The type of the error cannot be printed, or there is no error.
    Nothing,
}

impl ErrorView<'_> {
    #[cfg(feature = "events")]
    pub(crate) const fn as_option(&self) -> Option<&Self> {
        match self {
            Self::Nothing => None,
            error => Some(error),
        }
    }
}

impl fmt::Debug for ErrorView<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for ErrorView<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Display(error) => error.fmt(f),
            Self::Debug(error) => error.fmt(f),
            Self::Nothing => Ok(()),
        }
    }
}

/// Chooses how to print an error by autoref specialization: a method call tries the receiver with the
/// most references first, so that `Display` comes before `Debug`, and `Debug` before nothing.
#[derive(Debug)]
pub struct Probe<'a, T: ?Sized>(pub &'a T);

/// For types that implement `Display`.
pub trait ViaDisplay<'a> {
    /// Returns the view.
    fn error_view(&self) -> ErrorView<'a>;
}

impl<'a, T: fmt::Display> ViaDisplay<'a> for &&Probe<'a, T> {
    fn error_view(&self) -> ErrorView<'a> {
        ErrorView::Display(self.0)
    }
}

/// For types that implement `Debug`.
pub trait ViaDebug<'a> {
    /// Returns the view.
    fn error_view(&self) -> ErrorView<'a>;
}

impl<'a, T: fmt::Debug> ViaDebug<'a> for &Probe<'a, T> {
    fn error_view(&self) -> ErrorView<'a> {
        ErrorView::Debug(self.0)
    }
}

/// For all other types.
pub trait ViaNothing<'a> {
    /// Returns the empty view.
    fn error_view(&self) -> ErrorView<'a>;
}

impl<'a, T: ?Sized> ViaNothing<'a> for Probe<'a, T> {
    fn error_view(&self) -> ErrorView<'a> {
        ErrorView::Nothing
    }
}

/// No view
#[must_use]
pub const fn no_view<R>(_: &R) -> ErrorView<'_> {
    ErrorView::Nothing
}

/// The error of an outcome, for observers.
#[cfg(feature = "events")]
#[doc(hidden)]
#[macro_export]
macro_rules! __error_view {
    ($outcome:expr) => {
        match $crate::__private::Outcome::as_result($outcome) {
            $crate::__private::Ok(_) => $crate::__private::ErrorView::Nothing,
            $crate::__private::Err(error) => {
                #[allow(unused_imports)]
                use $crate::__private::{ViaDebug as _, ViaDisplay as _, ViaNothing as _};
                (&&&$crate::__private::Probe(error)).error_view()
            }
        }
    };
}

/// Without observers no error is printed.
#[cfg(not(feature = "events"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __error_view {
    ($outcome:expr) => {
        $crate::__private::ErrorView::Nothing
    };
}

#[cfg(test)]
mod tests {
    use super::ErrorView;

    #[test]
    fn an_error_prints_its_text_in_both_forms() {
        let error = ErrorView::Display(&"lost");
        assert_eq!(format!("{error} {error:?}"), "lost lost");
    }
}
