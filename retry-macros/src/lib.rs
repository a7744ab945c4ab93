//! The `#[retry]` attribute of the `retries` crate, which re-exports and documents it.
#![forbid(unsafe_code)]

mod attempt;
mod bundle;
mod codegen;
mod derive;
mod errors;
mod item;
mod options;
mod retry;
mod suggest;
#[cfg(test)]
mod tests;
mod tokens;
mod validate;

use proc_macro::TokenStream;

/// Calls a function again when it fails; documented in the `retries` crate.
#[proc_macro_attribute]
pub fn retry(options: TokenStream, item: TokenStream) -> TokenStream {
    retry::expand(options.into(), &item.into()).into()
}

/// Declares a bundle of options; documented in the `retries` crate.
#[proc_macro_attribute]
pub fn policy(options: TokenStream, item: TokenStream) -> TokenStream {
    bundle::expand(options.into(), &item.into()).into()
}

/// Implements `Transient` for an error type; documented in the `retries` crate.
#[proc_macro_derive(Transient, attributes(transient))]
pub fn transient(input: TokenStream) -> TokenStream {
    match syn::parse(input) {
        Ok(input) => derive::transient(&input).into(),
        Err(error) => error.into_compile_error().into(),
    }
}
