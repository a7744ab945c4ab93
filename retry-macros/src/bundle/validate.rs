//! What a bundle cannot say.

use proc_macro2::{TokenStream, TokenTree};
use syn::Error;

use crate::errors::Errors;
use crate::options::Options;
use crate::options::function::uses_self;
use crate::options::list::split_at_commas;
use crate::tokens;

/// They name a function or its arguments.
const WORDS_OF_ONE_FUNCTION: [&str; 5] = ["clone", "lend", "into", "attempt", "name"];

pub(crate) fn options(options: &Options) -> Errors {
    let mut errors = Errors::default();
    if let Some(bundle) = &options.bundle {
        let message = "a bundle cannot build on another: write `policy = POLICY` with a constant that both use";
        errors.push(Error::new(bundle.span(), message));
    }
    for option in split_at_commas(options.tokens.clone()) {
        errors.take(of_one_function(&option));
        errors.take(names_self(&option));
    }
    errors
}

fn of_one_function(option: &[TokenTree]) -> syn::Result<()> {
    let Some(TokenTree::Ident(word)) = option.first() else {
        return Ok(());
    };
    if !WORDS_OF_ONE_FUNCTION.iter().any(|it| word == it) {
        return Ok(());
    }
    let written: TokenStream = option.iter().cloned().collect();
    let written = written.to_string().replace(" :: ", "::");
    let message = format!(
        "`{word}` belongs to one function: write it there, as in `#[retry(NAME, {written})]`"
    );
    Err(Error::new(word.span(), message))
}

fn names_self(option: &[TokenTree]) -> syn::Result<()> {
    let code: TokenStream = option.iter().skip(1).cloned().collect();
    if !uses_self(&code) {
        return Ok(());
    }
    Err(Error::new(
        tokens::span(option),
        "a bundle has no `self`: write this option at the function, beside the bundle's name",
    ))
}
