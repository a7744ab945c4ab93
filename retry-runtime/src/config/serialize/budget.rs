//! Budgets.

use alloc::string::String;
use serde_core::ser::{Error, Serialize, Serializer};

use super::{Fields, Value};
use crate::budget::lock_free::Budget;
use crate::budget::lock_free::rule::Rule;
use crate::config::budget::{has_tokens, pays_for_a_retry};

/// A table of the rule and its numbers, not of what is saved up.
impl Serialize for Budget {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let rule = self.rule();
        can_be_read(&rule).map_err(S::Error::custom)?;
        budget(&rule).serialize(serializer)
    }
}

/// Returns an error for a budget that never grants a retry, which no configuration may have.
fn can_be_read(rule: &Rule) -> Result<(), String> {
    match *rule {
        Rule::Tokens {
            tokens, retry_cost, ..
        } => pays_for_a_retry(tokens, retry_cost.into()),
        Rule::Throttle { max_tokens, .. } => has_tokens(max_tokens),
        Rule::Ratio { .. } | Rule::Adaptive { .. } => Ok(()),
    }
}

fn budget(rule: &Rule) -> Fields {
    let mut fields = Fields::default();
    match *rule {
        Rule::Ratio {
            ratio,
            min_per_second,
            capacity,
        } => {
            fields.add("ratio", Value::Number(ratio));
            fields.add_count("min_per_second", min_per_second);
            fields.add_count("capacity", capacity);
        }
        Rule::Tokens {
            tokens,
            retry_cost,
            timeout_cost,
            rate_limited_cost,
            success_refund,
        } => {
            fields.add_count("tokens", tokens);
            fields.add_count("retry_cost", retry_cost);
            fields.add_count("timeout_cost", timeout_cost);
            if let Some(cost) = rate_limited_cost {
                fields.add_count("rate_limited_cost", cost);
            }
            fields.add_count("success_refund", success_refund);
        }
        Rule::Throttle {
            max_tokens,
            token_ratio,
        } => {
            let mut table = Fields::default();
            table.add_count("max_tokens", max_tokens);
            table.add("token_ratio", Value::Number(token_ratio));
            fields.add("throttle", Value::Table(table));
        }
        Rule::Adaptive { multiplier } => fields.add("adaptive", Value::Number(multiplier)),
    }
    fields
}
