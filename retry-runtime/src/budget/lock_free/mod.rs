//! A budget of retries that calls share.

use core::fmt;

mod atomic;
mod bucket;
mod ratio;
mod reserve;
mod throttle;
pub(crate) mod tokens;
mod window;

use ratio::Ratio;
use throttle::Throttle;
use tokens::Tokens;

use crate::budget::retry_budget::{RetryBudget, RetryRequest};

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
/// There are three kinds. [`ratio`](Self::ratio) grants retries as a share of the calls, and is the
/// default. [`tokens`](Self::tokens) and [`throttle`](Self::throttle) need no clock, and stop all
/// retries when most calls fail. Implement [`RetryBudget`] for a kind of your own.
///
/// # Deposits, withdrawals and refunds
///
/// - A call that begins makes its deposit, if the kind of budget has deposits.
/// - A failure that `on` would retry, with attempts and time left, withdraws its retry **before** the wait.
///   If the budget refuses, the call returns this failure at once; with `on_exhausted = wait` it returns after
///   the wait, so that a caller in a loop does not lose all pacing.
/// - A future that is dropped **during the wait** gives back what its retry took: nothing was sent. A future
///   that is dropped during an attempt does not: its request was sent, and counts as failed.
/// - A success may give back what its last retry took. A permanent failure changes nothing.
///
/// # How much
///
/// A service recovers only if calls and retries stay below what it can do. A ratio allows calls a second
/// × (1 + ratio) and the minimum besides. A service at 80 % load has room for 20 % more.
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
}

impl Budget {
    /// Retries of 20 % of the calls, and 10 a second besides: the defaults of Finagle 24.5, and of the
    /// service profiles of Linkerd 2.2 and later.
    ///
    /// ```
    /// # use retries::Budget;
    /// static BUDGET: Budget = Budget::new();
    /// assert_eq!(BUDGET.to_string(), "20 % of the calls and 10 a second");
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

    /// A budget of this many tokens. A retry costs 5, one after a time-out 10. A call that succeeds at
    /// once brings 1 back, one that succeeds after retries what its last retry cost.
    /// [`costs`](Self::costs) and [`rate_limited_cost`](Self::rate_limited_cost) set other amounts. It is the
    /// rule of the AWS SDKs' standard mode, of which [`aws_2_0`](Self::aws_2_0) and
    /// [`aws_2_1`](Self::aws_2_1) are the two versions.
    ///
    /// ```
    /// # use retries::Budget;
    /// static BUDGET: Budget = Budget::tokens(500);
    /// assert_eq!(BUDGET.to_string(), "500 tokens: 5 a retry, 10 after a time-out, 1 back a success");
    /// ```
    #[must_use]
    pub const fn tokens(capacity: u32) -> Self {
        Self(Kind::Tokens(Tokens::new(capacity)))
    }

    /// The standard mode of the AWS SDKs in their Retry Behavior 2.0: 500 tokens, 5 a retry, 10 after a
    /// time-out. `aws-smithy-runtime` 1.16, the runtime of the SDK for Rust, has it as its default.
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
    /// time-out, and 5 after a failure that says the server wants fewer requests. SDKs from May 2026
    /// (for Java 2.44) have it behind `AWS_NEW_RETRIES_2026=true`, and AWS announced it as their
    /// default from November 2026.
    ///
    /// ```
    /// # use retries::Budget;
    /// static BUDGET: Budget = Budget::aws_2_1();
    /// assert_eq!(
    ///     BUDGET.to_string(),
    ///     "500 tokens: 14 a retry, 14 after a time-out, 5 when rate limited, 1 back a success"
    /// );
    /// ```
    #[must_use]
    pub const fn aws_2_1() -> Self {
        Self::aws_2_0().costs(14, 14, 1).rate_limited_cost(5)
    }

    /// How many [`tokens`](Self::tokens) a retry costs, how many one after a time-out, and how many a call
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
    /// assert_eq!(BUDGET.to_string(), "while above half of 10 tokens, 0.1 back a success");
    /// ```
    #[must_use]
    pub const fn throttle(max_tokens: u32, token_ratio: f64) -> Self {
        Self(Kind::Throttle(Throttle::new(max_tokens, token_ratio)))
    }

    /// How many retries are saved up now, for a dashboard. Others may take them in the next moment.
    ///
    /// A ratio counts what calls have saved up, without the minimum a second.
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
        }
    }
}

impl Default for Budget {
    fn default() -> Self {
        Self::new()
    }
}

/// Prints its numbers.
impl fmt::Display for Budget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Kind::Ratio(ratio) => {
                let percent = ratio.percent();
                let minimum = ratio.retries_per_second();
                write!(f, "{percent} % of the calls and {minimum} a second")
            }
            Kind::Tokens(tokens) => {
                let Tokens {
                    bucket,
                    retry_cost,
                    timeout_cost,
                    rate_limited_cost,
                    success_refund,
                } = tokens;
                let capacity = bucket.capacity;
                write!(
                    f,
                    "{capacity} tokens: {retry_cost} a retry, {timeout_cost} after a time-out, "
                )?;
                if let Some(cost) = rate_limited_cost {
                    write!(f, "{cost} when rate limited, ")?;
                }
                write!(f, "{success_refund} back a success")
            }
            Kind::Throttle(throttle) => {
                let (tokens, ratio) = (throttle.max_tokens(), throttle.token_ratio());
                write!(
                    f,
                    "while above half of {tokens} tokens, {ratio} back a success"
                )
            }
        }
    }
}

impl RetryBudget for Budget {
    #[inline]
    fn deposit(&self) {
        if let Kind::Ratio(ratio) = &self.0 {
            ratio.deposit();
        }
    }

    fn on_failure(&self) {
        if let Kind::Throttle(throttle) = &self.0 {
            throttle.on_failure();
        }
    }

    fn withdraw(&self, request: &RetryRequest) -> Option<u32> {
        match &self.0 {
            Kind::Ratio(ratio) => ratio.withdraw(request),
            Kind::Tokens(tokens) => tokens.withdraw(request),
            Kind::Throttle(throttle) => throttle.withdraw(),
        }
    }

    #[inline]
    fn on_success(&self, last: Option<u32>) {
        match &self.0 {
            Kind::Ratio(_) => {}
            Kind::Tokens(tokens) => tokens.on_success(last),
            Kind::Throttle(throttle) => throttle.on_success(),
        }
    }

    fn refund(&self, amount: u32) {
        match &self.0 {
            Kind::Ratio(ratio) => ratio.refund(amount),
            Kind::Tokens(tokens) => tokens.bucket.add(amount.into()),
            Kind::Throttle(_) => {}
        }
    }

    fn available(&self) -> Option<u64> {
        Some(self.available())
    }
}
