//! The interface of budgets: which retries may be made.

use core::fmt;
use core::time::Duration;

use crate::decision::Decision;

/// Decides which retries may be made: [`Budget`](crate::Budget), or one of your own.
///
/// Its methods are called by many threads, and should be quick: [`deposit`](Self::deposit) and
/// [`on_success`](Self::on_success) run in every call.
///
/// ```
/// use retries::{RetryRequest, RetryBudget, retry};
/// use std::sync::atomic::{AtomicBool, Ordering};
///
/// /// Retries only while an operator lets them.
/// #[derive(Default)]
/// struct Switch(AtomicBool);
///
/// impl RetryBudget for Switch {
///     fn withdraw(&self, _: &RetryRequest) -> Option<u32> {
///         self.0.load(Ordering::Relaxed).then_some(0)
///     }
/// }
///
/// static SWITCH: Switch = Switch(AtomicBool::new(false));
///
/// #[retry(budget = SWITCH)]
/// fn get() -> Result<(), &'static str> {
///     Err("down")
/// }
/// assert_eq!(get(), Err("down")); // one attempt
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no budget of retries",
    label = "neither `Budget` nor another `RetryBudget`",
    note = "write `static BUDGET: retries::Budget = retries::Budget::new();` and `budget = BUDGET`"
)]
pub trait RetryBudget {
    /// Saves up for retries, as a call begins.
    fn deposit(&self) {}

    /// An attempt failed in a way that is worth a retry, whether or not one follows.
    fn on_failure(&self) {}

    /// Grants a retry by returning its cost, or refuses it with `None`. The cost, in any unit, is passed to
    /// [`on_success`](Self::on_success) or [`refund`](Self::refund).
    fn withdraw(&self, request: &RetryRequest) -> Option<u32>;

    /// A call succeeded. `last` is the cost of its last retry, or `None` at the first attempt.
    fn on_success(&self, last: Option<u32>) {
        let _ = last;
    }

    /// The retry with this cost was never made: its call was dropped during the wait.
    fn refund(&self, amount: u32) {
        let _ = amount;
    }

    /// Returns how many retries are left, if that is a number. Dashboards show it; it decides nothing.
    fn available(&self) -> Option<u64> {
        None
    }
}

/// `None` grants every retry.
impl<R: RetryBudget> RetryBudget for Option<R> {
    #[inline]
    fn deposit(&self) {
        if let Some(rule) = self {
            rule.deposit();
        }
    }

    fn on_failure(&self) {
        if let Some(rule) = self {
            rule.on_failure();
        }
    }

    fn withdraw(&self, request: &RetryRequest) -> Option<u32> {
        match self {
            Some(rule) => rule.withdraw(request),
            None => Some(0),
        }
    }

    #[inline]
    fn on_success(&self, last: Option<u32>) {
        if let Some(rule) = self {
            rule.on_success(last);
        }
    }

    fn refund(&self, amount: u32) {
        if let Some(rule) = self {
            rule.refund(amount);
        }
    }

    fn available(&self) -> Option<u64> {
        self.as_ref().and_then(RetryBudget::available)
    }
}

/// Implements [`RetryBudget`] for pointers to a rule.
macro_rules! forward_to_pointee {
    ($($pointer:ty),*) => {$(
        impl<R: RetryBudget + ?Sized> RetryBudget for $pointer {
            #[inline]
            fn deposit(&self) {
                R::deposit(self);
            }

            fn on_failure(&self) {
                R::on_failure(self);
            }

            fn withdraw(&self, request: &RetryRequest) -> Option<u32> {
                R::withdraw(self, request)
            }

            #[inline]
            fn on_success(&self, last: Option<u32>) {
                R::on_success(self, last);
            }

            fn refund(&self, amount: u32) {
                R::refund(self, amount);
            }

            fn available(&self) -> Option<u64> {
                R::available(self)
            }
        }
    )*};
}

forward_to_pointee!(&R);
#[cfg(feature = "std")]
forward_to_pointee!(Box<R>, std::sync::Arc<R>);

/// A request for one retry, which a [`RetryBudget`] grants or refuses.
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
    clock: &'a dyn Fn() -> Duration,
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
        Self { decision, clock }
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
        (self.clock)()
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
