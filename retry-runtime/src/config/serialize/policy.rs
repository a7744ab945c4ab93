//! Policies and jitter.

use alloc::format;
use alloc::string::String;
use serde_core::ser::{Error, Serialize, Serializer};

use super::{Fields, Value};
use crate::backoff::{Backoff, Growth};
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
    if let Some(time) = policy.reset_time() {
        fields.add("reset_after", Value::Time(time));
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
