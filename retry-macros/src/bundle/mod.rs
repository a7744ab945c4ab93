//! `#[retries::policy(…)]`: everything that a `#[retry(…)]` can say, as a constant.

mod expand;
mod item;
mod slot;
mod validate;
mod word;

use proc_macro2::TokenStream;
use quote::quote;

use crate::bundle::item::BundleItem;
use crate::errors::Errors;
use crate::options::Options;
use crate::validate as rules;

// Input:
//     max_attempts = 4, on = transient
//     pub const PARTNERS: Policy;
//
// Output:
//     pub struct __PARTNERS;
//     impl<E: Transient> OnError<E> for &__PARTNERS { … }
//     pub const PARTNERS: Retry<__PARTNERS> = …;
//
// and with mistakes a constant with the default policy, so that the functions that use it have no more errors:
//     pub const PARTNERS: Policy = Policy::new(); compile_error!("…"); …
//
// and on another item, so that its users have no more errors:
//     fn get() -> Result<Value, Error> { body } compile_error!("…"); …
pub(crate) fn expand(options: TokenStream, item: &TokenStream) -> TokenStream {
    let mut errors = Errors::default();

    let options = errors.take_partial(Options::parse(options));
    errors.append(rules::options(&options));
    errors.append(validate::options(&options));

    let item = match BundleItem::parse(item.clone()) {
        Ok(item) => item,
        Err(error) => {
            errors.push(error);
            let unchanged = (!item::lacks_value(item)).then_some(item);
            return quote!(#unchanged #errors);
        }
    };
    let words = errors.take_partial(word::words(&options, &item.error));
    if errors.is_empty() {
        expand::bundle(&options, &item, &words)
    } else {
        let fallback = expand::fallback(&options, &item);
        quote!(#fallback #errors)
    }
}
