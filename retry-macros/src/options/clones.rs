//! `clone` and `clone(a, b)`.

use proc_macro2::{Ident, TokenTree};
use quote::ToTokens;
use syn::Error;

use crate::errors::{Errors, Partial};
use crate::options::list::{Form, RawOption, split_at_commas};

/// The arguments that an attempt uses up, so that each attempt needs a clone.
#[derive(Default)]
pub(crate) enum Clones {
    #[default]
    None,
    All,
    Named(Vec<Ident>),
}

impl Clones {
    /// Returns the arguments that are named.
    pub(crate) fn names(&self) -> &[Ident] {
        match self {
            Self::Named(names) => names,
            Self::None | Self::All => &[],
        }
    }

    pub(crate) fn parse(option: RawOption) -> Partial<Self> {
        let mut errors = Errors::default();
        let value = match option.form {
            Form::Bare => Self::All,
            Form::Value(value) => {
                let message = format!("write `clone({})`", value.to_token_stream());
                errors.push(Error::new(option.name.span(), message));
                Self::None
            }
            Form::List(list) => {
                let mut names = Vec::new();
                for part in split_at_commas(list) {
                    names.extend(errors.take(argument_name("clone", &part, &names)).flatten());
                }
                Self::Named(names)
            }
        };
        Partial { value, errors }
    }
}

/// Returns the name in a list of arguments, if there is one. `option` is the word before the list.
pub(crate) fn argument_name(
    option: &str,
    part: &[TokenTree],
    earlier: &[Ident],
) -> syn::Result<Option<Ident>> {
    let (span, message) = match part {
        [] => return Ok(None),
        [TokenTree::Ident(name)] if !earlier.contains(name) => return Ok(Some(name.clone())),
        [TokenTree::Ident(name)] => (name.span(), format!("`{name}` is named twice")),
        [other, ..] => {
            let message =
                format!("`{option}` takes the names of arguments: write `{option}(a, b)`");
            (other.span(), message)
        }
    };
    Err(Error::new(span, message))
}
