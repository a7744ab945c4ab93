//! The item below the attribute: a function, or an `impl` block with its methods. All of it stays tokens, and
//! only its parts are located.

pub(crate) mod async_trait;
pub(crate) mod attr_tokens;
pub(crate) mod body;
pub(crate) mod bounds;
pub(crate) mod boxed;
pub(crate) mod function;
mod impl_block;
pub(crate) mod instrument;
pub(crate) mod param;
pub(crate) mod passed_by;
pub(crate) mod pattern;
pub(crate) mod scanner;
mod type_name;
pub(crate) mod type_tokens;
pub(crate) mod types;

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::ToTokens;

use crate::item::attr_tokens::AttrTokens;
use crate::item::function::Function;
use crate::item::impl_block::ImplBlock;
use crate::item::scanner::Scanner;

/// A function, or an `impl` block with the methods that are retried. `F` is [`Function`] at first, and tokens
/// in the end.
pub(crate) enum Item<F> {
    Function(F),
    Impl(ImplBlock<F>),
}

impl Item<Function> {
    pub(crate) fn parse(item: TokenStream) -> syn::Result<Self> {
        let tokens: Vec<TokenTree> = item.into_iter().collect();
        if impl_block::begins_impl(&tokens) {
            ImplBlock::parse(&tokens).map(Self::Impl)
        } else {
            Function::parse(&mut Scanner::new(&tokens)).map(Self::Function)
        }
    }
}

impl<F> Item<F> {
    /// Returns the attributes of the `impl` block.
    pub(crate) fn block_attrs(&self) -> &[AttrTokens] {
        match self {
            Self::Function(_) => &[],
            Self::Impl(block) => &block.attrs,
        }
    }

    /// Returns the names of the attributes that retry a method beside `#[retry(skip)]`.
    pub(crate) fn skipped_and_retried(&self) -> &[Ident] {
        match self {
            Self::Function(_) => &[],
            Self::Impl(block) => &block.skipped_and_retried,
        }
    }

    pub(crate) fn functions(&self) -> Vec<&F> {
        match self {
            Self::Function(function) => vec![function],
            Self::Impl(block) => block.retried().collect(),
        }
    }

    pub(crate) fn map<G>(self, mut change: impl FnMut(F) -> G) -> Item<G> {
        match self {
            Self::Function(function) => Item::Function(change(function)),
            Self::Impl(block) => Item::Impl(block.map(change)),
        }
    }
}

impl ToTokens for Item<TokenStream> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Self::Function(function) => function.to_tokens(tokens),
            Self::Impl(block) => block.to_tokens(tokens),
        }
    }
}
