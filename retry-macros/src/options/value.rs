//! The values of options: a literal, checked now, or an expression, checked by the compiler.

use proc_macro2::{Ident, Span, TokenStream};
use quote::ToTokens;
use retry_runtime::words::duration;
use std::time::Duration;
use syn::Lit;
use syn::spanned::Spanned;

use crate::errors::Errors;
use crate::options::raw::RawValue;

pub(crate) enum Value<T> {
    Literal(T, Span),
    Expr(TokenStream),
}

pub(crate) type Time = Value<Duration>;
pub(crate) type Count = Value<u32>;
pub(crate) type Number = Value<f64>;

impl<T: ToTokens> ToTokens for Value<T> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Self::Literal(literal, _) => literal.to_tokens(tokens),
            Self::Expr(expr) => expr.to_tokens(tokens),
        }
    }
}

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

pub(crate) fn time(name: &Ident, value: &RawValue, errors: &mut Errors) -> Option<Time> {
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
    let literal = value.literal();
    if let Some(Lit::Str(text)) = &literal {
        return match duration::parse(&text.value()) {
            Ok(time) => Some(Value::Literal(time, text.span())),
            Err(message) => {
                errors.push(text.span(), message);
                None
            }
        };
    }
    let bare = value.tokens().to_string();
    let message = match literal {
        _ if duration::parse(&bare).is_ok() => {
            format!("a duration stands in quotes: write {}", written(&bare))
        }
        Some(Lit::Int(number)) => needs_unit(number.base10_digits()),
        Some(Lit::Float(number)) => needs_unit(number.base10_digits()),
        Some(_) => format!("`{name}` takes a duration: write {}", written("30s")),
        None if value.negative().is_some() => {
            format!("no duration is negative: write {}", written("30s"))
        }
        None => return Some(Value::Expr(value.tokens())),
    };
    errors.push(value.span(), message);
    None
}

pub(crate) fn count(name: &Ident, value: &RawValue, errors: &mut Errors) -> Option<Count> {
    let message = match value.literal() {
        Some(Lit::Int(number)) => match number.base10_parse() {
            Ok(number) => return Some(Value::Literal(number, value.span())),
            Err(_) => format!(
                "`{name}` is at most {}: write `{name} = unlimited`",
                u32::MAX
            ),
        },
        Some(Lit::Str(text)) if text.value().parse::<u32>().is_ok() => {
            format!("a number without quotes: write `{name} = {}`", text.value())
        }
        None if value.negative().is_none() => return Some(Value::Expr(value.tokens())),
        _ => format!("`{name}` takes a whole number: write `{name} = 5` or `{name} = unlimited`"),
    };
    errors.push(value.span(), message);
    None
}

/// `examples` is what to write in place of anything else.
pub(crate) fn number(
    name: &Ident,
    value: &RawValue,
    examples: &str,
    errors: &mut Errors,
) -> Option<Number> {
    let parsed = match value.literal() {
        None => match value.negative() {
            Some(number) => Some(number),
            None => return Some(Value::Expr(value.tokens())),
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
            value.span(),
            format!("`{name}` takes a number: write {examples}"),
        );
    }
    parsed.map(|number| Value::Literal(number, value.span()))
}
