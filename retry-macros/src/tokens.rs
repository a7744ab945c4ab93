//! Helpers for tokens that are never parsed: spans, groups, and whether a name occurs.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use syn::Error;
use syn::parse::Parse;

/// Parses the tokens. Returns `None` if they are invalid; the compiler then reports them itself.
pub(crate) fn parse<T: Parse>(tokens: &[TokenTree]) -> Option<T> {
    syn::parse2(tokens.iter().cloned().collect()).ok()
}

/// Returns the span of all tokens, or of the first token if spans cannot be joined.
pub(crate) fn span(tokens: &[TokenTree]) -> Span {
    let span = |token: Option<&TokenTree>| token.map_or_else(Span::call_site, TokenTree::span);
    let first = span(tokens.first());
    first.join(span(tokens.last())).unwrap_or(first)
}

/// Returns an error on the first of the tokens.
pub(crate) fn error_at_first(tokens: &[TokenTree], message: &str) -> Error {
    let first = &tokens[..tokens.len().min(1)];
    Error::new(span(first), message)
}

pub(crate) fn is_word(token: &TokenTree, text: &str) -> bool {
    matches!(token, TokenTree::Ident(word) if word == text)
}

pub(crate) fn is_punct(token: &TokenTree, char: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == char)
}

pub(crate) fn ends_with_words(tokens: &[TokenTree], words: &[&str]) -> bool {
    tokens.len() >= words.len()
        && tokens[tokens.len() - words.len()..]
            .iter()
            .zip(words)
            .all(|(token, word)| is_word(token, word))
}

// Input:
//     { let value = get()?; Ok(value) }    a `$body:block` of `macro_rules!`    (value)
//
// Output:
//     the group                            the group inside                     None
/// Returns the token as a block. `macro_rules!` puts a block into a group with invisible delimiters.
pub(crate) fn as_braces(token: &TokenTree) -> Option<Group> {
    let TokenTree::Group(group) = token else {
        return None;
    };
    match group.delimiter() {
        Delimiter::Brace => Some(group.clone()),
        Delimiter::None => match &content(group)[..] {
            [token] => as_braces(token),
            _ => None,
        },
        Delimiter::Parenthesis | Delimiter::Bracket => None,
    }
}

pub(crate) fn content(group: &Group) -> Vec<TokenTree> {
    group.stream().into_iter().collect()
}

/// Returns a group with the same delimiters and span, and with other content.
pub(crate) fn with_content(group: &Group, content: TokenStream) -> Group {
    let mut changed = Group::new(group.delimiter(), content);
    changed.set_span(group.span());
    changed
}

/// Returns whether the word occurs in the tokens.
pub(crate) fn has_word(tokens: impl IntoIterator<Item = TokenTree>, word: &str) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Group(group) => has_word(group.stream(), word),
        token => is_word(&token, word),
    })
}

/// Returns how often the name occurs in the tokens.
pub(crate) fn count(tokens: impl IntoIterator<Item = TokenTree>, name: &Ident) -> usize {
    let counts = tokens.into_iter().map(|token| match token {
        TokenTree::Group(group) => count(group.stream(), name),
        TokenTree::Ident(ident) => usize::from(ident == *name),
        TokenTree::Punct(_) | TokenTree::Literal(_) => 0,
    });
    counts.sum()
}

/// Returns whether the name occurs in the code, also in a format string such as `"{name:?}"`.
pub(crate) fn mentions(code: &TokenStream, name: &Ident) -> bool {
    code.clone().into_iter().any(|token| match token {
        TokenTree::Group(group) => mentions(&group.stream(), name),
        TokenTree::Ident(ident) => ident == *name,
        TokenTree::Literal(literal) => {
            let text = literal.to_string();
            text.contains(&format!("{{{name}}}")) || text.contains(&format!("{{{name}:"))
        }
        TokenTree::Punct(_) => false,
    })
}

#[cfg(test)]
mod tests {
    use super::mentions;
    use proc_macro2::{Ident, Span, TokenStream};

    #[test]
    fn a_format_string_mentions_the_names_in_its_braces() {
        let name = Ident::new("n", Span::call_site());
        for (code, is_mentioned) in [
            (r#"println!("{n}")"#, true),
            (r#"println!("{n:?}")"#, true),
            (r#"println!("n {m}")"#, false),
        ] {
            let tokens: TokenStream = code.parse().expect("tokens");
            assert_eq!(mentions(&tokens, &name), is_mentioned, "{code}");
        }
    }
}
