//! A whole `impl` block: each method in it that can fail.

use proc_macro2::{Group, TokenStream, TokenTree};
use quote::quote;
use syn::Type;

use crate::item::attr_tokens::{self as written_attribute, WrittenAttribute};
use crate::item::body;
use crate::item::function::Function;
use crate::item::types::{self, Future, Output};
use crate::tokens;

pub(crate) struct ImplBlock {
    pub(crate) attrs: Vec<WrittenAttribute>,
    head: Vec<TokenTree>,
    braces: Group,
    inner_attrs: TokenStream,
    items: Vec<Item>,
}

enum Item {
    /// A method that can fail and has no `#[retry]` of its own.
    Retried(Box<Function>),
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
        let mut rest = item;
        let attrs = WrittenAttribute::take_from(&mut rest);
        let [head @ .., TokenTree::Group(braces)] = rest else {
            return Err(tokens::error(&[], "expected `impl … { … }`"));
        };
        let owner = type_name(head);
        let mut content = tokens::content(braces);
        let inner_attrs = content
            .drain(..written_attribute::inner_length(&content))
            .collect();
        let mut rest = &content[..];
        let mut items = Vec::new();
        while !rest.is_empty() {
            items.push(Item::take_from(&mut rest, owner.as_deref()));
        }
        Ok(Self {
            attrs,
            head: head.to_vec(),
            braces: braces.clone(),
            inner_attrs,
            items,
        })
    }

    /// The methods that the block's attribute retries.
    pub(crate) fn retried(&self) -> impl Iterator<Item = &Function> {
        self.items.iter().filter_map(|item| match item {
            Item::Retried(function) => Some(&**function),
            Item::Other(_) => None,
        })
    }

    /// The block with each of these methods changed.
    pub(crate) fn map_retried(self, change: impl Fn(Function) -> TokenStream) -> TokenStream {
        let Self {
            attrs,
            head,
            braces,
            inner_attrs,
            items,
        } = self;
        let items = items.into_iter().map(|item| match item {
            Item::Other(tokens) => tokens,
            Item::Retried(function) => change(*function),
        });
        let block = tokens::with_content(&braces, quote!(#inner_attrs #(#items)*));
        quote!(#(#attrs)* #(#head)* #block)
    }
}

/// The last name before the generics of the type that is implemented.
fn type_name(head: &[TokenTree]) -> Option<String> {
    let words = tokens::outside_brackets(head)
        .map(|(_, token)| token)
        .take_while(|token| !tokens::is_word(token, "where"));
    let names = words.filter(|token| matches!(token, TokenTree::Ident(_)));
    names.last().map(TokenTree::to_string)
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
    fn take_from(tokens: &mut &[TokenTree], owner: Option<&str>) -> Self {
        let Ok(mut function) = Function::read(tokens) else {
            return Self::Other(take_other(tokens));
        };
        let own = |attr: &WrittenAttribute| attr.retry().is_some();
        match function.attrs.iter().position(own) {
            None if can_fail(&function) => {
                function.owner = owner.map(ToOwned::to_owned);
                return Self::Retried(Box::new(function));
            }
            Some(at) if function.attrs[at].says_only("skip") => {
                function.attrs.remove(at);
            }
            None | Some(_) => {}
        }
        Self::Other(function.unchanged())
    }
}

fn take_other(tokens: &mut &[TokenTree]) -> TokenStream {
    let ends = |token| tokens::is_punct(token, ';') || body::braces(token).is_some();
    let end = tokens.iter().position(ends);
    let (item, rest) = tokens.split_at(end.map_or(tokens.len(), |end| end + 1));
    *tokens = rest;
    item.iter().cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::type_name;
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
            let name = type_name(&tokens);
            assert_eq!(name.as_deref(), Some("Client"), "{block}");
        }
    }
}
