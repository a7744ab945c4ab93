//! What a call asks a budget for.

use core::fmt;
use core::time::Duration;

use crate::decision::Decision;

/// A request to begin a call, which a [`RetryBudget`](crate::RetryBudget) admits or refuses.
///
/// ```
/// use retries::{CallRequest, Refused, RetryBudget, RetryRequest};
///
/// struct FirstHour;
///
/// impl RetryBudget for FirstHour {
///     fn admit(&self, call: &CallRequest) -> Result<(), Refused> {
///         if call.now().as_secs() < 3600 {
///             Ok(())
///         } else {
///             Err(Refused::new("the hour is over"))
///         }
///     }
///
///     fn withdraw(&self, _: &RetryRequest) -> Option<u32> {
///         Some(0)
///     }
/// }
/// ```
#[derive(Clone, Copy)]
pub struct CallRequest<'a> {
    clock: &'a dyn Fn() -> Duration,
    random: Option<&'a dyn Fn() -> u64>,
}

impl<'a> CallRequest<'a> {
    /// A request for loops of your own, with a clock that the budget may read.
    ///
    /// ```
    /// use retries::{Budget, CallRequest, RetryBudget};
    /// use std::time::Instant;
    ///
    /// static BUDGET: Budget = Budget::adaptive(2.0);
    ///
    /// let start = Instant::now();
    /// assert!(BUDGET.admit(&CallRequest::new(&|| start.elapsed())).is_ok());
    /// ```
    #[must_use]
    pub const fn new(clock: &'a dyn Fn() -> Duration) -> Self {
        Self {
            clock,
            random: None,
        }
    }

    /// Sets the source of [`random`](Self::random).
    ///
    /// ```
    /// use retries::CallRequest;
    /// use std::time::Duration;
    ///
    /// let call = CallRequest::new(&|| Duration::ZERO).with_random(&|| 7);
    /// assert_eq!(call.random(), 7);
    /// ```
    #[must_use]
    pub const fn with_random(mut self, random: &'a dyn Fn() -> u64) -> Self {
        self.random = Some(random);
        self
    }

    /// Returns the time since a moment that stays the same while the process runs. It reads tokio's clock in
    /// an async function, and the system's monotonic clock elsewhere.
    ///
    /// ```
    /// use retries::CallRequest;
    /// use std::time::Duration;
    ///
    /// let call = CallRequest::new(&|| Duration::from_secs(5));
    /// assert_eq!(call.now(), Duration::from_secs(5));
    /// ```
    #[must_use]
    pub fn now(&self) -> Duration {
        (self.clock)()
    }

    /// Returns a uniformly random word, for budgets that refuse with a probability. Without the feature
    /// `std` it follows from the clock, unless [`with_random`](Self::with_random) sets a source.
    ///
    /// ```
    /// use retries::CallRequest;
    ///
    /// fn every_second(call: &CallRequest) -> bool {
    ///     call.random() < u64::MAX / 2
    /// }
    /// ```
    #[must_use]
    pub fn random(&self) -> u64 {
        match self.random {
            Some(random) => random(),
            None => default_random(self.clock),
        }
    }
}

impl fmt::Debug for CallRequest<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CallRequest").finish_non_exhaustive()
    }
}

#[cfg(feature = "std")]
fn default_random(_: &dyn Fn() -> Duration) -> u64 {
    crate::random::next_u64()
}

/// The output function of `SplitMix64` (Steele, Lea and Flood, "Fast Splittable Pseudorandom Number
/// Generators", 2014).
#[cfg(not(feature = "std"))]
fn default_random(clock: &dyn Fn() -> Duration) -> u64 {
    let word = crate::nanos::from_duration(clock()).wrapping_add(0x9e37_79b9_7f4a_7c15);
    let word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    word ^ (word >> 31)
}

/// A request for one retry, which a [`RetryBudget`](crate::RetryBudget) grants or refuses.
///
/// ```
/// use retries::{RetryRequest, RetryBudget};
///
/// struct NotAfterTimeouts;
///
/// impl RetryBudget for NotAfterTimeouts {
///     fn withdraw(&self, request: &RetryRequest) -> Option<u32> {
///         (!request.timed_out()).then_some(0)
///     }
/// }
/// ```
pub struct RetryRequest<'a> {
    decision: Decision,
    call: CallRequest<'a>,
}

