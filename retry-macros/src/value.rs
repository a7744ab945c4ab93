//! The values of options: a literal, checked now, or an expression, checked by the compiler.

use proc_macro2::{Delimiter, Ident, Span, TokenStream, TokenTree};
use retry_runtime::words::duration;
use std::time::Duration;
use syn::spanned::Spanned;
use syn::{Lit, LitStr, parse2};

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
    let written = |text: &str| match &*name.to_string() {
        "fixed" => format!("`fixed(\"{text}\")`"),
        name => format!("`{name} = \"{text}\"`"),
    };
    let needs_unit = |digits: &str| {
        let (seconds, millis) = (format!("{digits}s"), format!("{digits}ms"));
        format!(
            "a duration needs a unit: write {} or {}",
            written(&seconds),
            written(&millis)
        )
    };
    let literal = literal(&tokens);
    if let Some(Lit::Str(text)) = &literal {
        return match duration::parse(&text.value()) {
            Ok(time) => Some(Value::Literal(time, text.span())),
            Err(message) => {
                errors.push(text.span(), message);
                None
            }
        };
    }
    let bare = tokens.to_string();
    let message = match literal {
        _ if duration::parse(&bare).is_ok() => {
            format!("a duration stands in quotes: write {}", written(&bare))
        }
        Some(Lit::Int(number)) => needs_unit(number.base10_digits()),
        Some(Lit::Float(number)) => needs_unit(number.base10_digits()),
        Some(_) => format!("`{name}` takes a duration: write {}", written("30s")),
        None if negative(&tokens).is_some() => {
            format!("no duration is negative: write {}", written("30s"))
        }
        None => return Some(Value::Expr(tokens)),
    };
    errors.push(tokens.span(), message);
    None
}

pub(crate) fn count(name: &Ident, tokens: TokenStream, errors: &mut Errors) -> Option<Count> {
    let message = match literal(&tokens) {
        Some(Lit::Int(number)) => match number.base10_parse() {
            Ok(number) => return Some(Value::Literal(number, tokens.span())),
            Err(_) => format!(
                "`{name}` is at most {}: write `{name} = unlimited`",
                u32::MAX
            ),
        },
        Some(Lit::Str(text)) if text.value().parse::<u32>().is_ok() => {
            format!("a number without quotes: write `{name} = {}`", text.value())
        }
        None if negative(&tokens).is_none() => return Some(Value::Expr(tokens)),
        _ => format!("`{name}` takes a whole number: write `{name} = 5` or `{name} = unlimited`"),
    };
    errors.push(tokens.span(), message);
    None
}

/// `examples` is what to write in place of anything else.
pub(crate) fn number(
    name: &Ident,
    tokens: TokenStream,
    examples: &str,
    errors: &mut Errors,
) -> Option<Number> {
    let parsed = match literal(&tokens) {
        None => match negative(&tokens) {
            Some(number) => Some(number),
            None => return Some(Value::Expr(tokens)),
        },
        Some(Lit::Int(number)) => number.base10_parse().ok(),
        Some(Lit::Float(number)) => number.base10_parse().ok(),
        Some(Lit::Str(text)) if text.value().parse::<f64>().is_ok() => {
            errors.push(
                text.span(),
                format!("a number without quotes: write `{name} = {}`", text.value()),
            );
            return None;
        }
        Some(_) => None,
    };
    // `1e999` is a literal too, and infinite.
    let parsed = parsed.filter(|number: &f64| number.is_finite());
    if parsed.is_none() {
        errors.push(
            tokens.span(),
            format!("`{name}` takes a number: write {examples}"),
        );
    }
    parsed.map(|number| Value::Literal(number, tokens.span()))
}

/// The single word that a value may be.
pub(crate) fn word(tokens: &TokenStream) -> Option<Ident> {
    match single(tokens)? {
        TokenTree::Ident(_) => parse2(tokens.clone()).ok(),
        _ => None,
    }
}

/// The string literal that a value may be.
pub(crate) fn string(tokens: &TokenStream) -> Option<LitStr> {
    match literal(tokens) {
        Some(Lit::Str(text)) => Some(text),
        _ => None,
    }
}

pub(crate) fn literal(tokens: &TokenStream) -> Option<Lit> {
    match single(tokens)? {
        TokenTree::Literal(literal) => Some(Lit::new(literal)),
        TokenTree::Ident(word) if word == "true" || word == "false" => parse2(tokens.clone()).ok(),
        _ => None,
    }
}

/// The only token, out of the invisible groups that `macro_rules!` puts around it.
fn single(tokens: &TokenStream) -> Option<TokenTree> {
    let mut tokens = tokens.clone().into_iter();
    match (tokens.next()?, tokens.next()) {
        (TokenTree::Group(group), None) if group.delimiter() == Delimiter::None => {
            single(&group.stream())
        }
        (token, None) => Some(token),
        (_, Some(_)) => None,
    }
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
