//! The failure of a call that a budget did not let begin.

use core::fmt;

use crate::transient::Transient;

/// The failure of a call whose first attempt the budget refused: nothing was sent. The function's error is
/// made from it: `impl From<Refused>` for it, as [`std::io::Error`] has, and every error that takes any
/// other, like `Box<dyn Error>`.
///
/// [`Budget::adaptive`](crate::Budget::adaptive) refuses calls while a service does not accept most of
/// them, and so may a [`RetryBudget`](crate::RetryBudget) of your own. It is permanent for
/// `on = transient`, so that a retried function around this one does not try again at once.
///
/// ```
/// use retries::Refused;
///
/// #[derive(Debug)]
/// enum Error {
///     Overloaded(Refused),
/// }
///
/// impl From<Refused> for Error {
///     fn from(refused: Refused) -> Self {
///         Self::Overloaded(refused)
///     }
/// }
///
/// let Error::Overloaded(refused) = Refused::new("maintenance until six").into();
/// assert_eq!(refused.to_string(), "the retry budget refused the call: maintenance until six");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refused(Reason);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reason {
    Text(&'static str),
    #[cfg(target_has_atomic = "64")]
    Overloaded {
        requests: u64,
        accepts: u64,
    },
}

impl Refused {
    /// A refusal by a [`RetryBudget`](crate::RetryBudget) of your own, and why.
    ///
    /// ```
    /// use retries::{CallRequest, Refused, RetryBudget, RetryRequest};
    ///
    /// struct Maintenance;
    ///
    /// impl RetryBudget for Maintenance {
    ///     fn admit(&self, _: &CallRequest) -> Result<(), Refused> {
    ///         Err(Refused::new("maintenance until six"))
    ///     }
    ///
    ///     fn withdraw(&self, _: &RetryRequest) -> Option<u32> {
    ///         None
    ///     }
    /// }
    /// ```
    #[must_use]
    pub const fn new(reason: &'static str) -> Self {
        Self(Reason::Text(reason))
    }

    #[cfg(target_has_atomic = "64")]
    pub(crate) const fn overloaded(requests: u64, accepts: u64) -> Self {
        Self(Reason::Overloaded { requests, accepts })
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the retry budget refused the call: ")?;
        match self.0 {
            Reason::Text(reason) => f.write_str(reason),
            #[cfg(target_has_atomic = "64")]
            Reason::Overloaded { requests, accepts } => write!(
                f,
                "of the last {requests} requests the service accepted {accepts}"
            ),
        }
    }
}

impl core::error::Error for Refused {}

#[cfg(feature = "std")]
impl From<Refused> for std::io::Error {
    fn from(refused: Refused) -> Self {
        Self::other(refused)
    }
}

#[diagnostic::do_not_recommend]
impl Transient for Refused {
    fn is_transient(&self) -> bool {
        false
    }
}
