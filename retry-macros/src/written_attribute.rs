//! An attribute above a function, left as tokens: most are lines of documentation.

use proc_macro2::{Delimiter, Group, Punct, Spacing, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote_spanned};
use syn::Meta;

use crate::tokens;

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

    /// Takes those that the tokens begin with.
    pub(crate) fn take_from(tokens: &mut &[TokenTree]) -> Vec<Self> {
        let attributes: Vec<Self> = tokens.chunks(2).map_while(Self::of).collect();
        *tokens = &tokens[2 * attributes.len()..];
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
        tokens
            .next()
            .is_some_and(|name| tokens::is_word(&name, "doc"))
            && matches!(tokens.next(), Some(TokenTree::Punct(_)))
    }

    pub(crate) fn is_named(&self, name: &str) -> bool {
        let first = self.brackets.stream().into_iter().next();
        first.is_some_and(|first| tokens::is_word(&first, name))
    }

    /// What it says; `None` for what no attribute says, of which the compiler tells.
    pub(crate) fn meta(&self) -> Option<Meta> {
        syn::parse2(self.brackets.stream()).ok()
    }
}

/// Of how many tokens the attributes consist that a block begins with.
pub(crate) fn inner_length(block: &[TokenTree]) -> usize {
    let is_inner = |attribute: &&[TokenTree]| match attribute {
        [TokenTree::Punct(pound), TokenTree::Punct(_), _] => pound.as_char() == '#',
        _ => false,
    };
    3 * block.chunks(3).take_while(is_inner).count()
}

impl ToTokens for WrittenAttribute {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.pound.to_tokens(tokens);
        self.brackets.to_tokens(tokens);
    }
}

#[cfg(test)]
mod tests {
    use super::inner_length;
    use proc_macro2::TokenStream;

    #[test]
    fn only_the_attributes_of_the_block_itself_are_counted() {
        for (block, length) in [
            ("#![a] #![b(c)] #[d] e!()", 6),
            ("#[a] b", 0),
            ("**(a)", 0),
            ("", 0),
        ] {
            let tokens: TokenStream = block.parse().expect("tokens");
            let tokens: Vec<_> = tokens.into_iter().collect();
            assert_eq!(inner_length(&tokens), length, "{block}");
        }
    }
}
