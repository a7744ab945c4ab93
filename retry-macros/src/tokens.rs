//! Questions about what is left as tokens, and how to take some of them.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use syn::Error;
use syn::parse::Parse;

/// Whether the name stands anywhere in the body, format strings included.
pub(crate) fn mention(body: &TokenStream, name: &Ident) -> bool {
    body.clone().into_iter().any(|token| match token {
        TokenTree::Group(group) => mention(&group.stream(), name),
        TokenTree::Ident(ident) => ident == *name,
        TokenTree::Literal(literal) => {
            let text = literal.to_string();
            text.contains(&format!("{{{name}}}")) || text.contains(&format!("{{{name}:"))
        }
        TokenTree::Punct(_) => false,
    })
}

/// Whether the body may move the name as a whole: it stands there without a `.`, an index, a `&` or
/// a `*`, none of which move a reference.
pub(crate) fn may_move(body: &TokenStream, name: &Ident) -> bool {
    let tokens: Vec<TokenTree> = body.clone().into_iter().collect();
    tokens.iter().enumerate().any(|(i, token)| match token {
        TokenTree::Group(group) => may_move(&group.stream(), name),
        TokenTree::Ident(ident) if ident == name => {
            let before = i.checked_sub(1).map(|i| &tokens[i]);
            !is_place_before(before) && !is_place_after(tokens.get(i + 1))
        }
        _ => false,
    })
}

/// Whether the body visibly changes the name: it assigns to it or to a part of it, or borrows it as
/// `&mut`.
pub(crate) fn may_change(body: &TokenStream, name: &Ident) -> bool {
    let tokens: Vec<TokenTree> = body.clone().into_iter().collect();
    tokens.iter().enumerate().any(|(i, token)| match token {
        TokenTree::Group(group) => may_change(&group.stream(), name),
        TokenTree::Ident(ident) if ident == name => {
            is_borrowed_uniquely(&tokens[..i]) || is_assigned(&tokens[i + 1..])
        }
        _ => false,
    })
}

fn is_borrowed_uniquely(before: &[TokenTree]) -> bool {
    match before {
        [.., TokenTree::Punct(and), TokenTree::Ident(word)] => {
            and.as_char() == '&' && word == "mut"
        }
        _ => false,
    }
}

/// `= value`, `+= value` or `.field = value`, as against `== value` and `=> value`.
fn is_assigned(after: &[TokenTree]) -> bool {
    let is = |token: Option<&TokenTree>, chars: &str| match token {
        Some(TokenTree::Punct(punct)) => chars.contains(punct.as_char()),
        _ => false,
    };
    match after {
        [dot, TokenTree::Ident(_), rest @ ..] if is(Some(dot), ".") => is_assigned(rest),
        [equals, rest @ ..] if is(Some(equals), "=") => !is(rest.first(), "=>"),
        [shift, same, equals, ..] if is(Some(shift), "<>") && is(Some(same), "<>") => {
            is(Some(equals), "=")
        }
        [operator, equals, ..] => is(Some(operator), "+-*/%^&|") && is(Some(equals), "="),
        _ => false,
    }
}

fn is_place_before(token: Option<&TokenTree>) -> bool {
    match token {
        Some(TokenTree::Punct(punct)) => matches!(punct.as_char(), '.' | '&' | '*'),
        Some(TokenTree::Ident(word)) => word == "mut",
        _ => false,
    }
}

fn is_place_after(token: Option<&TokenTree>) -> bool {
    match token {
        Some(TokenTree::Punct(punct)) => matches!(punct.as_char(), '.' | ':'),
        Some(TokenTree::Group(group)) => group.delimiter() == Delimiter::Bracket,
        _ => false,
    }
}

/// The tokens as if they stood there, each with the names it can see as before.
pub(crate) fn located_at(tokens: TokenStream, span: Span) -> TokenStream {
    tokens
        .into_iter()
        .map(|token| {
            let mut token = match token {
                TokenTree::Group(group) => {
                    with_content(&group, located_at(group.stream(), span)).into()
                }
                token => token,
            };
            token.set_span(token.span().located_at(span));
            token
        })
        .collect()
}

/// The body with another name for `self`, but for the methods of types that it defines.
pub(crate) fn rename_self(body: TokenStream, name: &Ident) -> TokenStream {
    let mut in_impl = false;
    body.into_iter()
        .map(|token| match token {
            TokenTree::Ident(word) if word == "self" => {
                let mut renamed = name.clone();
                renamed.set_span(name.span().located_at(word.span()));
                renamed.into()
            }
            TokenTree::Ident(word) => {
                in_impl |= word == "impl" || word == "trait";
                word.into()
            }
            TokenTree::Group(group) => {
                let is_block = group.delimiter() == Delimiter::Brace;
                if is_block && std::mem::take(&mut in_impl) {
                    return group.into();
                }
                with_content(&group, rename_self(group.stream(), name)).into()
            }
            other => other,
        })
        .collect()
}

