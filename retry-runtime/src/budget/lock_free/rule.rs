//! The rule of a budget as plain numbers, and how it prints.

use core::fmt;

use super::{Budget, Kind};

/// What a budget was made of, in the words of configuration.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Rule {
    Ratio {
        ratio: f64,
        min_per_second: u32,
        capacity: u64,
    },
    Tokens {
        tokens: u64,
        retry_cost: u32,
        timeout_cost: u32,
        /// `retry_cost` unless it is set.
        rate_limited_cost: Option<u32>,
        success_refund: u32,
    },
    Throttle {
        max_tokens: u64,
        token_ratio: f64,
    },
    Adaptive {
        multiplier: f64,
    },
}

/// How many retries a ratio saves up unless it is set.
pub(crate) const DEFAULT_CAPACITY: u64 = 100;

impl Budget {
    pub(crate) fn rule(&self) -> Rule {
        match &self.0 {
            Kind::Ratio(ratio) => Rule::Ratio {
                ratio: ratio.share(),
                min_per_second: ratio.retries_per_second(),
                capacity: ratio.capacity(),
            },
            Kind::Tokens(tokens) => Rule::Tokens {
                tokens: tokens.bucket.capacity,
                retry_cost: tokens.retry_cost,
                timeout_cost: tokens.timeout_cost,
                rate_limited_cost: tokens.rate_limited_cost,
                success_refund: tokens.success_refund,
            },
            Kind::Throttle(throttle) => Rule::Throttle {
                max_tokens: throttle.max_tokens(),
                token_ratio: throttle.token_ratio(),
            },
            Kind::Adaptive(adaptive) => Rule::Adaptive {
                multiplier: adaptive.multiplier(),
            },
        }
    }
}

/// Prints the words of configuration.
///
/// ```
/// # use retries::Budget;
/// let budget = Budget::ratio(0.1).capacity(50);
/// assert_eq!(budget.to_string(), "ratio = 0.1, min_per_second = 10, capacity = 50");
/// ```
impl fmt::Display for Budget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.rule() {
            Rule::Ratio {
                ratio,
                min_per_second,
                capacity,
            } => {
                write!(f, "ratio = {ratio}, min_per_second = {min_per_second}")?;
                if capacity != DEFAULT_CAPACITY {
                    write!(f, ", capacity = {capacity}")?;
                }
                Ok(())
            }
            Rule::Tokens {
                tokens,
                retry_cost,
                timeout_cost,
                rate_limited_cost,
                success_refund,
            } => {
                write!(f, "tokens = {tokens}, retry_cost = {retry_cost}")?;
                write!(f, ", timeout_cost = {timeout_cost}")?;
                if let Some(cost) = rate_limited_cost {
                    write!(f, ", rate_limited_cost = {cost}")?;
                }
                write!(f, ", success_refund = {success_refund}")
            }
            Rule::Throttle {
                max_tokens,
                token_ratio,
            } => write!(
                f,
                "throttle(max_tokens = {max_tokens}, token_ratio = {token_ratio})"
            ),
            Rule::Adaptive { multiplier } => write!(f, "adaptive = {multiplier}"),
        }
    }
}
