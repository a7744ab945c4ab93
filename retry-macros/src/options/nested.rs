//! `nested`, which says whether a call is retried whose attempt already made retries inside.

use proc_macro2::{Ident, Span};
use syn::Error;

use crate::options::raw::{self, OptionTokens};

/// Words that a user might expect instead of `retry`.
const RETRIED: [&str; 6] = ["none", "None", "never", "off", "allow", "multiply"];

#[derive(Clone, Copy)]
pub(crate) enum Nested {
    Stop(Span),
    Retry(Span),
}

impl Nested {
    pub(crate) fn parse(name: &Ident, value: &OptionTokens) -> syn::Result<Self> {
        value.reject_quoted(name, &["stop", "retry"])?;
        raw::reject_foreign_word(name, value, &RETRIED, "retry")?;
        match value.word() {
            Some(word) if word == "stop" => Ok(Self::Stop(word.span())),
            Some(word) if word == "retry" => Ok(Self::Retry(word.span())),
            _ => Err(Error::new(
                value.span(),
                "`nested` takes `stop` or `retry`: write `nested = stop` to give up after an attempt in which a \
                 call inside made a retry",
            )),
        }
    }

    pub(crate) fn span(self) -> Span {
        match self {
            Self::Stop(span) | Self::Retry(span) => span,
        }
    }
}
