//! An attribute above a function, left as tokens: most are lines of documentation.

use proc_macro2::{Delimiter, Group, Ident, Punct, Spacing, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote_spanned};

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

    // Input:
    //     #[retries::retry(max_attempts = 5)]    #[cfg_attr(test, retry)]
    //
    // Output:
    //     retry                                  retry
    /// The name `retry`, if this is that attribute, also under a condition.
    pub(crate) fn retry(&self) -> Option<Ident> {
        let mut tokens = self.brackets.stream().into_iter().peekable();
        if tokens
            .peek()
            .is_some_and(|name| tokens::is_word(name, "cfg_attr"))
        {
            return tokens.find_map(|token| match token {
                TokenTree::Group(condition) => conditional_retry(&condition),
                _ => None,
            });
        }
        let path = tokens.map_while(|token| match token {
            TokenTree::Ident(word) => Some(Some(word)),
            TokenTree::Punct(colon) if colon.as_char() == ':' => Some(None),
            _ => None,
        });
        path.flatten().last().filter(|name| name == "retry")
    }

    /// Whether its only argument is this word.
    pub(crate) fn says_only(&self, word: &str) -> bool {
        let arguments = match self.brackets.stream().into_iter().last() {
            Some(TokenTree::Group(arguments)) => tokens::content(&arguments),
            _ => Vec::new(),
        };
        matches!(arguments.as_slice(), [only] if tokens::is_word(only, word))
    }
}

/// The `retry` among the attributes that come after the condition of a `cfg_attr`.
fn conditional_retry(list: &Group) -> Option<Ident> {
    let tokens = tokens::content(list);
    let mut parts = tokens.split(|token| tokens::is_punct(token, ','));
    let _condition = parts.next();
    parts.find_map(|attribute| {
        let content = attribute.iter().cloned().collect();
        let brackets = Group::new(Delimiter::Bracket, content);
        let pound = Punct::new('#', Spacing::Alone);
        WrittenAttribute { pound, brackets }.retry()
    })
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
    use super::{WrittenAttribute, inner_length};
    use proc_macro2::{TokenStream, TokenTree};

    #[test]
    fn the_attribute_is_found_by_the_end_of_its_path_and_under_conditions() {
        for (attribute, found) in [
            ("#[retry]", true),
            ("#[::retries::retry(on = transient)]", true),
            ("#[cfg_attr(test, doc = \"\", retry(skip))]", true),
            ("#[cfg_attr(retry, inline)]", false),
            ("#[doc = \"retry\"]", false),
            ("#[retry::other]", false),
            ("#[allow(retry)]", false),
        ] {
            let tokens: TokenStream = attribute.parse().expect("tokens");
            let tokens: Vec<TokenTree> = tokens.into_iter().collect();
            let attributes = WrittenAttribute::take_from(&mut &tokens[..]);
            assert_eq!(attributes[0].retry().is_some(), found, "{attribute}");
        }
    }

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
