//! The budget that a bare `budget` on an `impl` block gives to all its methods.

use proc_macro2::{Ident, TokenStream};
use quote::quote_spanned;
use std::hash::{DefaultHasher, Hash, Hasher};

use crate::codegen::runtime::{self, glue};
use crate::item::Item;
use crate::options::Options;
use crate::options::budget::Budget;

// Input:
//     #[retry(budget)] impl Client { … }
//
// Output, beside the block:
//     static __RETRY_BUDGET_91AC07D2…: retries::Budget = retries::Budget::new();
/// Makes the methods of a block use one `static`, and returns it. A trait's `impl` has no room for an item of
/// ours, so that it stands beside the block. Its name is made of the block's tokens, because a type may have
/// two blocks in one module.
pub(crate) fn share_budget<F>(
    options: &mut Options,
    item: &Item<F>,
    tokens: &TokenStream,
) -> Option<TokenStream> {
    let (Item::Impl(block), Some(Budget::Own(span))) = (item, &options.budget) else {
        return None;
    };
    let mut hasher = DefaultHasher::new();
    tokens.to_string().hash(&mut hasher);
    let name = format!("__RETRY_BUDGET_{:016X}", hasher.finish());
    let name = Ident::new(&name, runtime::at(*span));
    let cfgs = block.attrs.iter().filter(|attr| attr.is_named("cfg"));
    let runtime = runtime::path(options.crate_path.as_ref());
    let shared = quote_spanned! {glue()=>
        #(#cfgs)*
        #[doc(hidden)]
        static #name: #runtime::Budget = #runtime::Budget::new();
    };
    options.budget = Some(Budget::OfBlock(name));
    Some(shared)
}
