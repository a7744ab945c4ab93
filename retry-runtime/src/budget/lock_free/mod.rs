//! A budget of retries that calls share.

mod adaptive;
mod atomic;
mod bucket;
mod history;
mod ratio;
mod reserve;
pub(crate) mod rule;
mod slot;
mod throttle;
pub(crate) mod tokens;
mod window;

use adaptive::Adaptive;
use ratio::Ratio;
use throttle::Throttle;
use tokens::Tokens;

use crate::budget::refused::Refused;
use crate::budget::retry_budget::{CallRequest, RetryBudget, RetryRequest};

/// A budget of retries that calls share: `budget = BUDGET`.
///
/// Attempts, cap and deadline bound one call. A budget bounds all of them together: it is what keeps
/// three attempts each from becoming three times the load just when a service has none to give. One
/// `static` serves a whole client, or a field of it does:
///
/// ```
/// use retries::{Budget, retry};
///
/// static BUDGET: Budget = Budget::new();
///
/// #[retry(budget = BUDGET, max_attempts = 5)]
/// fn get(key: &str) -> Result<String, std::io::Error> {
///     Ok(key.to_owned())
/// }
/// # assert_eq!(get("a").unwrap(), "a");
/// ```
///
/// There are four kinds. [`ratio`](Self::ratio) grants retries as a share of the calls, and is the
/// default. [`tokens`](Self::tokens) and [`throttle`](Self::throttle) need no clock, and stop all
/// retries when most calls fail. [`adaptive`](Self::adaptive) refuses first attempts too. Implement
/// [`RetryBudget`] for a kind of your own.
///
/// It prints in the words of configuration, and with the feature `serde` is read from them.
///
/// # Deposits, withdrawals and refunds
///
/// - A call that begins makes its deposit, if the kind of budget has deposits.
/// - A failure that `on` would retry, with attempts and time left, withdraws its retry **before** the wait.
///   If the budget refuses, the call returns this failure at once; with `on_exhausted = wait` it returns after
///   the wait, so that a caller in a loop does not lose all pacing.
/// - A future that is dropped **during the wait** gives back what its retry took: nothing was sent. A future
///   that is dropped during an attempt does not: its request was sent, and counts as failed.
/// - A success may give back what its last retry took. A permanent failure changes no balance.
///
/// # How much
///
/// A budget counts the calls of one process. A service recovers only if the calls and retries of all processes
/// stay below its capacity. With a ratio, the calls a second must be fewer than
/// (capacity − minimum × processes) / (1 + ratio).
///
/// # Cost
///
/// It is a few atomic integers without a lock, and exact whatever runs at the same time: never below zero,
/// never above its capacity. Calls only read a full budget, so that cores share it without slowing each
/// other.
#[derive(Debug)]
pub struct Budget(Kind);

#[derive(Debug)]
enum Kind {
    Ratio(Ratio),
    Tokens(Tokens),
    Throttle(Throttle),
    Adaptive(Adaptive),
}

impl Budget {
    /// Retries of 20 % of the calls, and 10 a second besides: the defaults of Finagle 24.5, and of the
    /// service profiles of Linkerd 2.2 and later.
    ///
    /// ```
    /// # use retries::Budget;
    /// static BUDGET: Budget = Budget::new();
    /// assert_eq!(BUDGET.to_string(), "ratio = 0.2, min_per_second = 10");
    /// ```
    #[must_use]
    pub const fn new() -> Self {
        Self::ratio(0.2)
    }

    /// Each call adds this share of a retry. Shares that are not used within ten seconds expire, in
    /// steps of one second. Only retries read the clock: calls between two of them count as spread
    /// evenly over the time between. [`capacity`](Self::capacity) limits what is saved up.
    /// Besides, for services with few calls, there is [`min_per_second`](Self::min_per_second).
    ///
    /// The ratio is exact to a millionth, and may be above 1; below 0, or not a number, it counts as 0.
    /// The rule comes from Finagle's `RetryBudget` (24.5), and is also the `retryBudget` of Linkerd's service
    /// profiles (2.2 and later). Retries that Linkerd makes for annotations of a service or route (2.16 and
    /// later) have no budget. Both differ from this rule in two things: their minimum is a reserve for ten
    /// seconds, which one burst may use, and only time limits what is saved up.
    ///
    /// ```
    /// # use retries::Budget;
    /// static BUDGET: Budget = Budget::ratio(0.1).min_per_second(3);
    /// ```
    #[must_use]
    pub const fn ratio(ratio: f64) -> Self {
        Self(Kind::Ratio(Ratio::new(ratio)))
    }

    /// How many retries a second a [`ratio`](Self::ratio) allows besides its share, 10 unless set.
    /// Other kinds stay as they are.
    ///
    /// ```
    /// # use retries::Budget;
    /// static STRICT: Budget = Budget::ratio(0.2).min_per_second(0);
    /// ```
    #[must_use]
    pub const fn min_per_second(mut self, retries: u32) -> Self {
        if let Kind::Ratio(ratio) = &mut self.0 {
            ratio.set_reserve(retries);
        }
        self
    }

