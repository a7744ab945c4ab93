//! The `#[retry]` attribute of the `retries` crate, which re-exports and documents it.
#![forbid(unsafe_code)]

mod args;
mod arguments;
mod backoff;
mod body;
mod check;
mod derive;
mod errors;
mod expand;
mod function;
mod impl_block;
mod known;
mod options;
mod param;
mod part;
mod passing;
mod pattern;
mod policy;
mod raw_value;
mod retry_loop;
mod rustdoc;
mod shape;
mod suggest;
mod tokens;
mod types;
mod value;
mod words;
mod written_attribute;
mod written_type;

use proc_macro::TokenStream;

/// Calls a function again when it fails; documented in the `retries` crate.
#[proc_macro_attribute]
pub fn retry(args: TokenStream, item: TokenStream) -> TokenStream {
    expand::retry(args.into(), &item.into()).into()
}

/// Says of an error which of its failures are transient; documented in the `retries` crate.
#[proc_macro_derive(Transient, attributes(transient))]
pub fn transient(input: TokenStream) -> TokenStream {
    match syn::parse(input) {
        Ok(input) => derive::transient(&input).into(),
        Err(error) => error.into_compile_error().into(),
    }
}
