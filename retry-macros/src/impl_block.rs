//! A whole `impl` block: each method in it that can fail.

use proc_macro2::{Group, TokenStream, TokenTree};
use quote::quote;
use syn::{Ident, MetaList, Type};

use crate::body;
use crate::function::Function;
use crate::tokens;
use crate::types::{self, Future, Output};
use crate::written_attribute;

pub(crate) struct ImplBlock {
    head: Vec<TokenTree>,
    braces: Group,
    inner_attrs: TokenStream,
    items: Vec<Item>,
}

enum Item {
    Function(Box<Function>),
    Other(TokenStream),
}

/// Whether these tokens are an `impl` block.
pub(crate) fn is_next(item: &[TokenTree]) -> bool {
    match item {
        // An attribute.
        [TokenTree::Punct(_), TokenTree::Group(_), rest @ ..] => is_next(rest),
        [TokenTree::Ident(word), rest @ ..] if word == "unsafe" => is_next(rest),
        [TokenTree::Ident(word), ..] => word == "impl",
        _ => false,
    }
}

impl ImplBlock {
    /// Reads a block that is all there is.
    pub(crate) fn read(item: &[TokenTree]) -> syn::Result<Self> {
        let [head @ .., TokenTree::Group(braces)] = item else {
            return Err(tokens::error(&[], "expected `impl … { … }`"));
        };
        let mut content = tokens::content(braces);
        let inner_attrs = content
            .drain(..written_attribute::inner_length(&content))
            .collect();
        let mut rest = &content[..];
        let mut items = Vec::new();
        while !rest.is_empty() {
            items.push(Item::take_from(&mut rest));
        }
        Ok(Self {
            head: head.to_vec(),
            braces: braces.clone(),
            inner_attrs,
            items,
        })
    }

    /// The last name before the generics of the type that is implemented.
    fn type_name(&self) -> Option<String> {
        let words = tokens::outside_brackets(&self.head)
            .map(|(_, token)| token)
            .take_while(|token| !tokens::is_word(token, "where"));
        let names = words.filter(|token| matches!(token, TokenTree::Ident(_)));
        names.last().map(TokenTree::to_string)
    }

    /// The block with each method changed that can fail and says nothing else itself.
    pub(crate) fn map_functions(
        self,
        mut change: impl FnMut(Function) -> TokenStream,
    ) -> TokenStream {
        let owner = self.type_name();
        let Self {
            head,
            braces,
            inner_attrs,
            items,
        } = self;
        let items = items.into_iter().map(|item| match item {
            Item::Other(tokens) => tokens,
            Item::Function(mut function) => match own_attribute(&function) {
                Own::Skip(at) => {
                    function.attrs.remove(at);
                    function.unchanged()
                }
                Own::None if can_fail(&function) => {
                    function.owner.clone_from(&owner);
                    change(*function)
                }
                Own::None | Own::Options => function.unchanged(),
            },
        });
        let block = tokens::with_content(&braces, quote!(#inner_attrs #(#items)*));
        quote!(#(#head)* #block)
    }
}

/// What a method's own `#[retry]` says.
enum Own {
    None,
    Skip(usize),
    Options,
}

fn own_attribute(function: &Function) -> Own {
    for (at, attr) in function.attrs.iter().enumerate() {
        let Some(meta) = attr.meta() else { continue };
        let last = meta.path().segments.last();
        if last.is_some_and(|last| last.ident == "retry") {
            let said = meta.require_list().and_then(MetaList::parse_args::<Ident>);
            return match said {
                Ok(word) if word == "skip" => Own::Skip(at),
                _ => Own::Options,
            };
        }
    }
    Own::None
}

/// Whether the written return type ends in `Result`, or is a future of one.
fn can_fail(function: &Function) -> bool {
    let Some(ty) = function.return_type() else {
        return false;
    };
    let is_result = match Future::written(ty) {
        None => ty.read().as_ref().is_some_and(is_result),
        Some(Future { output, .. }) => match output {
            Output::Written(output) => output.read().as_ref().is_some_and(is_result),
            Output::Of(alias) => {
                let alias = alias.read();
                let output = alias.as_ref().and_then(types::last_generic);
                output.is_some_and(is_result)
            }
        },
    };
    is_result && function.constness.is_none()
}

fn is_result(ty: &Type) -> bool {
    match types::ungrouped(ty) {
        Type::Path(path) => {
            let last = path.path.segments.last();
            last.is_some_and(|last| last.ident.to_string().ends_with("Result"))
        }
        _ => false,
    }
}

impl Item {
    fn take_from(tokens: &mut &[TokenTree]) -> Self {
        if let Ok(function) = Function::read(tokens) {
            return Self::Function(Box::new(function));
        }
        let ends = |token| tokens::is_punct(token, ';') || body::braces(token).is_some();
        let end = tokens.iter().position(ends);
        let (item, rest) = tokens.split_at(end.map_or(tokens.len(), |end| end + 1));
        *tokens = rest;
        Self::Other(item.iter().cloned().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::ImplBlock;
    use proc_macro2::{TokenStream, TokenTree};

    #[test]
    fn a_block_is_named_after_the_type_that_is_implemented() {
        for block in [
            "impl Client {}",
            "impl Client<fn(Key) -> Value> {}",
            "unsafe impl<F: Fn(Key) -> Value> cache::Load<F> for shop::Client<F> where F: Copy {}",
        ] {
            let tokens: TokenStream = block.parse().expect("tokens");
            let tokens: Vec<TokenTree> = tokens.into_iter().collect();
            let name = ImplBlock::read(&tokens).expect("an impl").type_name();
            assert_eq!(name.as_deref(), Some("Client"), "{block}");
        }
    }
}
