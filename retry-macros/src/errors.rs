//! Mistakes in the user's code, collected so that the compiler reports all of them at once.

use proc_macro2::TokenStream;
use quote::ToTokens;

/// The mistakes found so far.
#[derive(Default)]
pub(crate) struct Errors(Vec<syn::Error>);

/// A value without the parts that are wrong, and the mistakes in these parts.
pub(crate) struct Partial<T> {
    pub(crate) value: T,
    pub(crate) errors: Errors,
}

impl Errors {
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn push(&mut self, error: syn::Error) {
        self.0.push(error);
    }

    pub(crate) fn append(&mut self, mut later: Self) {
        self.0.append(&mut later.0);
    }

    /// Returns the value, or keeps the mistake.
    pub(crate) fn take<T>(&mut self, result: syn::Result<T>) -> Option<T> {
        match result {
            Ok(value) => Some(value),
            Err(error) => {
                self.push(error);
                None
            }
        }
    }

    /// Returns the valid parts, and keeps the mistakes.
    pub(crate) fn take_partial<T>(&mut self, partial: Partial<T>) -> T {
        self.append(partial.errors);
        partial.value
    }
}

impl FromIterator<syn::Result<()>> for Errors {
    fn from_iter<I: IntoIterator<Item = syn::Result<()>>>(results: I) -> Self {
        Self(results.into_iter().filter_map(Result::err).collect())
    }
}

/// One `compile_error!` for each mistake, on its own token.
impl ToTokens for Errors {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.extend(self.0.iter().map(syn::Error::to_compile_error));
    }
}

impl<T> From<syn::Result<T>> for Partial<Option<T>> {
    fn from(result: syn::Result<T>) -> Self {
        let mut errors = Errors::default();
        let value = errors.take(result);
        Self { value, errors }
    }
}
