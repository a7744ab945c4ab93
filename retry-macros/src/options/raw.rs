//! The value of an option as tokens, before its type is known.

use proc_macro2::{Delimiter, Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, TokenStreamExt};
use syn::{Error, Lit, LitStr, Path, parse2};

use crate::tokens;

/// The tokens after `name =`. Code, such as `on = is_transient`, stays in this form.
pub(crate) struct OptionTokens(Vec<TokenTree>);

impl OptionTokens {
    pub(crate) fn new(tokens: &[TokenTree]) -> Self {
        Self(tokens.to_vec())
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn as_slice(&self) -> &[TokenTree] {
        &self.0
    }

    pub(crate) fn span(&self) -> Span {
        tokens::span(&self.0)
    }

    /// Returns the only token, if there is exactly one.
    pub(crate) fn single(&self) -> Option<TokenTree> {
        single(&self.0)
    }

    /// Returns the value as an identifier, if it is one and not a keyword.
    pub(crate) fn word(&self) -> Option<Ident> {
        match self.single()? {
            word @ TokenTree::Ident(_) => parse2(word.into()).ok(),
            _ => None,
        }
    }

    /// Returns the value as a path, if it is one.
    pub(crate) fn path(&self) -> Option<Path> {
        tokens::parse(&self.0)
    }

    pub(crate) fn string(&self) -> Option<LitStr> {
        match self.literal() {
            Some(Lit::Str(text)) => Some(text),
            _ => None,
        }
    }

    pub(crate) fn literal(&self) -> Option<Lit> {
        match self.single()? {
            TokenTree::Literal(literal) => Some(Lit::new(literal)),
            TokenTree::Ident(word) if word == "true" || word == "false" => {
                parse2(TokenTree::from(word).into()).ok()
            }
            _ => None,
        }
    }

    /// Returns the value as a number below zero, which is two tokens and no literal.
    pub(crate) fn negative(&self) -> Option<f64> {
        let Some(TokenTree::Punct(_)) = self.0.first() else {
            return None;
        };
        match tokens::parse(&self.0)? {
            Lit::Int(number) => number.base10_parse().ok(),
            Lit::Float(number) => number.base10_parse().ok(),
            _ => None,
        }
    }

    /// Returns an error if the value is one of these keywords in quotes, as in `jitter = "full"`.
    pub(crate) fn reject_quoted(&self, option: &Ident, keywords: &[&str]) -> syn::Result<()> {
        match self.string() {
            Some(text) if keywords.contains(&&*text.value()) => Err(Error::new(
                text.span(),
                format!("no quotes: write `{option} = {}`", text.value()),
            )),
            _ => Ok(()),
        }
    }
}

/// Returns an error if the value is a word by which other libraries mean `word`.
pub(crate) fn reject_foreign_word(
    option: &Ident,
    value: &OptionTokens,
    foreign: &[&str],
    word: &str,
) -> syn::Result<()> {
    match value.word() {
        Some(found) if foreign.contains(&&*found.to_string()) => Err(Error::new(
            found.span(),
            format!("`{found}` is `{word}` here: write `{option} = {word}`"),
        )),
        _ => Ok(()),
    }
}

impl ToTokens for OptionTokens {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.append_all(&self.0);
    }
}

/// Returns the only token. `macro_rules!` puts a value into a group with invisible delimiters.
fn single(tokens: &[TokenTree]) -> Option<TokenTree> {
    match tokens {
        [TokenTree::Group(group)] if group.delimiter() == Delimiter::None => {
            single(&tokens::content(group))
        }
        [token] => Some(token.clone()),
        _ => None,
    }
}
