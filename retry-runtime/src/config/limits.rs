//! `max_attempts = 5`, `deadline = "30s"`, `attempt_timeout = "2s"` and `nested = "stop"`.

use alloc::format;
use alloc::string::String;
use core::time::Duration;

use super::duration;
use super::scalar::{self, Scalar};

#[derive(Clone, Copy)]
pub(super) enum MaxAttempts {
    Unlimited,
    Count(u32),
}

pub(super) fn max_attempts(name: &str, value: Scalar) -> Result<MaxAttempts, String> {
    Err(match value {
        Scalar::Text("unlimited") => return Ok(MaxAttempts::Unlimited),
        Scalar::Integer(0) => {
            format!("`{name}` counts the first call too: write `{name} = 1` to never retry")
        }
        Scalar::Integer(number @ 1..) => match u32::try_from(number) {
            Ok(count) => return Ok(MaxAttempts::Count(count)),
            Err(_) => format!(
                "`{name}` is at most {}: write `{name} = \"unlimited\"`",
                u32::MAX
            ),
        },
        value => scalar::unquoted(name, value).unwrap_or_else(|| {
            format!("`{name}` takes a whole number: write `{name} = 5` or `{name} = \"unlimited\"`")
        }),
    })
}

#[derive(Clone, Copy)]
pub(super) enum Nested {
    Stop,
    Retry,
}

pub(super) fn nested(name: &str, value: Scalar) -> Result<Nested, String> {
    match value {
        Scalar::Text("stop") => Ok(Nested::Stop),
        Scalar::Text("retry") => Ok(Nested::Retry),
        Scalar::Text(word @ ("none" | "never" | "off")) => Err(format!(
            "`{word}` is `retry` here: write `{name} = \"retry\"`"
        )),
        _ => Err(format!(
            "`{name}` takes one of two words: write `{name} = \"stop\"` or `{name} = \"retry\"`"
        )),
    }
}

#[derive(Clone, Copy)]
pub(super) enum Limit {
    Never,
    After(Duration),
}

pub(super) fn limit(name: &str, value: Scalar) -> Result<Limit, String> {
    match value {
        Scalar::Text("never") => Ok(Limit::Never),
        value => duration::named(name, value).map(Limit::After),
    }
}

impl Limit {
    /// Returns the duration as the builder of a policy takes it.
    pub(super) const fn duration(self) -> Duration {
        match self {
            Self::Never => Duration::MAX,
            Self::After(duration) => duration,
        }
    }
}
