//! A list of options, cut at its commas before any is understood, so that a mistake in one leaves
//! the others readable.

use proc_macro2::{Delimiter, Ident, Span, TokenStream, TokenTree};

use crate::errors::Errors;

/// `name`, `name = value` or `name(list)`.
pub(crate) struct RawOption {
    pub(crate) name: Ident,
    pub(crate) form: Form,
}

pub(crate) enum Form {
    Bare,
    Value(TokenStream),
    List(TokenStream),
}

pub(crate) fn split(tokens: TokenStream, errors: &mut Errors) -> Vec<RawOption> {
    pieces(tokens)
        .into_iter()
        .filter_map(|piece| raw_option(piece, errors))
        .collect()
}

fn raw_option(piece: Vec<TokenTree>, errors: &mut Errors) -> Option<RawOption> {
    let mut tokens = piece.into_iter();
    let name = match tokens.next()? {
        TokenTree::Ident(name) => name,
        other => {
            errors.push(
                other.span(),
                "expected an option, like `max_attempts = 5` or `jitter`",
            );
            return None;
        }
    };
    let form = match tokens.next() {
        None => Form::Bare,
        Some(TokenTree::Punct(equals)) if equals.as_char() == '=' => {
            let value: TokenStream = tokens.collect();
            if value.is_empty() {
                errors.push(equals.span(), format!("`{name} =` lacks its value"));
                return None;
            }
            return Some(RawOption {
                name,
                form: Form::Value(value),
            });
        }
        Some(TokenTree::Group(list)) if list.delimiter() == Delimiter::Parenthesis => {
            Form::List(list.stream())
        }
        Some(other) => {
            errors.push(
                other.span(),
                format!("expected `=`, `(` or `,` after `{name}`"),
            );
            return None;
        }
    };
    if let Some(extra) = tokens.next() {
        errors.push(extra.span(), "expected `,` before the next option");
    }
    Some(RawOption { name, form })
}

/// Cuts at the commas that are not inside a closure's parameters or a turbofish.
pub(crate) fn pieces(tokens: TokenStream) -> Vec<Vec<TokenTree>> {
    let mut pieces = Vec::new();
    let mut piece: Vec<TokenTree> = Vec::new();
    let mut inside = Inside::Plain;
    for token in tokens {
        let TokenTree::Punct(punct) = &token else {
            piece.push(token);
            continue;
        };
        inside = match (inside, punct.as_char()) {
            (Inside::Plain, ',') => {
                pieces.push(std::mem::take(&mut piece));
                continue;
            }
            (Inside::Plain, '|') if starts_closure(&piece) => Inside::Closure,
            (Inside::Closure, '|') => Inside::Plain,
            (Inside::Plain, '<') if ends_with(&piece, ':') => Inside::Generics(1),
            (Inside::Generics(depth), '<') => Inside::Generics(depth + 1),
            (Inside::Generics(depth), '>') if !ends_with(&piece, '-') => match depth {
                1 => Inside::Plain,
                _ => Inside::Generics(depth - 1),
            },
            (inside, _) => inside,
        };
        piece.push(token);
    }
    if !piece.is_empty() {
        pieces.push(piece);
    }
    pieces
}

#[derive(Clone, Copy)]
enum Inside {
    Plain,
    Closure,
    Generics(usize),
}

fn starts_closure(before: &[TokenTree]) -> bool {
    match before.last() {
        Some(TokenTree::Punct(punct)) => punct.as_char() == '=',
        Some(TokenTree::Ident(ident)) => ident == "move" || ident == "async",
        _ => false,
    }
}

fn ends_with(tokens: &[TokenTree], end: char) -> bool {
    matches!(tokens.last(), Some(TokenTree::Punct(punct)) if punct.as_char() == end)
}

/// Options already seen, to tell a second one where the first stands.
#[derive(Default)]
pub(crate) struct Seen(Vec<(String, Span)>);

impl Seen {
    pub(crate) fn note(&mut self, name: &Ident, errors: &mut Errors) {
        let text = name.to_string();
        match self.0.iter().find(|(seen, _)| *seen == text) {
            Some((_, first)) => {
                errors.push(*first, format!("`{text}` is given here first"));
                errors.push(name.span(), format!("`{text}` is given twice: keep one"));
            }
            None => self.0.push((text, name.span())),
        }
    }
}
