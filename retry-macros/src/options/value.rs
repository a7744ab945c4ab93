//! Values of options: a literal, which is checked now, or an expression, which the compiler checks.

use proc_macro2::{Ident, Span, TokenStream};
use quote::ToTokens;
use retry_runtime::parse::duration;
use std::time::Duration;
use syn::spanned::Spanned;
use syn::{Error, Lit};

use crate::options::raw::OptionTokens;

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

impl<T: ToTokens> ToTokens for Value<T> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Self::Literal(literal, _) => literal.to_tokens(tokens),
            Self::Expr(expr) => expr.to_tokens(tokens),
        }
    }
}

/// Parses `"30s"`, or an expression of type `Duration`.
pub(crate) fn parse_time(name: &Ident, value: &OptionTokens) -> syn::Result<Time> {
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
            Ok(time) => Ok(Value::Literal(time, text.span())),
            Err(message) => Err(Error::new(text.span(), message)),
        };
    }
    let unquoted = value.to_token_stream().to_string();
    let message = match literal {
        _ if duration::parse(&unquoted).is_ok() => {
            format!("a duration stands in quotes: write {}", written(&unquoted))
        }
        Some(Lit::Int(number)) => needs_unit(number.base10_digits()),
        Some(Lit::Float(number)) => needs_unit(number.base10_digits()),
        Some(_) => format!("`{name}` takes a duration: write {}", written("30s")),
        None if value.negative().is_some() => {
            format!("no duration is negative: write {}", written("30s"))
        }
        None => return Ok(Value::Expr(value.to_token_stream())),
    };
    Err(Error::new(value.span(), message))
}

/// Parses a whole number, or an expression of type `u32`.
pub(crate) fn parse_count(name: &Ident, value: &OptionTokens) -> syn::Result<Count> {
    let message = match value.literal() {
        Some(Lit::Int(number)) => match number.base10_parse() {
            Ok(number) => return Ok(Value::Literal(number, value.span())),
            Err(_) => format!(
                "`{name}` is at most {}: write `{name} = unlimited`",
                u32::MAX
            ),
        },
        Some(Lit::Str(text)) if text.value().parse::<u32>().is_ok() => {
            format!("a number without quotes: write `{name} = {}`", text.value())
        }
        None if value.negative().is_none() => return Ok(Value::Expr(value.to_token_stream())),
        _ => format!("`{name}` takes a whole number: write `{name} = 5` or `{name} = unlimited`"),
    };
    Err(Error::new(value.span(), message))
}

/// Parses a number, or an expression of type `f64`. `examples` is what the message says to write instead of
/// something else.
pub(crate) fn parse_number(
    name: &Ident,
    value: &OptionTokens,
    examples: &str,
) -> syn::Result<Number> {
    let number: Option<f64> = match value.literal() {
        None => match value.negative() {
            Some(number) => Some(number),
            None => return Ok(Value::Expr(value.to_token_stream())),
        },
        Some(Lit::Int(number)) => number.base10_parse().ok(),
        Some(Lit::Float(number)) => number.base10_parse().ok(),
        Some(Lit::Str(text)) if text.value().parse::<f64>().is_ok() => {
            let message = format!("a number without quotes: write `{name} = {}`", text.value());
            return Err(Error::new(text.span(), message));
        }
        Some(_) => None,
    };
    // `1e999` is a literal too, and infinite.
    match number.filter(|number| number.is_finite()) {
        Some(number) => Ok(Value::Literal(number, value.span())),
        None => Err(Error::new(
            value.span(),
            format!("`{name}` takes a number: write {examples}"),
        )),
    }
}