/// Whether what is in a block is more than one expression.
pub(crate) fn has_statements(block: &[TokenTree]) -> bool {
    block.iter().any(|token| is_punct(token, ';'))
}

/// Where the tokens stand: at the first one, if the compiler cannot tell of all.
pub(crate) fn span(tokens: &[TokenTree]) -> Span {
    let at = |token: Option<&TokenTree>| token.map_or_else(Span::call_site, TokenTree::span);
    let first = at(tokens.first());
    first.join(at(tokens.last())).unwrap_or(first)
}

/// A mistake where the tokens begin.
pub(crate) fn error(tokens: &[TokenTree], message: &str) -> Error {
    let first = &tokens[..tokens.len().min(1)];
    Error::new(span(first), message)
}

/// The tokens that stand where no `<` is open, and their places.
pub(crate) fn outside_brackets(tokens: &[TokenTree]) -> impl Iterator<Item = (usize, &TokenTree)> {
    let mut depth = 0_usize;
    let mut before = ' ';
    tokens.iter().enumerate().filter(move |(_, token)| {
        let char = match token {
            TokenTree::Punct(punct) => punct.as_char(),
            _ => ' ',
        };
        match char {
            '<' => depth += 1,
            '>' if before != '-' => depth = depth.saturating_sub(1),
            _ => {}
        }
        before = char;
        depth == 0
    })
}

/// Takes all before the token that is the end, where no `<` is open.
pub(crate) fn take_until<'a>(
    tokens: &mut &'a [TokenTree],
    is_end: impl Fn(&TokenTree) -> bool,
) -> &'a [TokenTree] {
    let end = outside_brackets(tokens).find(|(_, token)| is_end(token));
    let (taken, rest) = tokens.split_at(end.map_or(tokens.len(), |(at, _)| at));
    *tokens = rest;
    taken
}

/// `None` for what is something else, of which the compiler tells.
pub(crate) fn parse<T: Parse>(tokens: &[TokenTree]) -> Option<T> {
    syn::parse2(tokens.iter().cloned().collect()).ok()
}

pub(crate) fn is_word(token: &TokenTree, text: &str) -> bool {
    matches!(token, TokenTree::Ident(word) if word == text)
}

pub(crate) fn is_punct(token: &TokenTree, char: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == char)
}

pub(crate) fn content(group: &Group) -> Vec<TokenTree> {
    group.stream().into_iter().collect()
}

/// The same delimiters, at the same place, around other tokens.
pub(crate) fn with_content(group: &Group, content: TokenStream) -> Group {
    let mut changed = Group::new(group.delimiter(), content);
    changed.set_span(group.span());
    changed
}

#[cfg(test)]
mod tests {
    use super::{may_move, mention, rename_self};
    use proc_macro2::{Ident, Span, TokenStream};

    fn tokens(text: &str) -> TokenStream {
        text.parse().expect("tokens")
    }

    fn name(text: &str) -> Ident {
        Ident::new(text, Span::call_site())
    }

    #[test]
    fn a_name_in_a_format_string_is_mentioned() {
        assert!(mention(&tokens(r#"println!("{n}")"#), &name("n")));
        assert!(mention(&tokens(r#"println!("{n:?}")"#), &name("n")));
        assert!(!mention(&tokens(r#"println!("n {m}")"#), &name("n")));
    }

    #[test]
    fn a_reference_is_moved_only_where_it_stands_alone() {
        for (body, moved) in [
            ("query(conn)", true),
            ("Tx { conn }", true),
            ("conn.query()", false),
            ("query(&mut *conn)", false),
            ("query(&conn)", false),
            ("conn[0] + *conn", false),
            ("self.conn", false),
            ("Tx { conn: None }", false),
        ] {
            assert_eq!(may_move(&tokens(body), &name("conn")), moved, "{body}");
        }
    }

    #[test]
    fn self_is_renamed_except_in_the_methods_of_local_types() {
        let body = tokens("struct X; impl X { fn f(&self) {} } self.get({ self })");
        assert_eq!(
            rename_self(body, &name("this")).to_string(),
            tokens("struct X; impl X { fn f(&self) {} } this.get({ this })").to_string()
        );
    }
}
