//! `into(a: String, b: Vec<_>)`.

use proc_macro2::{Ident, Span, TokenTree};
use quote::ToTokens;
use syn::Error;

use crate::errors::{Errors, Partial};
use crate::item::scanner::Scanner;
use crate::item::type_tokens::TypeTokens;
use crate::options::list::{Form, RawOption};
use crate::tokens;

/// An argument that is converted before the first attempt.
pub(crate) struct Conversion {
    pub(crate) name: Ident,
    pub(crate) ty: TypeTokens,
}

/// Parses the arguments that are converted.
pub(crate) fn parse(option: RawOption) -> Partial<Vec<Conversion>> {
    let mut errors = Errors::default();
    let mut conversions = Vec::new();
    match option.form {
        Form::List(list) if !list.is_empty() => {
            let list: Vec<TokenTree> = list.into_iter().collect();
            let mut scanner = Scanner::new(&list);
            while !scanner.is_empty() {
                let part = scanner.take_until(|token| tokens::is_punct(token, ','));
                scanner.take_punct();
                conversions.extend(errors.take(conversion(part, &conversions)).flatten());
            }
        }
        Form::Value(value) => {
            let message = format!("write `into({}: String)`", value.to_token_stream());
            errors.push(Error::new(option.name.span(), message));
        }
        Form::Bare | Form::List(_) => errors.push(no_type(option.name.span(), "a")),
    }
    Partial {
        value: conversions,
        errors,
    }
}

fn conversion(part: &[TokenTree], earlier: &[Conversion]) -> syn::Result<Option<Conversion>> {
    match part {
        [] => Ok(None),
        [TokenTree::Ident(name), ..] if earlier.iter().any(|it| it.name == *name) => {
            Err(Error::new(name.span(), format!("`{name}` is named twice")))
        }
        [TokenTree::Ident(name)] => Err(no_type(name.span(), &name.to_string())),
        [TokenTree::Ident(name), colon, ty @ ..] if tokens::is_punct(colon, ':') => {
            let ty = TypeTokens::from(ty);
            if ty.parse().is_none() {
                return Err(no_type(name.span(), &name.to_string()));
            }
            Ok(Some(Conversion {
                name: name.clone(),
                ty,
            }))
        }
        [other, ..] => Err(no_type(other.span(), "a")),
    }
}

fn no_type(place: Span, name: &str) -> Error {
    let message =
        format!("`into` takes an argument and its new type: write `into({name}: String)`");
    Error::new(place, message)
}
