//! `max_attempts` and `deadline`, which end a call.

use proc_macro2::{Ident, Span};

use crate::options::raw::OptionTokens;
use crate::options::value::{Count, Time, parse_count, parse_time};

pub(crate) enum MaxAttempts {
    Unlimited(Span),
    Count(Count),
}

pub(crate) enum Deadline {
    Never,
    After(Time),
}

impl MaxAttempts {
    pub(crate) fn parse(name: &Ident, value: &OptionTokens) -> syn::Result<Self> {
        value.reject_quoted(name, &["unlimited"])?;
        match value.word() {
            Some(word) if word == "unlimited" => Ok(Self::Unlimited(word.span())),
            _ => parse_count(name, value).map(Self::Count),
        }
    }
}

impl Deadline {
    pub(crate) fn parse(name: &Ident, value: &OptionTokens) -> syn::Result<Self> {
        value.reject_quoted(name, &["never"])?;
        match value.word() {
            Some(word) if word == "never" => Ok(Self::Never),
            _ => parse_time(name, value).map(Self::After),
        }
    }
}