    /// How many retries a [`ratio`](Self::ratio) may save up for a burst, 100 unless set; a full
    /// budget keeps them, however long ago the calls were. Other kinds stay as they are.
    ///
    /// ```
    /// # use retries::Budget;
    /// static LARGE: Budget = Budget::ratio(0.2).capacity(1000);
    /// ```
    #[must_use]
    pub const fn capacity(mut self, retries: u32) -> Self {
        if let Kind::Ratio(ratio) = &mut self.0 {
            ratio.set_capacity(retries);
        }
        self
    }

    /// A budget of this many tokens. A retry costs 5, one after a timeout 10. A call that succeeds at
    /// once brings 1 back, one that succeeds after retries what its last retry cost.
    /// [`costs`](Self::costs) and [`rate_limited_cost`](Self::rate_limited_cost) set other amounts. It is the
    /// rule of the AWS SDKs' standard mode, of which [`aws_2_0`](Self::aws_2_0) and
    /// [`aws_2_1`](Self::aws_2_1) are the two versions.
    ///
    /// ```
    /// # use retries::Budget;
    /// static BUDGET: Budget = Budget::tokens(500);
    /// assert_eq!(
    ///     BUDGET.to_string(),
    ///     "tokens = 500, retry_cost = 5, timeout_cost = 10, success_refund = 1"
    /// );
    /// ```
    #[must_use]
    pub const fn tokens(capacity: u32) -> Self {
        Self(Kind::Tokens(Tokens::new(capacity)))
    }

    /// The standard mode of the AWS SDKs in their Retry Behavior 2.0: 500 tokens, 5 a retry, 10 after a
    /// timeout. `aws-smithy-runtime` 1.16, the runtime of the SDK for Rust, has it as its default.
    ///
    /// ```
    /// # use retries::Budget;
    /// static BUDGET: Budget = Budget::aws_2_0();
    /// # assert_eq!(BUDGET.to_string(), Budget::tokens(500).to_string());
    /// ```
    #[must_use]
    pub const fn aws_2_0() -> Self {
        Self::tokens(500)
    }

    /// The standard mode of the AWS SDKs in their Retry Behavior 2.1: 500 tokens, 14 a retry, also after a
    /// timeout, and 5 after a failure that says the server wants fewer requests. SDKs from May 2026
    /// (for Java 2.44) have it behind `AWS_NEW_RETRIES_2026=true`, and AWS announced it as their
    /// default from November 2026.
    ///
    /// ```
    /// # use retries::Budget;
    /// static BUDGET: Budget = Budget::aws_2_1();
    /// assert_eq!(
    ///     BUDGET.to_string(),
    ///     "tokens = 500, retry_cost = 14, timeout_cost = 14, rate_limited_cost = 5, success_refund = 1"
    /// );
    /// ```
    #[must_use]
    pub const fn aws_2_1() -> Self {
        Self::aws_2_0().costs(14, 14, 1).rate_limited_cost(5)
    }

    /// How many [`tokens`](Self::tokens) a retry costs, how many one after a timeout, and how many a call
    /// that succeeds at once brings back. Other kinds stay as they are.
    ///
    /// ```
    /// # use retries::Budget;
    /// static BUDGET: Budget = Budget::tokens(100).costs(1, 2, 1);
    /// ```
    #[must_use]
    pub const fn costs(mut self, retry: u32, after_timeout: u32, success: u32) -> Self {
        if let Kind::Tokens(tokens) = &mut self.0 {
            tokens.retry_cost = retry;
            tokens.timeout_cost = after_timeout;
            tokens.success_refund = success;
        }
        self
    }

    /// How many [`tokens`](Self::tokens) a retry costs after a failure that says the server wants fewer
    /// requests, such as a 429: as many as other retries unless set. Other kinds stay as they are.
    ///
    /// ```
    /// # use retries::Budget;
    /// static BUDGET: Budget = Budget::tokens(100).rate_limited_cost(2);
    /// ```
    #[must_use]
    pub const fn rate_limited_cost(mut self, cost: u32) -> Self {
        if let Kind::Tokens(tokens) = &mut self.0 {
            tokens.rate_limited_cost = Some(cost);
        }
        self
    }

    /// Each failure that is worth a retry takes one of `max_tokens`, each success brings `token_ratio`
    /// of one, and retries are made only while there are more than half. The ratio is rounded to a
    /// thousandth. It is gRPC's retry throttling (proposal A6).
    ///
    /// ```
    /// # use retries::Budget;
    /// static BUDGET: Budget = Budget::throttle(10, 0.1);
    /// assert_eq!(BUDGET.to_string(), "throttle(max_tokens = 10, token_ratio = 0.1)");
    /// ```
    #[must_use]
    pub const fn throttle(max_tokens: u32, token_ratio: f64) -> Self {
        Self(Kind::Throttle(Throttle::new(max_tokens, token_ratio)))
    }

