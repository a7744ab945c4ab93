//! A budget of one of the four kinds.

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::String;
use serde_core::de::{Deserialize, DeserializeSeed, Deserializer, MapAccess};

use super::scalar::{self, Field, Scalar};
use super::table::{Reader, Table};
use crate::budget::lock_free::Budget;
use crate::budget::lock_free::tokens::{RETRY_COST, SUCCESS_REFUND, TIMEOUT_COST};

/// A table of one rule. An empty one is [`Budget::new`].
///
/// | rule | fields | left out |
/// |---|---|---|
/// | [`ratio`](Budget::ratio) | `ratio = 0.2`, from 0; `min_per_second = 10`, `capacity = 100` | what is shown here |
/// | [`tokens`](Budget::tokens) | `tokens = 500`; [`retry_cost = 5`, `timeout_cost = 10`, `success_refund = 1`](Budget::costs), [`rate_limited_cost`](Budget::rate_limited_cost) | what is shown here, but for `tokens`; `rate_limited_cost` is `retry_cost` |
/// | [`throttle`](Budget::throttle) | `throttle = { max_tokens = 10, token_ratio = 0.1 }` | |
/// | [`adaptive`](Budget::adaptive) | `adaptive = 2`, from 1 | |
///
/// # Errors
///
/// A value or a field that cannot be, fields of two rules, and tokens that pay for no retry. The message
/// names the field and what to write instead.
impl<'de> Deserialize<'de> for Budget {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Reader(BudgetFields::default()).deserialize(deserializer)
    }
}

const THROTTLE: &str = "`throttle = { max_tokens = 10, token_ratio = 0.1 }`";

#[derive(Default)]
struct BudgetFields {
    first: Option<&'static str>,
    ratio: Option<f64>,
    min_per_second: Option<u32>,
    capacity: Option<u32>,
    tokens: Option<u32>,
    retry_cost: Option<u32>,
    timeout_cost: Option<u32>,
    rate_limited_cost: Option<u32>,
    success_refund: Option<u32>,
    throttle: Option<Budget>,
    adaptive: Option<f64>,
}

/// The rule that a field belongs to.
fn rule(name: &str) -> &'static str {
    match name {
        "ratio" | "min_per_second" | "capacity" => "ratio",
        "throttle" => "throttle",
        "adaptive" => "adaptive",
        _ => "tokens",
    }
}

impl Table for BudgetFields {
    type Output = Budget;

    fn names(&self) -> &'static [&'static str] {
        &[
            "ratio",
            "min_per_second",
            "capacity",
            "tokens",
            "retry_cost",
            "timeout_cost",
            "rate_limited_cost",
            "success_refund",
            "throttle",
            "adaptive",
        ]
    }

    fn example(&self) -> &'static str {
        "a budget like `{ ratio = 0.2, min_per_second = 10 }`"
    }

    fn advice(&self, word: &str) -> Option<String> {
        matches!(word, "max_tokens" | "token_ratio")
            .then(|| format!("unknown field `{word}`: it belongs to a throttle: write {THROTTLE}"))
    }

    fn conflict(&self, name: &str) -> Option<String> {
        let first = self.first?;
        let (one, other) = (rule(first), rule(name));
        (one != other).then(|| {
            format!(
                "`{name}` belongs to the rule `{other}`, and `{first}` to the rule `{one}`: \
                 keep one of the two rules"
            )
        })
    }

    fn read<'de, A: MapAccess<'de>>(
        &mut self,
        name: &'static str,
        map: &mut A,
    ) -> Result<(), A::Error> {
        self.first.get_or_insert(name);
        let count = match name {
            "ratio" => {
                let read = read_share;
                self.ratio = Some(map.next_value_seed(Field { name, read })?);
                return Ok(());
            }
            "adaptive" => {
                let read = multiplier;
                self.adaptive = Some(map.next_value_seed(Field { name, read })?);
                return Ok(());
            }
            "throttle" => {
                self.throttle = Some(map.next_value_seed(Reader(ThrottleFields::default()))?);
                return Ok(());
            }
            "min_per_second" => &mut self.min_per_second,
            "capacity" => &mut self.capacity,
            "tokens" => &mut self.tokens,
            "retry_cost" => &mut self.retry_cost,
            "timeout_cost" => &mut self.timeout_cost,
            "rate_limited_cost" => &mut self.rate_limited_cost,
            _ => &mut self.success_refund,
        };
        let read = read_count;
        *count = Some(map.next_value_seed(Field { name, read })?);
        Ok(())
    }

    fn finish(self) -> Result<Budget, String> {
        match self {
            Self {
                throttle: Some(throttle),
                ..
            } => Ok(throttle),
            Self {
                adaptive: Some(multiplier),
                ..
            } => Ok(Budget::adaptive(multiplier)),
            parts if parts.first.map(rule) == Some("tokens") => tokens(&parts),
            parts => Ok(ratio(&parts)),
        }
    }
}

