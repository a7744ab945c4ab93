//! Durations with units, also for fields that are not part of a policy.

use alloc::borrow::ToOwned;
use alloc::format;
use alloc::string::String;
use core::time::Duration;
use serde_core::de::{DeserializeSeed, Deserializer};

use super::scalar::{Field, Scalar};
use crate::parse;

/// Reads a duration with units, also into a type like `Option<Duration>`.
///
/// # Errors
///
/// A value that is not a duration. The message says what to write.
pub fn deserialize<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: From<Duration>,
{
    let field = Field {
        name: "duration",
        read: |_, value| unnamed(value),
    };
    field.deserialize(deserializer).map(T::from)
}

pub(super) fn named(name: &str, value: Scalar) -> Result<Duration, String> {
    unnamed(value).map_err(|message| format!("`{name}`: {message}"))
}

fn unnamed(value: Scalar) -> Result<Duration, String> {
    Err(match value {
        Scalar::Text(text) => return parse::duration::parse(text),
        Scalar::Integer(number @ 0..) => needs_unit(&number),
        Scalar::Float(number @ 0.0..f64::INFINITY) => needs_unit(&number),
        Scalar::Integer(_) | Scalar::Float(..0.0) => {
            "no duration is negative: write \"30s\"".to_owned()
        }
        _ => "this is no duration: write \"30s\"".to_owned(),
    })
}

fn needs_unit(number: &dyn core::fmt::Display) -> String {
    format!("a duration needs a unit: write \"{number}s\" or \"{number}ms\"")
}
