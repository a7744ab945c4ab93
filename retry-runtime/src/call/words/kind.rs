//! How failures of one kind are retried: what `when(condition, …)` says.

use crate::backoff::Backoff;
use crate::policy::{MaxAttempts, Policy};
use crate::validate::PolicyError;

/// How the failures of one kind are retried: the second argument of [`Retry::when`](crate::Retry::when).
///
/// Without a backoff and a number it changes only this: the delay grows with the retries after failures of this kind
/// alone. Jitter, deadline and `max_retry_after` are the policy's. A [`Backoff`] alone converts into a `Kind`.
///
/// ```
/// use retries::{Backoff, Kind, Policy};
/// use std::time::Duration;
///
/// const CONFLICT: Kind = Kind::new().backoff(Backoff::fixed(Duration::from_millis(5))).max_attempts(10);
///
/// let mut attempts = 0;
/// let caller = Policy::new().when(|status: &u16| *status == 409, CONFLICT);
/// let result = caller.call(|| {
///     attempts += 1;
///     if attempts < 8 { Err(409) } else { Ok(attempts) }
/// });
/// assert_eq!(result, Ok(8));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Kind {
    #[doc(hidden)]
    pub backoff: Option<Backoff>,
    #[doc(hidden)]
    pub max_attempts: Option<u32>,
}

impl Kind {
    /// The policy's backoff and number of attempts.
    ///
    /// ```
    /// use retries::Kind;
    ///
    /// assert_eq!(Kind::new(), Kind::default());
    /// ```
    #[must_use]
    pub const fn new() -> Self {
        Self {
            backoff: None,
            max_attempts: None,
        }
    }

    /// Replaces the policy's backoff, and the one after a rate limit too.
    ///
    /// ```
    /// use retries::{Backoff, Kind};
    /// use std::time::Duration;
    ///
    /// let soon = Backoff::fixed(Duration::from_millis(5));
    /// assert_eq!(Kind::new().backoff(soon), soon.into());
    /// ```
    #[must_use]
    pub const fn backoff(mut self, backoff: Backoff) -> Self {
        self.backoff = Some(backoff);
        self
    }

    /// The number of attempts that may fail in this way, the first included. They do not use up the policy's number;
    /// without this method, they do. 0 counts as 1, and `u32::MAX` is no limit.
    ///
    /// ```
    /// use retries::{Kind, Policy};
    ///
    /// let mut attempts = 0;
    /// let caller = Policy::new().sleep(|_| ()).when(|_: &u16| true, Kind::new().max_attempts(10));
    /// let result = caller.call(|| {
    ///     attempts += 1;
    ///     Err::<(), u16>(409)
    /// });
    /// assert_eq!((result, attempts), (Err(409), 10));
    /// ```
    #[must_use]
    pub const fn max_attempts(mut self, max_attempts: u32) -> Self {
        self.max_attempts = Some(max_attempts);
        self
    }

    pub(in crate::call) const fn counts_apart(&self) -> bool {
        self.max_attempts.is_some()
    }

    /// Returns the greatest number of retries that do not use up the policy's number, or `None` without a limit.
    pub(in crate::call) const fn retries_apart(&self) -> Option<u32> {
        match self.max_attempts {
            None => Some(0),
            Some(attempts) => match MaxAttempts::new(attempts) {
                MaxAttempts::Count(count) => Some(count - 1),
                MaxAttempts::Unset | MaxAttempts::Unlimited => None,
            },
        }
    }

    /// Returns the policy for failures of this kind. Jitter, deadline and `max_retry_after` stay as they are.
    pub(in crate::call) const fn apply_to(&self, policy: &Policy) -> Policy {
        // A policy without a backoff has jitter: it keeps it beside a backoff of the kind.
        let mut policy = policy.with_defaults_set();
        if let Some(backoff) = self.backoff {
            policy = policy.backoff(backoff).rate_limited(backoff);
        }
        match self.max_attempts {
            Some(attempts) => policy.max_attempts(attempts),
            None => policy,
        }
    }

