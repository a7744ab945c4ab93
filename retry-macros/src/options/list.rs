//! A list of options, cut at its commas before any is understood, so that a mistake in one leaves
//! the others readable.

use proc_macro2::{Delimiter, Ident, Span, TokenStream, TokenTree};
use std::slice;

use crate::errors::Errors;
use crate::options::raw::RawValue;

/// `name`, `name = value` or `name(list)`.
pub(crate) struct RawOption {
    pub(crate) name: Ident,
    pub(crate) form: Form,
}

pub(crate) enum Form {
    Bare,
    Value(RawValue),
    List(TokenStream),
}

/// `unnamed` words the mistake of the n-th option, from 0, when it does not begin with its name.
pub(crate) fn split(
    tokens: TokenStream,
    unnamed: impl Fn(usize, &TokenTree) -> String,
    errors: &mut Errors,
) -> Vec<RawOption> {
    pieces(tokens)
        .into_iter()
        .enumerate()
        .filter_map(|(index, piece)| match piece.first()? {
            TokenTree::Ident(name) => raw_option(name.clone(), &piece[1..], errors),
            other => {
                errors.push(other.span(), unnamed(index, other));
                None
            }
        })
        .collect()
}

fn raw_option(name: Ident, rest: &[TokenTree], errors: &mut Errors) -> Option<RawOption> {
    let form = match rest {
        [] => Form::Bare,
        [TokenTree::Punct(equals), value @ ..] if equals.as_char() == '=' => {
            if let Some((span, message)) = no_expression(&name, value) {
                errors.push(span, message);
                return None;
            }
            Form::Value(RawValue::new(value))
        }
        [TokenTree::Group(list), rest @ ..] if list.delimiter() == Delimiter::Parenthesis => {
            if let Some(extra) = rest.first() {
                errors.push(extra.span(), "expected `,` before the next option");
            }
            Form::List(list.stream())
        }
        [other, ..] => {
            errors.push(
                other.span(),
                format!("expected `=`, `(` or `,` after `{name}`"),
            );
            return None;
        }
    };
    Some(RawOption { name, form })
}

/// Slips that no expression holds: the compiler would report them on the whole attribute.
fn no_expression(name: &Ident, value: &[TokenTree]) -> Option<(Span, String)> {
    match value {
        [TokenTree::Punct(second), rest @ ..] if matches!(second.as_char(), '=' | '>') => {
            let rest: TokenStream = rest.iter().cloned().collect();
            return Some((
                second.span(),
                format!("a single `=`: write `{name} = {rest}`"),
            ));
        }
        _ => {}
    }
    for (index, token) in value.iter().enumerate() {
        let runs_on = match token {
            TokenTree::Punct(punct) => punct.as_char() == ';',
            TokenTree::Ident(_) => ends_operand(&value[..index]) && is_word(token),
            TokenTree::Literal(_) | TokenTree::Group(_) => false,
        };
        if runs_on {
            return Some((
                token.span(),
                "expected `,` before the next option".to_owned(),
            ));
        }
    }
    match value.last() {
        Some(TokenTree::Punct(last)) if !matches!(last.as_char(), '?' | '>' | '.') => {
            Some((last.span(), format!("expected a value after `{last}`")))
        }
        _ => None,
    }
}

/// Whether a word may not follow: keywords may be followed by one, and so may a lifetime.
fn ends_operand(before: &[TokenTree]) -> bool {
    match before {
        [.., TokenTree::Punct(quote), TokenTree::Ident(_)] if quote.as_char() == '\'' => false,
        [.., last @ TokenTree::Ident(_)] => is_word(last),
        [.., TokenTree::Group(group)] => group.delimiter() != Delimiter::Bracket,
        [.., TokenTree::Literal(_)] => true,
        _ => false,
    }
}

fn is_word(token: &TokenTree) -> bool {
    RawValue::new(slice::from_ref(token)).word().is_some()
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
