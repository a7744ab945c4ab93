//! An attribute above a function, left as tokens: most are lines of documentation.

use proc_macro2::{Delimiter, Group, Punct, Spacing, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote_spanned};
use syn::Meta;
use syn::parse::{Parse, ParseStream};

pub(crate) struct WrittenAttribute {
    pound: Punct,
    brackets: Group,
}

impl WrittenAttribute {
    /// A paragraph of documentation.
    pub(crate) fn doc(text: &str) -> Self {
        let site = Span::mixed_site();
        let mut pound = Punct::new('#', Spacing::Alone);
        let mut brackets = Group::new(Delimiter::Bracket, quote_spanned!(site=> doc = #text));
        pound.set_span(site);
        brackets.set_span(site);
        Self { pound, brackets }
    }

    /// Takes those that an item begins with.
    pub(crate) fn take_from(item: &mut Vec<TokenTree>) -> Vec<Self> {
        let attributes: Vec<Self> = item.chunks(2).map_while(Self::of).collect();
        item.drain(..2 * attributes.len());
        attributes
    }

    fn of(pair: &[TokenTree]) -> Option<Self> {
        match pair {
            [TokenTree::Punct(pound), TokenTree::Group(brackets)] if pound.as_char() == '#' => {
                Some(Self {
                    pound: pound.clone(),
                    brackets: brackets.clone(),
                })
            }
            _ => None,
        }
    }

    /// Whether it is a line of documentation.
    pub(crate) fn is_doc(&self) -> bool {
        let mut tokens = self.brackets.stream().into_iter();
        let is_named = matches!(tokens.next(), Some(TokenTree::Ident(name)) if name == "doc");
        is_named && matches!(tokens.next(), Some(TokenTree::Punct(_)))
    }

    /// What it says; `None` for what no attribute says, of which the compiler tells.
    pub(crate) fn meta(&self) -> Option<Meta> {
        syn::parse2(self.brackets.stream()).ok()
    }
}

impl Parse for WrittenAttribute {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        Ok(Self {
            pound: input.parse()?,
            brackets: input.parse()?,
        })
    }
}

impl ToTokens for WrittenAttribute {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.pound.to_tokens(tokens);
        self.brackets.to_tokens(tokens);
    }
}
