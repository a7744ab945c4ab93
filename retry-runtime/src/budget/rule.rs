//! The interface of budgets: which retries may be made.

use core::fmt;
use core::time::Duration;

use crate::decision::Decision;

/// Decides which retries may be made: [`Budget`](crate::Budget), or one of your own.
///
/// Its methods are called by many threads, and should be quick: [`began`](Self::began) and
/// [`succeeded`](Self::succeeded) run in every call.
///
/// ```
/// use retries::{Ask, Rule, retry};
/// use std::sync::atomic::{AtomicBool, Ordering};
///
/// /// Retries only while an operator lets them.
/// #[derive(Default)]
/// struct Switch(AtomicBool);
///
/// impl Rule for Switch {
///     fn withdraw(&self, _: &Ask) -> Option<u32> {
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
    label = "neither `Budget` nor another `Rule`",
    note = "write `static BUDGET: retries::Budget = retries::Budget::new();` and `budget = BUDGET`"
)]
pub trait Rule {
    /// A call begins.
    fn began(&self) {}

    /// An attempt failed in a way that is worth a retry, whether or not one follows.
    fn failed(&self) {}

    /// Grants a retry by returning its cost, or refuses it with `None`. The cost, in any unit, is passed to
    /// [`succeeded`](Self::succeeded) or [`cancelled`](Self::cancelled).
    fn withdraw(&self, ask: &Ask) -> Option<u32>;

    /// A call succeeded. `last` is the cost of its last retry, or `None` at the first attempt.
    fn succeeded(&self, last: Option<u32>) {
        let _ = last;
    }

    /// The retry with this cost was never made: its call was dropped during the wait.
    fn cancelled(&self, amount: u32) {
        let _ = amount;
    }

    /// Returns how many retries are left, if that is a number. Dashboards show it; it decides nothing.
    fn available(&self) -> Option<u64> {
        None
    }
}

/// `None` grants every retry.
impl<R: Rule> Rule for Option<R> {
    #[inline]
    fn began(&self) {
        if let Some(rule) = self {
            rule.began();
        }
    }

    fn failed(&self) {
        if let Some(rule) = self {
            rule.failed();
        }
    }

    fn withdraw(&self, ask: &Ask) -> Option<u32> {
        match self {
            Some(rule) => rule.withdraw(ask),
            None => Some(0),
        }
    }

    #[inline]
    fn succeeded(&self, last: Option<u32>) {
        if let Some(rule) = self {
            rule.succeeded(last);
        }
    }

    fn cancelled(&self, amount: u32) {
        if let Some(rule) = self {
            rule.cancelled(amount);
        }
    }

    fn available(&self) -> Option<u64> {
        self.as_ref().and_then(Rule::available)
    }
}

/// Implements [`Rule`] for pointers to a rule.
macro_rules! forward_to_pointee {
    ($($pointer:ty),*) => {$(
        impl<R: Rule + ?Sized> Rule for $pointer {
            #[inline]
            fn began(&self) {
                R::began(self);
            }

            fn failed(&self) {
                R::failed(self);
            }

            fn withdraw(&self, ask: &Ask) -> Option<u32> {
                R::withdraw(self, ask)
            }

            #[inline]
            fn succeeded(&self, last: Option<u32>) {
                R::succeeded(self, last);
            }

            fn cancelled(&self, amount: u32) {
                R::cancelled(self, amount);
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

/// A request for one retry, which a [`Rule`] grants or refuses.
///
/// ```
/// use retries::{Ask, Rule};
///
/// struct NotAfterTimeouts;
///
/// impl Rule for NotAfterTimeouts {
///     fn withdraw(&self, ask: &Ask) -> Option<u32> {
///         (!ask.timed_out()).then_some(0)
///     }
/// }
/// ```
pub struct Ask<'a> {
    decision: Decision,
    clock: &'a dyn Fn() -> Duration,
}

impl<'a> Ask<'a> {
    /// A request for loops of your own: what `on` decided about the failure, and a clock that the rule may
    /// read.
    ///
    /// ```
    /// use retries::{Ask, Budget, Decision, Rule};
    /// use std::time::Instant;
    ///
    /// static BUDGET: Budget = Budget::new();
    ///
    /// let start = Instant::now();
    /// assert!(BUDGET.withdraw(&Ask::new(Decision::Retry, &|| start.elapsed())).is_some());
    /// ```
    #[must_use]
    pub const fn new(decision: Decision, clock: &'a dyn Fn() -> Duration) -> Self {
        Self { decision, clock }
    }

    /// Whether the failed attempt got no answer in time.
    ///
    /// ```
    /// # use retries::{Ask, Rule};
    /// # struct R;
    /// # impl Rule for R {
    /// fn withdraw(&self, ask: &Ask) -> Option<u32> {
    ///     Some(if ask.timed_out() { 10 } else { 5 })
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
    /// # use retries::{Ask, Rule};
    /// # struct R;
    /// # impl Rule for R {
    /// fn withdraw(&self, ask: &Ask) -> Option<u32> {
    ///     Some(if ask.throttled() { 5 } else { 14 })
    /// }
    /// # }
    /// ```
    #[must_use]
    pub const fn throttled(&self) -> bool {
        self.decision.is_throttled()
    }

    /// Returns the time since a moment that stays the same while the process runs. It reads tokio's clock in
    /// an async function, and the system's monotonic clock elsewhere.
    ///
    /// ```
    /// # use retries::{Ask, Rule};
    /// # struct EvenSeconds;
    /// # impl Rule for EvenSeconds {
    /// fn withdraw(&self, ask: &Ask) -> Option<u32> {
    ///     (ask.now().as_secs() % 2 == 0).then_some(0)
    /// }
    /// # }
    /// ```
    #[must_use]
    pub fn now(&self) -> Duration {
        (self.clock)()
    }
}

impl fmt::Debug for Ask<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut ask = f.debug_struct("Ask");
        ask.field("decision", &self.decision)
            .finish_non_exhaustive()
    }
}
