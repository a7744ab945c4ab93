//! `max_attempts` and `deadline`, which end a call, and `attempt_timeout`, which ends an attempt.

use proc_macro2::{Ident, Span};
use syn::Error;

use crate::options::raw::{self, OptionTokens};
use crate::options::value::{Count, Time, parse_count, parse_time};

/// Words of other libraries for `unlimited` or `never`.
const UNLIMITED: [&str; 6] = ["none", "None", "infinite", "infinity", "forever", "off"];

pub(crate) enum MaxAttempts {
    Unlimited(Span),
    Count(Count),
}

pub(crate) enum Deadline {
    Never,
    After(Time),
}

pub(crate) enum AttemptTimeout {
    Never,
    /// `attempt_timeout = policy`: that of `policy = P`.
    OfPolicy(Span),
    After(Time),
}

impl MaxAttempts {
    pub(crate) fn parse(name: &Ident, value: &OptionTokens) -> syn::Result<Self> {
        value.reject_quoted(name, &["unlimited"])?;
        raw::reject_foreign_word(name, value, &UNLIMITED, "unlimited")?;
        raw::reject_foreign_word(name, value, &["never"], "unlimited")?;
        match value.word() {
            Some(word) if word == "unlimited" => Ok(Self::Unlimited(word.span())),
            _ => parse_count(name, value).map(Self::Count),
        }
    }
}

impl Deadline {
    pub(crate) fn parse(name: &Ident, value: &OptionTokens) -> syn::Result<Self> {
        value.reject_quoted(name, &["never"])?;
        raw::reject_foreign_word(name, value, &UNLIMITED, "never")?;
        raw::reject_foreign_word(name, value, &["unlimited"], "never")?;
        match value.word() {
            Some(word) if word == "never" => Ok(Self::Never),
            _ => parse_time(name, value).map(Self::After),
        }
    }
}

/// Reads how long an attempt must last to reset the count.
pub(crate) fn parse_reset_after(name: &Ident, value: &OptionTokens) -> syn::Result<Time> {
    match value.word() {
        Some(word) if word == "never" || UNLIMITED.contains(&&*word.to_string()) => {
            Err(Error::new(
                word.span(),
                "the count begins anew only with `reset_after`: leave it out, or write a time, \
                 like `reset_after = \"1m\"`",
            ))
        }
        _ => parse_time(name, value),
    }
}

impl AttemptTimeout {
    pub(crate) fn parse(name: &Ident, value: &OptionTokens) -> syn::Result<Self> {
        value.reject_quoted(name, &["never", "policy"])?;
        raw::reject_foreign_word(name, value, &UNLIMITED, "never")?;
        raw::reject_foreign_word(name, value, &["unlimited"], "never")?;
        match value.word() {
            Some(word) if word == "never" => Ok(Self::Never),
            Some(word) if word == "policy" => Ok(Self::OfPolicy(word.span())),
            _ => parse_time(name, value).map(Self::After),
        }
    }

    /// Returns the span of the time, if an attempt is cut off.
    pub(crate) fn span(&self) -> Option<Span> {
        match self {
            Self::Never => None,
            Self::OfPolicy(span) => Some(*span),
            Self::After(time) => Some(time.span()),
        }
    }
}