    /// Checks the kind as [`Policy::validate`] checks the policy. An error of the policy itself is not reported
    /// again.
    ///
    /// # Errors
    ///
    /// The first [`PolicyError`] found.
    ///
    /// ```
    /// use retries::{Backoff, Kind, Policy, PolicyError};
    /// use std::time::Duration;
    ///
    /// let at_once = Kind::new().backoff(Backoff::fixed(Duration::ZERO));
    /// assert_eq!(at_once.validate(&Policy::new()), Ok(()));
    /// let until_deadline = Policy::new().deadline(Duration::from_secs(1));
    /// assert_eq!(at_once.validate(&until_deadline), Err(PolicyError::BusyLoop));
    /// ```
    pub const fn validate(&self, policy: &Policy) -> Result<(), PolicyError> {
        match policy.validate() {
            Ok(()) => self.apply_to(policy).validate(),
            Err(_) => Ok(()),
        }
    }
}

impl From<Backoff> for Kind {
    fn from(backoff: Backoff) -> Self {
        Self::new().backoff(backoff)
    }
}

#[cfg(test)]
mod tests {
    use super::{Backoff, Kind, Policy, PolicyError};
    use crate::call::flow::const_checks::assert_kind;
    use crate::jitter::Jitter;
    use core::time::Duration;

    const SECOND: Duration = Duration::from_secs(1);
    const POLICY: Policy = Policy::new().backoff(Backoff::fixed(Duration::from_millis(10)));
    const BOTH: Kind = assert_kind(
        &POLICY,
        Kind {
            backoff: Some(Backoff::fixed(Duration::ZERO)),
            max_attempts: Some(10),
        },
    );

    const fn waiting(backoff: Backoff) -> Kind {
        Kind {
            backoff: Some(backoff),
            max_attempts: None,
        }
    }

    const fn counting(max_attempts: u32) -> Kind {
        Kind {
            backoff: None,
            max_attempts: Some(max_attempts),
        }
    }

    #[test]
    fn a_number_limits_a_kind_that_does_not_wait() {
        let unlimited = POLICY.deadline(SECOND);
        assert_eq!(BOTH.validate(&unlimited), Ok(()));
    }

    #[test]
    fn a_kind_that_never_waits_needs_a_limit_of_attempts() {
        let at_once = waiting(Backoff::fixed(Duration::ZERO));
        assert_eq!(at_once.validate(&POLICY), Ok(()));
        let unlimited = POLICY.deadline(SECOND);
        assert_eq!(at_once.validate(&unlimited), Err(PolicyError::BusyLoop));
    }

    #[test]
    fn a_kind_without_any_limit_is_refused() {
        let unlimited = counting(u32::MAX);
        assert_eq!(unlimited.validate(&POLICY), Err(PolicyError::NoLimit));
        assert_eq!(unlimited.validate(&POLICY.deadline(SECOND)), Ok(()));
        assert_eq!(unlimited.validate(&POLICY.deadline(Duration::MAX)), Ok(()));
    }

    #[test]
    fn the_backoff_of_a_kind_is_checked_as_that_of_the_policy() {
        let low = waiting(Backoff::exponential(SECOND).cap(SECOND / 2));
        let error = PolicyError::CapBelowBase {
            cap: SECOND / 2,
            base: SECOND,
        };
        assert_eq!(low.validate(&POLICY), Err(error));

        let capped = POLICY.backoff(Backoff::fixed(SECOND).cap(SECOND));
        let decorrelated = capped.jitter(Jitter::Decorrelated);
        let grows = waiting(Backoff::exponential(SECOND));
        let error = PolicyError::DecorrelatedWithoutCap;
        assert_eq!(grows.validate(&decorrelated), Err(error));

        let late = waiting(Backoff::fixed(2 * SECOND));
        let error = PolicyError::NoRetryCanStart {
            first_wait: 2 * SECOND,
            deadline: SECOND,
        };
        assert_eq!(late.validate(&POLICY.deadline(SECOND)), Err(error));
    }

    #[test]
    fn an_error_of_the_policy_is_not_reported_again() {
        let policy = POLICY.unlimited_attempts();
        assert_eq!(policy.validate(), Err(PolicyError::NoLimit));
        assert_eq!(waiting(Backoff::fixed(SECOND)).validate(&policy), Ok(()));
    }

    #[test]
    fn a_kind_keeps_what_it_does_not_name() {
        let policy = POLICY
            .rate_limited(Backoff::fixed(SECOND))
            .deadline(9 * SECOND)
            .max_retry_after(SECOND);
        assert_eq!(counting(4).apply_to(&policy), policy.max_attempts(4));
        let backoff = Backoff::fixed(2 * SECOND);
        assert_eq!(
            waiting(backoff).apply_to(&policy),
            policy.backoff(backoff).rate_limited(backoff)
        );
    }
}
