//! An attribute above a function, as tokens: most attributes are lines of documentation.

use proc_macro2::{Delimiter, Group, Ident, Punct, Spacing, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote_spanned};

use crate::item::scanner::Scanner;
use crate::tokens;

pub(crate) struct AttrTokens {
    pound: Punct,
    brackets: Group,
}

impl AttrTokens {
    /// Returns one line of documentation.
    pub(crate) fn new_doc(text: &str) -> Self {
        let span = Span::mixed_site();
        let mut pound = Punct::new('#', Spacing::Alone);
        let mut brackets = Group::new(Delimiter::Bracket, quote_spanned!(span=> doc = #text));
        pound.set_span(span);
        brackets.set_span(span);
        Self { pound, brackets }
    }

    /// Takes the attributes that the tokens begin with.
    pub(crate) fn scan(scanner: &mut Scanner) -> Vec<Self> {
        let pairs = scanner.rest().chunks(2);
        let attributes: Vec<Self> = pairs.map_while(Self::from_pair).collect();
        scanner.take(2 * attributes.len());
        attributes
    }

    fn from_pair(pair: &[TokenTree]) -> Option<Self> {
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

    /// Returns whether the attribute is a line of documentation, and not `#[doc(…)]`.
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
    //     #[retries::retry(max_attempts = 5)]    #[cfg_attr(test, retry)]    #[inline]
    //
    // Output:
    //     retry                                  retry                       None
    /// Returns the name `retry`, if this is that attribute.
    pub(crate) fn retry_name(&self) -> Option<Ident> {
        let mut tokens = self.brackets.stream().into_iter().peekable();
        if tokens
            .peek()
            .is_some_and(|name| tokens::is_word(name, "cfg_attr"))
        {
            return tokens.find_map(|token| match token {
                TokenTree::Group(list) => retry_name_in_cfg_attr(&list),
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

    /// Returns whether the only argument is this word.
    pub(crate) fn has_only_argument(&self, word: &str) -> bool {
        let arguments = match self.brackets.stream().into_iter().last() {
            Some(TokenTree::Group(arguments)) => tokens::content(&arguments),
            _ => Vec::new(),
        };
        matches!(arguments.as_slice(), [only] if tokens::is_word(only, word))
    }
}

/// Returns the name `retry` among the attributes after the condition of a `cfg_attr`.
fn retry_name_in_cfg_attr(list: &Group) -> Option<Ident> {
    let tokens = tokens::content(list);
    let mut parts = tokens.split(|token| tokens::is_punct(token, ','));
    let _condition = parts.next();
    parts.find_map(|attribute| {
        let content = attribute.iter().cloned().collect();
        let brackets = Group::new(Delimiter::Bracket, content);
        let pound = Punct::new('#', Spacing::Alone);
        AttrTokens { pound, brackets }.retry_name()
    })
}

// Input:
//     #![a] #![b(c)] #[d] e!()
//
// Output:
//     6
/// Returns the number of tokens in the inner attributes that a block begins with.
pub(crate) fn inner_length(block: &[TokenTree]) -> usize {
    let is_inner = |attribute: &&[TokenTree]| match attribute {
        [TokenTree::Punct(pound), TokenTree::Punct(_), _] => pound.as_char() == '#',
        _ => false,
    };
    3 * block.chunks(3).take_while(is_inner).count()
}

impl ToTokens for AttrTokens {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        self.pound.to_tokens(tokens);
        self.brackets.to_tokens(tokens);
    }
}

#[cfg(test)]
mod tests {
    use super::{AttrTokens, Scanner, inner_length};
    use proc_macro2::{TokenStream, TokenTree};

    #[test]
    fn retry_is_found_by_the_end_of_its_path_and_in_cfg_attr() {
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
            let attributes = AttrTokens::scan(&mut Scanner::new(&tokens));
            assert_eq!(attributes[0].retry_name().is_some(), found, "{attribute}");
        }
    }

    #[test]
    fn only_inner_attributes_count_toward_the_inner_length() {
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
