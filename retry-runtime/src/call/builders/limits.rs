//! The words of a policy, on a call that has other words too.

use core::time::Duration;

use crate::backoff::Backoff;
use crate::call::retry::Retry;
use crate::jitter::Jitter;
use crate::nanos;
use crate::policy::Policy;

impl<W, F> Retry<W, F> {
    /// Replaces the whole policy.
    ///
    /// ```
    /// use retries::{Policy, retry};
    ///
    /// const ONCE: Policy = Policy::new().max_attempts(1);
    ///
    /// let mut attempts = 0;
    /// let _ = retry(|| { attempts += 1; None::<u8> }).policy(ONCE).call();
    /// assert_eq!(attempts, 1);
    /// ```
    #[must_use]
    pub const fn policy(mut self, policy: Policy) -> Self {
        self.policy = policy;
        self
    }

    /// As [`Policy::backoff`].
    ///
    /// ```
    /// use retries::{Backoff, retry};
    /// use std::time::Duration;
    ///
    /// let backoff = Backoff::fixed(Duration::from_millis(1));
    /// assert_eq!(retry(|| None::<u8>).backoff(backoff).call(), None);
    /// ```
    #[must_use]
    pub const fn backoff(mut self, backoff: Backoff) -> Self {
        self.policy = self.policy.backoff(backoff);
        self
    }

    /// As [`Policy::rate_limited`].
    ///
    /// ```
    /// use retries::{Backoff, Decision, retry};
    /// use std::time::Duration;
    ///
    /// let call = retry(|| Ok::<_, u16>(200))
    ///     .on(|status| if *status == 429 { Decision::RateLimited } else { Decision::Stop })
    ///     .rate_limited(Backoff::fixed(Duration::from_secs(20)));
    /// assert_eq!(call.call(), Ok(200));
    /// ```
    #[must_use]
    pub const fn rate_limited(mut self, backoff: Backoff) -> Self {
        self.policy = self.policy.rate_limited(backoff);
        self
    }

    /// As [`Policy::jitter`].
    ///
    /// ```
    /// use retries::{Jitter, retry};
    ///
    /// assert_eq!(retry(|| Some(1)).jitter(Jitter::Full).call(), Some(1));
    /// ```
    #[must_use]
    pub const fn jitter(mut self, jitter: Jitter) -> Self {
        self.policy = self.policy.jitter(jitter);
        self
    }

    /// As [`Policy::max_attempts`].
    ///
    /// ```
    /// use retries::retry;
    ///
    /// let mut attempts = 0;
    /// let _ = retry(|| { attempts += 1; None::<u8> }).max_attempts(1).call();
    /// assert_eq!(attempts, 1);
    /// ```
    #[must_use]
    pub const fn max_attempts(mut self, attempts: u32) -> Self {
        self.policy = self.policy.max_attempts(attempts);
        self
    }

    /// As [`Policy::unlimited_attempts`].
    ///
    /// ```
    /// use retries::{Backoff, retry};
    /// use std::time::Duration;
    ///
    /// let mut attempts = 0;
    /// let call = retry(|| { attempts += 1; (attempts == 9).then_some(()) });
    /// let call = call.unlimited_attempts().backoff(Backoff::fixed(Duration::from_millis(1)));
    /// assert_eq!(call.call(), Some(()));
    /// ```
    #[must_use]
    pub const fn unlimited_attempts(mut self) -> Self {
        self.policy = self.policy.unlimited_attempts();
        self
    }

    /// As [`Policy::deadline`].
    ///
    /// ```
    /// use retries::{Backoff, retry};
    /// use std::time::Duration;
    ///
    /// let backoff = Backoff::fixed(Duration::from_secs(60));
    /// let call = retry(|| None::<u8>).backoff(backoff).deadline(Duration::from_secs(1));
    /// assert_eq!(call.call(), None);
    /// ```
    #[must_use]
    pub const fn deadline(mut self, deadline: Duration) -> Self {
        self.policy = self.policy.deadline(deadline);
        self
    }

    /// As [`Policy::max_retry_after`].
    ///
    /// ```
    /// use retries::{Decision, retry};
    /// use std::time::Duration;
    ///
    /// let call = retry(|| Err::<(), _>("closed until Monday"))
    ///     .on(|_| Decision::RetryAfter(Duration::from_secs(60 * 60)))
    ///     .max_retry_after(Duration::from_secs(20));
    /// assert_eq!(call.call(), Err("closed until Monday"));
    /// ```
    #[must_use]
    pub const fn max_retry_after(mut self, wait: Duration) -> Self {
        self.policy = self.policy.max_retry_after(wait);
        self
    }

    /// As [`Policy::reset_after`].
    ///
    /// ```
    /// use retries::Policy;
    /// use std::time::Duration;
    ///
    /// let reconnect = Policy::new().on(|_| true).reset_after(Duration::from_secs(60));
    /// assert!(reconnect.call(|| Ok::<(), ()>(())).is_ok());
    /// ```
    #[must_use]
    pub const fn reset_after(mut self, time: Duration) -> Self {
        self.policy = self.policy.reset_after(time);
        self
    }

    /// As [`Policy::stop_nested`].
    ///
    /// ```
    /// use retries::retry;
    ///
    /// let inner = || retry(|| None::<u8>).call();
    /// assert_eq!(retry(inner).stop_nested().call(), None); // three attempts, not nine
    /// ```
    #[must_use]
    pub const fn stop_nested(mut self) -> Self {
        self.policy = self.policy.stop_nested();
        self
    }

    /// As [`Policy::retry_nested`], for the closure of a bundle or a policy with `nested = stop`.
    ///
    /// ```
    /// use retries::Policy;
    ///
    /// let once = Policy::new().stop_nested();
    /// let inner = || Policy::new().call(|| None::<u8>);
    /// assert_eq!(once.on(|_| true).retry_nested().call(inner), None); // nine attempts
    /// ```
    #[must_use]
    pub const fn retry_nested(mut self) -> Self {
        self.policy = self.policy.retry_nested();
        self
    }

    /// The time that the caller has left: the call ends by then or by its deadline, whichever is sooner. Unlike
    /// a [`deadline`](Self::deadline), it does not change the number of attempts. `Duration::MAX` is no limit.
    ///
    /// ```
    /// use retries::{Backoff, retry};
    /// use std::time::Duration;
    ///
    /// let backoff = Backoff::fixed(Duration::from_secs(60));
    /// let call = retry(|| None::<u8>).backoff(backoff).remaining(Duration::from_secs(1));
    /// assert_eq!(call.call(), None);
    /// ```
    #[must_use]
    pub const fn remaining(mut self, remaining: Duration) -> Self {
        self.remaining = nanos::from_duration(remaining);
        self
    }
}
