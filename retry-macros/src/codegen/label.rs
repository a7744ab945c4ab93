//! The name of a function in events, metrics, logs and the registry.

use proc_macro2::{Delimiter, Group, Literal, TokenTree};
use quote::quote;

use crate::item::function::Function;
use crate::options::Options;

// Input:
//     fn get()    fn get(&self)     the same in an `impl Client` with `#[retry]`    name = "billing.charge"
//
// Output:
//     "get"       (method "get")    "Client::get"                                   (name "billing.charge")
/// Returns the argument of the runtime's `__label!`. A method sees the name of its type only if the `#[retry]`
/// is above the `impl`.
pub(super) fn of(options: &Options, function: &Function) -> TokenTree {
    let path = Literal::string(&function.path());
    let label = match &options.name {
        Some(name) => quote!(name #name),
        None if function.owner.is_none() && function.sees_self_type() => quote!(method #path),
        None => return path.into(),
    };
    Group::new(Delimiter::Parenthesis, label).into()
}
