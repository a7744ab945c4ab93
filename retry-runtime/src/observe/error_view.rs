//! An error of any type, as far as it can be shown.

use core::fmt;

/// An error, by reference.
#[derive(Clone, Copy)]
pub enum Described<'a> {
    /// By its words.
    Display(&'a dyn fmt::Display),
    /// By its structure.
    Debug(&'a dyn fmt::Debug),
    /// It is of a type that cannot be shown, or there is none.
    Nothing,
}

impl Described<'_> {
    #[cfg(feature = "events")]
    pub(crate) const fn as_option(&self) -> Option<&Self> {
        match self {
            Self::Nothing => None,
            error => Some(error),
        }
    }
}

impl fmt::Debug for Described<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for Described<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Display(error) => error.fmt(f),
            Self::Debug(error) => error.fmt(f),
            Self::Nothing => Ok(()),
        }
    }
}

/// Finds out how an error can be shown: method calls look for the type with the most references
/// first, so that `Display` is preferred to `Debug`, and anything is better than nothing.
#[derive(Debug)]
pub struct Probe<'a, T: ?Sized>(pub &'a T);

/// By its words.
pub trait ViaDisplay<'a> {
    /// Shows it.
    fn described(&self) -> Described<'a>;
}

impl<'a, T: fmt::Display> ViaDisplay<'a> for &&Probe<'a, T> {
    fn described(&self) -> Described<'a> {
        Described::Display(self.0)
    }
}

/// By its structure.
pub trait ViaDebug<'a> {
    /// Shows it.
    fn described(&self) -> Described<'a>;
}

impl<'a, T: fmt::Debug> ViaDebug<'a> for &Probe<'a, T> {
    fn described(&self) -> Described<'a> {
        Described::Debug(self.0)
    }
}

/// Not at all.
pub trait ViaNothing<'a> {
    /// Shows nothing.
    fn described(&self) -> Described<'a>;
}

impl<'a, T: ?Sized> ViaNothing<'a> for Probe<'a, T> {
    fn described(&self) -> Described<'a> {
        Described::Nothing
    }
}

/// An outcome's error as observers see it.
#[cfg(feature = "events")]
#[doc(hidden)]
#[macro_export]
macro_rules! __describe {
    ($outcome:expr) => {
        match $crate::__private::Outcome::as_result($outcome) {
            $crate::__private::Ok(_) => $crate::__private::Described::Nothing,
            $crate::__private::Err(error) => {
                #[allow(unused_imports)]
                use $crate::__private::{ViaDebug as _, ViaDisplay as _, ViaNothing as _};
                (&&&$crate::__private::Probe(error)).described()
            }
        }
    };
}

/// Nobody asks.
#[cfg(not(feature = "events"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __describe {
    ($outcome:expr) => {
        $crate::__private::Described::Nothing
    };
}
