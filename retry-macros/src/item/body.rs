//! A function's body, as opaque tokens.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

use crate::item::attr_tokens as written_attribute;
use crate::tokens;

pub(crate) struct Body {
    /// `#![…]`, which only a function's own block may carry.
    pub(crate) inner_attrs: TokenStream,
    pub(crate) braces: Group,
    /// The braces without the attributes.
    pub(crate) block: Group,
    /// What is in the block.
    pub(crate) tokens: Vec<TokenTree>,
}

impl Body {
    pub(crate) fn take_from(tokens: &mut &[TokenTree]) -> syn::Result<Self> {
        let Some(braces) = tokens.first().and_then(braces) else {
            return Err(tokens::error(
                tokens,
                "there is no body to call again: put `#[retry]` on the implementation",
            ));
        };
        *tokens = &tokens[1..];
        Ok(Self::of(braces))
    }

    fn of(braces: Group) -> Self {
        let mut tokens = tokens::content(&braces);
        let attrs = written_attribute::inner_length(&tokens);
        let inner_attrs: TokenStream = tokens.drain(..attrs).collect();
        let block = if inner_attrs.is_empty() {
            braces.clone()
        } else {
            tokens::with_content(&braces, tokens.iter().cloned().collect())
        };
        Self {
            inner_attrs,
            braces,
            block,
            tokens,
        }
    }
}

/// The braces that a token is, out of the invisible group that `macro_rules!` puts around a block.
pub(crate) fn braces(token: &TokenTree) -> Option<Group> {
    let TokenTree::Group(group) = token else {
        return None;
    };
    match group.delimiter() {
        Delimiter::Brace => Some(group.clone()),
        Delimiter::None => match &tokens::content(group)[..] {
            [token] => braces(token),
            _ => None,
        },
        Delimiter::Parenthesis | Delimiter::Bracket => None,
    }
}
