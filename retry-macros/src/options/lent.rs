//! `lend(a, b)`.

use proc_macro2::Ident;
use quote::ToTokens;
use syn::Error;

use crate::errors::{Errors, Partial};
use crate::options::clones::argument_name;
use crate::options::list::{Form, RawOption, split_at_commas};

/// Parses the arguments that each attempt borrows.
pub(crate) fn parse(option: RawOption) -> Partial<Vec<Ident>> {
    let mut errors = Errors::default();
    let mut names = Vec::new();
    let span = option.name.span();
    match option.form {
        Form::List(list) if !list.is_empty() => {
            for part in split_at_commas(list) {
                names.extend(errors.take(argument_name("lend", &part, &names)).flatten());
            }
        }
        Form::Value(value) => {
            let message = format!("write `lend({})`", value.to_token_stream());
            errors.push(Error::new(span, message));
        }
        Form::Bare | Form::List(_) => {
            let message = "`lend` takes the names of arguments: write `lend(a, b)`";
            errors.push(Error::new(span, message));
        }
    }
    Partial {
        value: names,
        errors,
    }
}