fn multiplier(name: &str, value: Scalar) -> Result<f64, String> {
    match scalar::number(value) {
        Some(multiplier) if multiplier >= 1.0 => Ok(multiplier),
        Some(_) => Err(format!(
            "a multiplier below 1 refuses requests that the service would accept: write `{name} = 2`"
        )),
        None => Err(scalar::unquoted(name, value)
            .unwrap_or_else(|| format!("`{name}` takes a number: write `{name} = 2`"))),
    }
}

fn ratio(parts: &BudgetFields) -> Budget {
    let mut budget = parts.ratio.map_or_else(Budget::new, Budget::ratio);
    if let Some(retries) = parts.min_per_second {
        budget = budget.min_per_second(retries);
    }
    if let Some(retries) = parts.capacity {
        budget = budget.capacity(retries);
    }
    budget
}

fn tokens(parts: &BudgetFields) -> Result<Budget, String> {
    let Some(tokens) = parts.tokens else {
        return Err("a budget of tokens needs to know how many: write `tokens = 500`".to_owned());
    };
    let retry_cost = parts.retry_cost.unwrap_or(RETRY_COST);
    pays_for_a_retry(tokens.into(), retry_cost.into())?;
    let timeout_cost = parts.timeout_cost.unwrap_or(TIMEOUT_COST);
    let success_refund = parts.success_refund.unwrap_or(SUCCESS_REFUND);
    let budget = Budget::tokens(tokens).costs(retry_cost, timeout_cost, success_refund);
    Ok(match parts.rate_limited_cost {
        Some(cost) => budget.rate_limited_cost(cost),
        None => budget,
    })
}

pub(super) fn pays_for_a_retry(tokens: u64, retry_cost: u64) -> Result<(), String> {
    if tokens >= retry_cost {
        return Ok(());
    }
    Err(format!(
        "no retry can be paid for: it takes {retry_cost} of {tokens} tokens: \
         raise `tokens`, or lower `retry_cost`"
    ))
}

pub(super) fn has_tokens(max_tokens: u64) -> Result<(), String> {
    match max_tokens {
        0 => Err("a throttle without tokens allows no retry: write `max_tokens = 10`".to_owned()),
        _ => Ok(()),
    }
}

/// The table of gRPC's rule.
#[derive(Default)]
struct ThrottleFields {
    max_tokens: Option<u32>,
    token_ratio: Option<f64>,
}

impl Table for ThrottleFields {
    type Output = Budget;

    fn names(&self) -> &'static [&'static str] {
        &["max_tokens", "token_ratio"]
    }

    fn example(&self) -> &'static str {
        THROTTLE
    }

    fn advice(&self, _word: &str) -> Option<String> {
        None
    }

    fn read<'de, A: MapAccess<'de>>(
        &mut self,
        name: &'static str,
        map: &mut A,
    ) -> Result<(), A::Error> {
        match name {
            "max_tokens" => {
                let read = read_count;
                self.max_tokens = Some(map.next_value_seed(Field { name, read })?);
            }
            _ => {
                let read = read_share;
                self.token_ratio = Some(map.next_value_seed(Field { name, read })?);
            }
        }
        Ok(())
    }

    fn finish(self) -> Result<Budget, String> {
        match (self.max_tokens, self.token_ratio) {
            (Some(tokens), Some(ratio)) => {
                has_tokens(tokens.into())?;
                Ok(Budget::throttle(tokens, ratio))
            }
            _ => Err(format!(
                "`throttle` needs both its fields: write {THROTTLE}"
            )),
        }
    }
}

fn read_count(name: &str, value: Scalar) -> Result<u32, String> {
    match value {
        Scalar::Integer(number) => u32::try_from(number).ok(),
        _ => None,
    }
    .ok_or_else(|| match scalar::unquoted(name, value) {
        Some(message) => message,
        None => format!("`{name}` takes a whole number from 0 to {}", u32::MAX),
    })
}

/// Reads a number that is not negative.
fn read_share(name: &str, value: Scalar) -> Result<f64, String> {
    scalar::number(value)
        .filter(|number| *number >= 0.0)
        .ok_or_else(|| match scalar::unquoted(name, value) {
            Some(message) => message,
            None => format!("`{name}` takes a number that is not negative: write `{name} = 0.2`"),
        })
}
