//! An option's value as it is written: what it is to be is not known yet, or it is code that stays so.

use proc_macro2::{Delimiter, Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, TokenStreamExt};
use syn::{Lit, LitStr, parse2};

use crate::tokens;

pub(crate) struct RawValue(Vec<TokenTree>);

impl RawValue {
    pub(crate) fn new(tokens: &[TokenTree]) -> Self {
        Self(tokens.to_vec())
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn as_slice(&self) -> &[TokenTree] {
        &self.0
    }

    pub(crate) fn tokens(&self) -> TokenStream {
        self.0.iter().cloned().collect()
    }

    pub(crate) fn span(&self) -> Span {
        tokens::span(&self.0)
    }

    pub(crate) fn single(&self) -> Option<TokenTree> {
        single(&self.0)
    }

    /// The single word that it may be, which no keyword is.
    pub(crate) fn word(&self) -> Option<Ident> {
        match self.single()? {
            word @ TokenTree::Ident(_) => parse2(word.into()).ok(),
            _ => None,
        }
    }

    /// The string literal that it may be.
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

    /// The number below zero that it may be.
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
}

impl ToTokens for RawValue {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.append_all(&self.0);
    }
}

/// The only token, if there is but one, out of the invisible groups that `macro_rules!` puts around it.
fn single(tokens: &[TokenTree]) -> Option<TokenTree> {
    match tokens {
        [TokenTree::Group(group)] if group.delimiter() == Delimiter::None => {
            single(&tokens::content(group))
        }
        [token] => Some(token.clone()),
        _ => None,
    }
}
