//! How the user's code uses a name, as far as its tokens show.

use proc_macro2::{Delimiter, Ident, TokenStream, TokenTree};

/// Returns whether the code may move the name as a whole: it is there without a `.`, an index, a `&` or a
/// `*`, which do not move a reference.
pub(crate) fn may_move(code: &TokenStream, name: &Ident) -> bool {
    let tokens: Vec<TokenTree> = code.clone().into_iter().collect();
    tokens.iter().enumerate().any(|(i, token)| match token {
        TokenTree::Group(group) => may_move(&group.stream(), name),
        TokenTree::Ident(ident) if ident == name => {
            let before = i.checked_sub(1).map(|i| &tokens[i]);
            !is_place_operator(before) && !begins_projection(tokens.get(i + 1))
        }
        _ => false,
    })
}

/// Returns whether the code visibly mutates the name: it assigns to it or to a part of it, or borrows it as
/// `&mut`.
pub(crate) fn may_mutate(code: &TokenStream, name: &Ident) -> bool {
    let tokens: Vec<TokenTree> = code.clone().into_iter().collect();
    tokens.iter().enumerate().any(|(i, token)| match token {
        TokenTree::Group(group) => may_mutate(&group.stream(), name),
        TokenTree::Ident(ident) if ident == name => {
            ends_with_ref_mut(&tokens[..i]) || is_assigned(&tokens[i + 1..])
        }
        _ => false,
    })
}

fn ends_with_ref_mut(before: &[TokenTree]) -> bool {
    match before {
        [.., TokenTree::Punct(and), TokenTree::Ident(word)] => {
            and.as_char() == '&' && word == "mut"
        }
        _ => false,
    }
}

// Input:
//     = value    += value    <<= value    .field = value    == value    => value
//
// Output:
//     true       true        true         true              false       false
/// Returns whether these tokens after a name assign to it.
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

fn is_place_operator(token: Option<&TokenTree>) -> bool {
    match token {
        Some(TokenTree::Punct(punct)) => matches!(punct.as_char(), '.' | '&' | '*'),
        Some(TokenTree::Ident(word)) => word == "mut",
        _ => false,
    }
}

fn begins_projection(token: Option<&TokenTree>) -> bool {
    match token {
        Some(TokenTree::Punct(punct)) => matches!(punct.as_char(), '.' | ':'),
        Some(TokenTree::Group(group)) => group.delimiter() == Delimiter::Bracket,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::{may_move, may_mutate};
    use proc_macro2::{Ident, Span, TokenStream};

    fn tokens(text: &str) -> TokenStream {
        text.parse().expect("tokens")
    }

    fn name(text: &str) -> Ident {
        Ident::new(text, Span::call_site())
    }

    #[test]
    fn only_a_name_that_stands_alone_may_be_moved() {
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
    fn assignments_and_mutable_borrows_mutate_a_name() {
        for (code, is_mutated) in [
            ("n = 1", true),
            ("n += 1", true),
            ("n <<= 1", true),
            ("n.field = 1", true),
            ("get(&mut n)", true),
            ("n == 1", false),
            ("n, field = 1", false),
            ("n.field + 1", false),
            ("n < m = 1", false),
            ("n + 1", false),
            ("n / m = 1", false),
            ("get(*mut n)", false),
            ("get(& n)", false),
            ("match x { n => 1 }", false),
            ("get(&n)", false),
        ] {
            assert_eq!(may_mutate(&tokens(code), &name("n")), is_mutated, "{code}");
        }
    }
}
