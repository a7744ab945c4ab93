//! What a client's error comes down to, and the answers that follow from it.

use super::Transient;

/// What a client's error comes down to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    /// It would fail again.
    Permanent,
    /// It may pass, and the server may have done what was asked.
    Unknown,
    /// It may pass, no answer came in time, and the server may have done what was asked.
    TimedOut,
    /// It may pass, and the server has done nothing.
    Unprocessed,
    /// It may pass, and the server has done nothing, because it gets too many requests.
    RateLimited,
}

impl Class {
    pub(super) fn of(failure: &dyn Transient) -> Self {
        if !failure.is_transient() {
            Self::Permanent
        } else if failure.is_rate_limited() {
            Self::RateLimited
        } else if failure.is_unprocessed() {
            Self::Unprocessed
        } else if failure.is_timeout() {
            Self::TimedOut
        } else {
            Self::Unknown
        }
    }
}

/// Implements [`Transient`] through a function that returns the [`Class`], and one for the hint.
macro_rules! classified {
    ($(#[$attr:meta])* impl $([$($generics:tt)*])? for $ty:ty { $class:path $(, $hint:path)? }) => {
        $(#[$attr])*
        #[diagnostic::do_not_recommend]
        impl $(<$($generics)*>)? $crate::transient::Transient for $ty {
            fn is_transient(&self) -> bool {
                $class(self) != $crate::transient::Class::Permanent
            }

            fn is_unprocessed(&self) -> bool {
                use $crate::transient::Class::{RateLimited, Unprocessed};
                matches!($class(self), Unprocessed | RateLimited)
            }

            fn is_rate_limited(&self) -> bool {
                $class(self) == $crate::transient::Class::RateLimited
            }

            fn is_timeout(&self) -> bool {
                $class(self) == $crate::transient::Class::TimedOut
            }

            $(
                fn retry_after(&self) -> Option<core::time::Duration> {
                    $hint(self)
                }
            )?
        }
    };
}
pub(super) use classified;
