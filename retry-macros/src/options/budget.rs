//! `budget`, `budget = B` and `on_exhausted`.

use proc_macro2::{Ident, Span, TokenTree};
use syn::Error;

use crate::options::list::{Form, RawOption};
use crate::options::raw::OptionTokens;
use crate::tokens;

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
                let value = option.code("budget` or `budget = BUDGET")?;
                reject_word(&value)?;
                reject_new_budget(&value)?;
                Ok(Self::Expr(value))
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

fn reject_word(value: &OptionTokens) -> syn::Result<()> {
    match value.word() {
        Some(word) if word == "never" || word == "None" => Err(Error::new(
            word.span(),
            "write `budget = none` to take the budget of a bundle away, and leave it out otherwise",
        )),
        _ => Ok(()),
    }
}

// Input:
//     Budget::new()    retries::Budget::ratio(0.1).min_per_second(1)    BUDGET    self.budget()
//
// Output:
//     error            error                                            ok        ok
/// Rejects a budget that the expression makes: no two calls would share it.
fn reject_new_budget(value: &OptionTokens) -> syn::Result<()> {
    let tokens = value.as_slice();
    let is_path =
        |token: &&TokenTree| matches!(token, TokenTree::Ident(_)) || tokens::is_punct(token, ':');
    let path = &tokens[..tokens.iter().take_while(is_path).count()];
    match (path, tokens.get(path.len())) {
        ([.., budget, _, _, TokenTree::Ident(_)], Some(TokenTree::Group(_)))
            if tokens::is_word(budget, "Budget") =>
        {
            Err(Error::new(
                value.span(),
                "a budget made here is new in each call, so that no calls share it: write `budget` alone, or \
                 `static BUDGET: Budget = …;` and `budget = BUDGET`",
            ))
        }
        _ => Ok(()),
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
