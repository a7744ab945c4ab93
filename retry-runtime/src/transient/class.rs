//! The class of a failure, and an implementation of [`Transient`] through it.

use super::Transient;

/// The class of a client's error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FailureClass {
    /// Another attempt would fail too.
    Permanent,
    /// Transient, and the server may have processed the request.
    Unknown,
    /// Transient: no response came in time, and the server may have processed the request.
    TimedOut,
    /// Transient, and the server has surely not processed the request.
    Unprocessed,
    /// Transient: the server did not process the request, because it gets too many requests.
    RateLimited,
}

impl FailureClass {
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

/// Implements [`Transient`] through a function that returns the [`FailureClass`], and optionally through one that returns
/// the server's `Retry-After`.
macro_rules! impl_transient {
    ($(#[$attr:meta])* impl $([$($generics:tt)*])? for $ty:ty { $class:path $(, $retry_after:path)? }) => {
        $(#[$attr])*
        #[diagnostic::do_not_recommend]
        impl $(<$($generics)*>)? $crate::transient::Transient for $ty {
            fn is_transient(&self) -> bool {
                $class(self) != $crate::transient::class::FailureClass::Permanent
            }

            fn is_unprocessed(&self) -> bool {
                use $crate::transient::class::FailureClass::{RateLimited, Unprocessed};
                matches!($class(self), Unprocessed | RateLimited)
            }

            fn is_rate_limited(&self) -> bool {
                $class(self) == $crate::transient::class::FailureClass::RateLimited
            }

            fn is_timeout(&self) -> bool {
                $class(self) == $crate::transient::class::FailureClass::TimedOut
            }

            $(
                fn retry_after(&self) -> Option<core::time::Duration> {
                    $retry_after(self)
                }
            )?
        }
    };
}
pub(super) use impl_transient;
