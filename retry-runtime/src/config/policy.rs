//! A whole policy.

use alloc::string::String;
use core::time::Duration;
use serde_core::de::{Deserialize, DeserializeSeed, Deserializer, MapAccess};

use super::backoff::{Named, SingleBackoff};
use super::limits::{Limit, MaxAttempts, Nested, limit, max_attempts, nested};
use super::scalar::Field;
use super::table::{Reader, Table};
use super::{duration, fields, jitter, policy_error};
use crate::backoff::Backoff;
use crate::jitter::Jitter;
use crate::policy::Policy;

/// A table in the attribute's words. What is left out follows from the rest, as for every
/// [`Policy`](Policy#what-is-left-out).
///
/// | field | value | left out |
/// |---|---|---|
/// | `exp` | `{ base = "1s", cap = "60s", factor = 2 }`, a factor from 1 | |
/// | `fixed` | `"2s"` | |
/// | `linear` | `{ base = "1s", step = "1s", cap = "10s" }` | |
/// | `fibonacci` | `{ base = "1s", cap = "60s" }` | |
/// | `jitter` | `"additive"` or `true`, `"full"`, `"equal"`, `"decorrelated"`, `"none"` or `false`, or a ratio from 0 to 1 | `false`, or `true` without a backoff |
/// | `max_attempts` | a whole number from 1, or `"unlimited"` | 3, or `"unlimited"` with a deadline |
/// | `deadline` | a duration, or `"never"` | none |
/// | `attempt_timeout` | a duration, or `"never"` | `"never"` |
/// | `max_retry_after` | a duration | `"5m"` |
/// | `reset_after` | a duration | never |
/// | `rate_limited` | `{ exp = { base = "1s", cap = "20s" } }`, or another of the four | as the backoff |
/// | `nested` | `"stop"` or `"retry"` | `"retry"` |
///
/// A duration is a text with units, `"500ms"`, `"1m 30s"`, `"1.5s"`; the units are `ns`, `us`, `ms`, `s`,
/// `m`, `h` and `d`.
///
/// # Errors
///
/// A value or a field that cannot be, a second backoff, and whatever [`Policy::validate`] finds. The
/// message names the field and what to write instead. A format must tell texts and numbers apart by
/// itself, as TOML, JSON and YAML do.
impl<'de> Deserialize<'de> for Policy {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Reader(PolicyFields::default()).deserialize(deserializer)
    }
}

#[derive(Default)]
struct PolicyFields {
    backoff: Option<Named>,
    jitter: Option<Jitter>,
    max_attempts: Option<MaxAttempts>,
    deadline: Option<Limit>,
    attempt_timeout: Option<Limit>,
    max_retry_after: Option<Duration>,
    reset_after: Option<Duration>,
    rate_limited: Option<Backoff>,
    nested: Option<Nested>,
}

impl Table for PolicyFields {
    type Output = Policy;

    fn names(&self) -> &'static [&'static str] {
        &fields::NAMES
    }

    fn example(&self) -> &'static str {
        "a policy like `{ exp = { base = \"1s\", cap = \"60s\" }, jitter = true, max_attempts = 5 }`"
    }

    fn advice(&self, word: &str) -> Option<String> {
        fields::advice(word)
    }

    fn conflict(&self, name: &str) -> Option<String> {
        self.backoff.as_ref().and_then(|first| first.conflict(name))
    }

    fn read<'de, A: MapAccess<'de>>(
        &mut self,
        name: &'static str,
        map: &mut A,
    ) -> Result<(), A::Error> {
        match name {
            "jitter" => self.jitter = Some(map.next_value_seed(jitter::FIELD)?),
            "max_attempts" => {
                let read = max_attempts;
                self.max_attempts = Some(map.next_value_seed(Field { name, read })?);
            }
            "deadline" => {
                let read = limit;
                self.deadline = Some(map.next_value_seed(Field { name, read })?);
            }
            "attempt_timeout" => {
                let read = limit;
                self.attempt_timeout = Some(map.next_value_seed(Field { name, read })?);
            }
            "max_retry_after" => {
                let read = duration::named;
                self.max_retry_after = Some(map.next_value_seed(Field { name, read })?);
            }
            "reset_after" => {
                let read = duration::named;
                self.reset_after = Some(map.next_value_seed(Field { name, read })?);
            }
            "rate_limited" => {
                let example = "`rate_limited = { exp = { base = \"1s\", cap = \"20s\" } }`";
                self.rate_limited = Some(map.next_value_seed(Reader(SingleBackoff::new(example)))?);
            }
            "nested" => {
                let read = nested;
                self.nested = Some(map.next_value_seed(Field { name, read })?);
            }
            backoff => self.backoff = Some(Named::read(backoff, map)?),
        }
        Ok(())
    }

    fn finish(self) -> Result<Policy, String> {
        let policy = self.policy();
        match policy.validate() {
            Ok(()) => Ok(policy),
            Err(error) => Err(policy_error::sentence(&error)),
        }
    }
}

impl PolicyFields {
    fn policy(self) -> Policy {
        let mut policy = Policy::new();
        if let Some(Named { backoff, .. }) = self.backoff {
            policy = policy.backoff(backoff);
        }
        if let Some(jitter) = self.jitter {
            policy = policy.jitter(jitter);
        }
        policy = match self.max_attempts {
            Some(MaxAttempts::Count(count)) => policy.max_attempts(count),
            Some(MaxAttempts::Unlimited) => policy.unlimited_attempts(),
            None => policy,
        };
        if let Some(deadline) = self.deadline {
            policy = policy.deadline(deadline.duration());
        }
        if let Some(attempt_timeout) = self.attempt_timeout {
            policy = policy.attempt_timeout(attempt_timeout.duration());
        }
        if let Some(max_retry_after) = self.max_retry_after {
            policy = policy.max_retry_after(max_retry_after);
        }
        if let Some(reset_after) = self.reset_after {
            policy = policy.reset_after(reset_after);
        }
        if let Some(rate_limited) = self.rate_limited {
            policy = policy.rate_limited(rate_limited);
        }
        match self.nested {
            Some(Nested::Stop) => policy.stop_nested(),
            Some(Nested::Retry) | None => policy,
        }
    }
}