impl<'a> RetryRequest<'a> {
    /// A request for loops of your own: what `on` decided about the failure, and a clock that the rule may
    /// read.
    ///
    /// ```
    /// use retries::{RetryRequest, Budget, Decision, RetryBudget};
    /// use std::time::Instant;
    ///
    /// static BUDGET: Budget = Budget::new();
    ///
    /// let start = Instant::now();
    /// assert!(BUDGET.withdraw(&RetryRequest::new(Decision::Retry, &|| start.elapsed())).is_some());
    /// ```
    #[must_use]
    pub const fn new(decision: Decision, clock: &'a dyn Fn() -> Duration) -> Self {
        Self {
            decision,
            call: CallRequest::new(clock),
        }
    }

    /// Sets the source of [`random`](Self::random).
    ///
    /// ```
    /// use retries::{Decision, RetryRequest};
    /// use std::time::Duration;
    ///
    /// let request = RetryRequest::new(Decision::Retry, &|| Duration::ZERO).with_random(&|| 7);
    /// assert_eq!(request.random(), 7);
    /// ```
    #[must_use]
    pub const fn with_random(mut self, random: &'a dyn Fn() -> u64) -> Self {
        self.call = self.call.with_random(random);
        self
    }

    #[cfg(target_has_atomic = "64")]
    pub(super) const fn call(&self) -> &CallRequest<'a> {
        &self.call
    }

    /// Whether the failed attempt got no answer in time.
    ///
    /// ```
    /// # use retries::{RetryRequest, RetryBudget};
    /// # struct R;
    /// # impl RetryBudget for R {
    /// fn withdraw(&self, request: &RetryRequest) -> Option<u32> {
    ///     Some(if request.timed_out() { 10 } else { 5 })
    /// }
    /// # }
    /// ```
    #[must_use]
    pub const fn timed_out(&self) -> bool {
        matches!(self.decision, Decision::TimedOut)
    }

    /// Whether the server asked for fewer requests, as by a 429.
    ///
    /// ```
    /// # use retries::{RetryRequest, RetryBudget};
    /// # struct R;
    /// # impl RetryBudget for R {
    /// fn withdraw(&self, request: &RetryRequest) -> Option<u32> {
    ///     Some(if request.rate_limited() { 5 } else { 14 })
    /// }
    /// # }
    /// ```
    #[must_use]
    pub const fn rate_limited(&self) -> bool {
        self.decision.is_rate_limited()
    }

    /// Returns the time since a moment that stays the same while the process runs. It reads tokio's clock in
    /// an async function, and the system's monotonic clock elsewhere.
    ///
    /// ```
    /// # use retries::{RetryRequest, RetryBudget};
    /// # struct EvenSeconds;
    /// # impl RetryBudget for EvenSeconds {
    /// fn withdraw(&self, request: &RetryRequest) -> Option<u32> {
    ///     (request.now().as_secs() % 2 == 0).then_some(0)
    /// }
    /// # }
    /// ```
    #[must_use]
    pub fn now(&self) -> Duration {
        self.call.now()
    }

    /// Returns a uniformly random word, for budgets that refuse with a probability. Without the feature
    /// `std` it follows from the clock, unless [`with_random`](Self::with_random) sets a source.
    ///
    /// ```
    /// # use retries::{RetryRequest, RetryBudget};
    /// # struct EverySecond;
    /// # impl RetryBudget for EverySecond {
    /// fn withdraw(&self, request: &RetryRequest) -> Option<u32> {
    ///     (request.random() < u64::MAX / 2).then_some(0)
    /// }
    /// # }
    /// ```
    #[must_use]
    pub fn random(&self) -> u64 {
        self.call.random()
    }
}

impl fmt::Debug for RetryRequest<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut request = f.debug_struct("RetryRequest");
        request
            .field("decision", &self.decision)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::{CallRequest, Decision, Duration, RetryRequest};

    #[test]
    fn requests_print_what_they_know_without_the_clock() {
        let clock = || Duration::ZERO;
        let call = CallRequest::new(&clock);
        assert_eq!(format!("{call:?}"), "CallRequest { .. }");
        let retry = RetryRequest::new(Decision::TimedOut, &clock);
        assert_eq!(
            format!("{retry:?}"),
            "RetryRequest { decision: TimedOut, .. }"
        );
    }

    #[test]
    fn a_request_draws_another_number_each_time() {
        let call = CallRequest::new(&|| Duration::ZERO);
        assert_ne!(call.random(), call.random());
    }
}
