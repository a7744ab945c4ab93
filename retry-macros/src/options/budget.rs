//! `budget`, `budget = B` and `on_exhausted`.

use proc_macro2::{Ident, Span, TokenTree};
use syn::Error;

use crate::options::list::{Form, RawOption};
use crate::options::raw::OptionTokens;

pub(crate) enum Budget {
    /// `budget`: a new one with the defaults.
    Own(Span),
    /// `budget` on an `impl` block: the `static` with this name, which all its methods share.
    OfBlock(Ident),
    /// `budget = B`
    Expr(OptionTokens),
}

/// What a call does when the budget refuses a retry.
pub(crate) enum OnExhausted {
    Return(Span),
    Wait(Span),
}

impl Budget {
    pub(crate) fn parse(option: RawOption) -> syn::Result<Self> {
        match option.form {
            Form::Bare => Ok(Self::Own(option.name.span())),
            Form::Value(_) | Form::List(_) => {
                option.code("budget` or `budget = BUDGET").map(Self::Expr)
            }
        }
    }

    pub(crate) fn span(&self) -> Span {
        match self {
            Self::Own(span) => *span,
            Self::OfBlock(name) => name.span(),
            Self::Expr(expr) => expr.span(),
        }
    }
}

impl OnExhausted {
    pub(crate) fn parse(option: RawOption) -> syn::Result<Self> {
        let name = option.name.clone();
        let value = option.value("on_exhausted = wait")?;
        value.reject_quoted(&name, &["wait", "return"])?;
        match value.single() {
            Some(TokenTree::Ident(word)) if word == "wait" => Ok(Self::Wait(word.span())),
            Some(TokenTree::Ident(word)) if word == "return" => Ok(Self::Return(word.span())),
            _ => Err(Error::new(
                value.span(),
                "`on_exhausted` is `wait`, to return after the wait, or `return`, to return at once",
            )),
        }
    }

    pub(crate) fn span(&self) -> Span {
        match self {
            Self::Return(span) | Self::Wait(span) => *span,
        }
    }
}
