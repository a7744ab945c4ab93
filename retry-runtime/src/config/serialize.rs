//! Policies and budgets as configuration, in the form that they are read in.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::time::Duration;
use serde_core::ser::{Error, Serialize, SerializeMap, Serializer};

use crate::backoff::{Backoff, Growth};
use crate::budget::lock_free::Budget;
use crate::budget::lock_free::rule::Rule;
use crate::config::budget::{has_tokens, pays_for_a_retry};
use crate::jitter::Jitter;
use crate::policy::{Deadline, MaxAttempts, Policy};

/// A table of what was set. What was left out is left out, and so means the same when it is read. A policy
/// with an error can be written and is refused when it is read.
///
/// # Errors
///
/// A [`Backoff::custom`], which is a function.
///
/// ```
/// use retries::{Backoff, Jitter, Policy};
/// use std::time::Duration;
///
/// let policy = Policy::new()
///     .backoff(Backoff::fixed(Duration::from_millis(1500)))
///     .jitter(Jitter::Full);
/// let text = toml::to_string(&policy)?;
/// assert_eq!(text, "jitter = \"full\"\nfixed = \"1.5s\"\n");
/// assert_eq!(toml::from_str::<Policy>(&text)?, policy);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
impl Serialize for Policy {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        policy(self)
            .map_err(S::Error::custom)?
            .serialize(serializer)
    }
}

/// A table of one backoff by its name.
///
/// # Errors
///
/// A [`Backoff::custom`], which is a function.
impl Serialize for Backoff {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = Fields::default();
        add_backoff(&mut fields, self).map_err(S::Error::custom)?;
        fields.serialize(serializer)
    }
}

/// A word or a ratio.
impl Serialize for Jitter {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        jitter(*self).serialize(serializer)
    }
}

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

enum Value {
    Word(&'static str),
    Time(Duration),
    Count(u64),
    Number(f64),
    Table(Fields),
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Word(word) => serializer.serialize_str(word),
            Self::Time(time) => serializer.collect_str(&format_args!("{time:?}")),
            Self::Count(count) => serializer.serialize_u64(*count),
            Self::Number(number) => serializer.serialize_f64(*number),
            Self::Table(fields) => fields.serialize(serializer),
        }
    }
}

/// Fields in an order that every format can write: in TOML tables come last.
#[derive(Default)]
struct Fields(Vec<(&'static str, Value)>);

impl Fields {
    fn add(&mut self, name: &'static str, value: Value) {
        self.0.push((name, value));
    }

    fn add_time(&mut self, name: &'static str, nanos: u64) {
        self.add(name, Value::Time(Duration::from_nanos(nanos)));
    }

    fn add_count(&mut self, name: &'static str, count: impl Into<u64>) {
        self.add(name, Value::Count(count.into()));
    }
}

impl Serialize for Fields {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, value) in &self.0 {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

fn policy(policy: &Policy) -> Result<Fields, String> {
    let mut fields = Fields::default();
    if let Some(kind) = policy.jitter {
        fields.add("jitter", jitter(kind));
    }
    match policy.max_attempts {
        MaxAttempts::Unset => {}
        MaxAttempts::Count(count) => fields.add_count("max_attempts", count),
        MaxAttempts::Unlimited => fields.add("max_attempts", Value::Word("unlimited")),
    }
    match policy.deadline {
        Deadline::Unset => {}
        Deadline::After(nanos) => fields.add_time("deadline", nanos),
        Deadline::Never => fields.add("deadline", Value::Word("never")),
    }
    if let Some(time) = policy.attempt_time_limit() {
        fields.add("attempt_timeout", Value::Time(time));
    }
    if let Some(time) = policy.explicit_max_retry_after() {
        fields.add("max_retry_after", Value::Time(time));
    }
    if let Some(backoff) = &policy.backoff {
        add_backoff(&mut fields, backoff)?;
    }
    if let Some(backoff) = &policy.rate_limited {
        let mut table = Fields::default();
        add_backoff(&mut table, backoff)?;
        fields.add("rate_limited", Value::Table(table));
    }
    if policy.stops_nested() {
        fields.add("nested", Value::Word("stop"));
    }
    Ok(fields)
}

fn add_backoff(fields: &mut Fields, backoff: &Backoff) -> Result<(), String> {
    let mut table = Fields::default();
    let name = match backoff.growth() {
        Growth::Fixed { base } => {
            fields.add_time("fixed", base);
            return Ok(());
        }
        Growth::Doubling { base, .. } => {
            table.add_time("base", base);
            "exp"
        }
        Growth::Exponential { base, thousandths } => {
            table.add_time("base", base);
            table.add("factor", Value::Number(f64::from(thousandths) / 1000.0));
            "exp"
        }
        Growth::Linear { base, step } => {
            table.add_time("base", base);
            table.add_time("step", step);
            "linear"
        }
        Growth::Fibonacci { base } => {
            table.add_time("base", base);
            "fibonacci"
        }
        Growth::Custom(_) => {
            return Err(format!(
                "`{backoff}` is a function, which cannot be written: \
                 use another backoff, like `Backoff::exponential`"
            ));
        }
    };
    if let Some(cap) = backoff.cap_time() {
        table.add("cap", Value::Time(cap));
    }
    fields.add(name, Value::Table(table));
    Ok(())
}

fn jitter(jitter: Jitter) -> Value {
    Value::Word(match jitter {
        Jitter::None => "none",
        Jitter::Additive => "additive",
        Jitter::Full => "full",
        Jitter::Equal => "equal",
        Jitter::Decorrelated => "decorrelated",
        Jitter::Ratio(ratio) => return Value::Number(ratio.share()),
    })
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