    /// Refuses requests that the service would not accept: retries, and the first attempts of calls too, whose
    /// error is then made from a [`Refused`]. It is the client-side throttling of Google's "Site Reliability
    /// Engineering" (2016), chapter 21, "Handling Overload". Of the last two minutes it knows how many
    /// requests there were and how many the service accepted, and refuses the next one with the probability
    /// max(0, (requests − `multiplier` × accepts) / (requests + 1)).
    ///
    /// The book finds 2 a good multiplier: a service that is overloaded then has to reject about one request
    /// for each that it accepts. A smaller one spares the service more, a larger one notices sooner that it
    /// recovers. The multiplier is rounded to a thousandth; below 1, or not a number, it counts as 1, with
    /// which requests are refused from the first failure on.
    ///
    /// - A success is accepted, and so is a permanent failure: the service did its work.
    /// - A failure that is worth a retry is not accepted, nor is a request that was refused here, which counts
    ///   too, as in the book.
    /// - A request counts when its outcome is known. Otherwise a program that starts with a hundred calls at once
    ///   would have a hundred requests and no accepted one. A request whose future is dropped does not count.
    /// - Two minutes are twelve steps of ten seconds. Without a failure neither the clock nor a random number is
    ///   read: successes before the first failure count as spread evenly over the time before it.
    ///
    /// ```
    /// use retries::{Budget, Refused, retry};
    ///
    /// static BUDGET: Budget = Budget::adaptive(2.0);
    ///
    /// #[retry(budget = BUDGET)]
    /// fn get(key: &str) -> Result<String, std::io::Error> {
    ///     Ok(key.to_owned())
    /// }
    /// # assert_eq!(get("a").unwrap(), "a");
    /// ```
    #[must_use]
    pub const fn adaptive(multiplier: f64) -> Self {
        Self(Kind::Adaptive(Adaptive::new(multiplier)))
    }

    /// How many retries are saved up now, for a dashboard. Others may take them in the next moment.
    ///
    /// A ratio counts what calls have saved up, without the minimum a second. An adaptive budget counts the
    /// requests that may fail before it refuses the first.
    ///
    /// ```
    /// # use retries::Budget;
    /// assert_eq!(Budget::tokens(500).available(), 100);
    /// ```
    #[must_use]
    pub fn available(&self) -> u64 {
        match &self.0 {
            Kind::Ratio(ratio) => ratio.retries(),
            Kind::Tokens(tokens) => {
                let balance = tokens.bucket.balance();
                balance
                    .checked_div(tokens.retry_cost.into())
                    .unwrap_or(u64::MAX)
            }
            Kind::Throttle(throttle) => throttle.retries(),
            Kind::Adaptive(adaptive) => adaptive.retries(),
        }
    }
}

impl Default for Budget {
    fn default() -> Self {
        Self::new()
    }
}

impl RetryBudget for Budget {
    #[inline]
    fn deposit(&self) {
        if let Kind::Ratio(ratio) = &self.0 {
            ratio.deposit();
        }
    }

    #[inline]
    fn admit(&self, call: &CallRequest) -> Result<(), Refused> {
        match &self.0 {
            Kind::Ratio(ratio) => ratio.deposit(),
            Kind::Adaptive(adaptive) => return adaptive.admit(call),
            Kind::Tokens(_) | Kind::Throttle(_) => {}
        }
        Ok(())
    }

    fn on_failure(&self) {
        match &self.0 {
            Kind::Throttle(throttle) => throttle.on_failure(),
            Kind::Adaptive(adaptive) => adaptive.history.rejects.add_one(),
            Kind::Ratio(_) | Kind::Tokens(_) => {}
        }
    }

    fn on_permanent_failure(&self) {
        if let Kind::Adaptive(adaptive) = &self.0 {
            adaptive.history.accepts.add_one();
        }
    }

    fn withdraw(&self, request: &RetryRequest) -> Option<u32> {
        match &self.0 {
            Kind::Ratio(ratio) => ratio.withdraw(request),
            Kind::Tokens(tokens) => tokens.withdraw(request),
            Kind::Throttle(throttle) => throttle.withdraw(),
            Kind::Adaptive(adaptive) => adaptive.withdraw(request),
        }
    }

    #[inline]
    fn on_success(&self, last: Option<u32>) {
        match &self.0 {
            Kind::Ratio(_) => {}
            Kind::Tokens(tokens) => tokens.on_success(last),
            Kind::Throttle(throttle) => throttle.on_success(),
            Kind::Adaptive(adaptive) => adaptive.history.accepts.add_one(),
        }
    }

    fn refund(&self, amount: u32) {
        match &self.0 {
            Kind::Ratio(ratio) => ratio.refund(amount),
            Kind::Tokens(tokens) => tokens.bucket.add(amount.into()),
            Kind::Throttle(_) | Kind::Adaptive(_) => {}
        }
    }

    fn available(&self) -> Option<u64> {
        Some(self.available())
    }
}
