//! A function's body, as tokens that are never parsed.

use proc_macro2::{Group, TokenStream};

use crate::item::attr_tokens;
use crate::item::scanner::Scanner;
use crate::tokens;

pub(crate) struct Body {
    /// `#![…]`, which are allowed only at the start of the function's own block.
    pub(crate) inner_attrs: TokenStream,
    /// The block, as the user wrote it.
    pub(crate) braces: Group,
    /// The block without its attributes.
    pub(crate) block: Group,
}

impl Body {
    pub(crate) fn scan(scanner: &mut Scanner) -> syn::Result<Self> {
        match scanner.rest().first().and_then(tokens::as_braces) {
            Some(braces) => {
                scanner.take(1);
                Ok(Self::new(braces))
            }
            None => Err(tokens::error_at_first(
                scanner.rest(),
                "there is no body to call again: put `#[retry]` on the implementation",
            )),
        }
    }

    fn new(braces: Group) -> Self {
        let mut tokens = tokens::content(&braces);
        let length = attr_tokens::inner_length(&tokens);
        let inner_attrs: TokenStream = tokens.drain(..length).collect();
        let block = if inner_attrs.is_empty() {
            braces.clone()
        } else {
            tokens::with_content(&braces, tokens.into_iter().collect())
        };
        Self {
            inner_attrs,
            braces,
            block,
        }
    }
}
