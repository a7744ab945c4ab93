//! `#[derive(Transient)]`: parses the attributes of an error type into a model, and expands the model.

pub(crate) mod attributes;
mod expand;
mod model;

use proc_macro2::TokenStream;
use quote::quote;
use syn::DeriveInput;

use crate::derive::model::Model;

pub(crate) fn transient(input: &DeriveInput) -> TokenStream {
    let model = Model::parse(input);
    let errors = model.errors;
    // Expands also after a mistake: the compiler would report a missing `impl` at every use of the type.
    let expanded = expand::expand(&model.value, input);
    quote!(#expanded #errors)
}
