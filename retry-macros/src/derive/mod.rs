//! `#[derive(Transient)]`: from the attributes of an error type to a model, and from that to its `impl`.

mod attributes;
mod expand;
mod model;

use proc_macro2::TokenStream;
use quote::quote;
use syn::DeriveInput;

use crate::derive::model::Model;

pub(crate) fn transient(input: &DeriveInput) -> TokenStream {
    let model = Model::parse(input);
    let errors = model.errors;
    // Also with mistakes: a missing `impl` would be reported wherever the type is used.
    let expanded = expand::expand(&model.value, input);
    quote!(#expanded #errors)
}
