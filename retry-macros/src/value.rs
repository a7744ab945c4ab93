//! The values of options: a literal, checked now, or an expression, checked by the compiler.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use std::time::Duration;
use syn::spanned::Spanned;
use syn::{Lit, LitStr, parse2};

use crate::duration;
use crate::errors::Errors;

pub(crate) enum Value<T> {
    Literal(T, Span),
    Expr(TokenStream),
}

pub(crate) type Time = Value<Duration>;
pub(crate) type Count = Value<u32>;
pub(crate) type Number = Value<f64>;

impl<T: Copy> Value<T> {
    pub(crate) fn literal(&self) -> Option<T> {
        match self {
            Self::Literal(value, _) => Some(*value),
            Self::Expr(_) => None,
        }
    }

    pub(crate) fn span(&self) -> Span {
        match self {
            Self::Literal(_, span) => *span,
            Self::Expr(tokens) => tokens.span(),
        }
    }
}

pub(crate) fn time(name: &Ident, tokens: TokenStream, errors: &mut Errors) -> Option<Time> {
    match literal(&tokens) {
        None => Some(Value::Expr(tokens)),
        Some(Lit::Str(text)) => match duration::parse(&text.value()) {
            Ok(time) => Some(Value::Literal(time, text.span())),
            Err(message) => {
                errors.push(text.span(), message);
                None
            }
        },
        Some(Lit::Int(_) | Lit::Float(_)) => {
            errors.push(
                tokens.span(),
                format!("a duration needs a unit: write `{name} = \"{tokens}s\"`"),
            );
            None
        }
        Some(_) => {
            errors.push(
                tokens.span(),
                format!("`{name}` takes a duration: write `{name} = \"30s\"`"),
            );
            None
        }
    }
}

pub(crate) fn count(name: &Ident, tokens: TokenStream, errors: &mut Errors) -> Option<Count> {
    let parsed = match literal(&tokens) {
        None => return Some(Value::Expr(tokens)),
        Some(Lit::Int(number)) => number.base10_parse().ok(),
        Some(Lit::Str(text)) => {
            if let Ok(number) = text.value().parse::<u32>() {
                errors.push(
                    text.span(),
                    format!("a number without quotes: write `{name} = {number}`"),
                );
                return None;
            }
            None
        }
        Some(_) => None,
    };
    if parsed.is_none() {
        errors.push(
            tokens.span(),
            format!("`{name}` takes a whole number: write `{name} = 5`"),
        );
    }
    parsed.map(|number| Value::Literal(number, tokens.span()))
}

pub(crate) fn number(name: &Ident, tokens: TokenStream, errors: &mut Errors) -> Option<Number> {
    let parsed = match literal(&tokens) {
        None => match negative(&tokens) {
            Some(number) => Some(number),
            None => return Some(Value::Expr(tokens)),
        },
        Some(Lit::Int(number)) => number.base10_parse().ok(),
        Some(Lit::Float(number)) => number.base10_parse().ok(),
        Some(_) => None,
    };
    if parsed.is_none() {
        errors.push(
            tokens.span(),
            format!("`{name}` takes a number without quotes, like `{name} = 1.5`"),
        );
    }
    parsed.map(|number| Value::Literal(number, tokens.span()))
}

/// The single word that a value may be.
pub(crate) fn word(tokens: &TokenStream) -> Option<Ident> {
    parse2(tokens.clone()).ok()
}

/// The string literal that a value may be.
pub(crate) fn string(tokens: &TokenStream) -> Option<LitStr> {
    parse2(tokens.clone()).ok()
}

fn literal(tokens: &TokenStream) -> Option<Lit> {
    parse2(tokens.clone()).ok().filter(|literal| {
        // syn reads `-1` as a literal; whether a sign makes sense is for the caller.
        !matches!(literal, Lit::Int(_) | Lit::Float(_))
            || !matches!(tokens.clone().into_iter().next(), Some(TokenTree::Punct(_)))
    })
}

fn negative(tokens: &TokenStream) -> Option<f64> {
    let Some(TokenTree::Punct(_)) = tokens.clone().into_iter().next() else {
        return None;
    };
    match parse2(tokens.clone()).ok()? {
        Lit::Int(number) => number.base10_parse().ok(),
        Lit::Float(number) => number.base10_parse().ok(),
        _ => None,
    }
}
