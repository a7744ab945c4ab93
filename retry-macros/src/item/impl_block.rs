//! An `impl` block, in which each method that can fail is retried.

use proc_macro2::{Group, Ident, TokenStream, TokenTree};
use quote::{ToTokens, quote};

use crate::item::attr_tokens::{self, AttrTokens};
use crate::item::function::Function;
use crate::item::scanner::{Scanner, is_semicolon_or_block};
use crate::item::{type_name, types};
use crate::tokens;

/// The block. `F` is a method that is retried.
pub(crate) struct ImplBlock<F> {
    pub(crate) attrs: Vec<AttrTokens>,
    head: Vec<TokenTree>,
    braces: Group,
    inner_attrs: TokenStream,
    members: Vec<Member<F>>,
    /// The names of the attributes that retry a method beside `#[retry(skip)]`.
    pub(crate) skipped_and_retried: Vec<Ident>,
}

enum Member<F> {
    /// A method that can fail and has no `#[retry]` of its own.
    Retried(F),
    Other(TokenStream),
}

/// Returns whether the item is an `impl` block, below its attributes.
pub(crate) fn begins_impl(item: &[TokenTree]) -> bool {
    match item {
        [TokenTree::Punct(_), TokenTree::Group(_), rest @ ..] => begins_impl(rest),
        [TokenTree::Ident(word), rest @ ..] if word == "unsafe" => begins_impl(rest),
        [TokenTree::Ident(word), ..] => word == "impl",
        _ => false,
    }
}

impl ImplBlock<Function> {
    /// Parses a block with nothing after it.
    pub(crate) fn parse(item: &[TokenTree]) -> syn::Result<Self> {
        let mut scanner = Scanner::new(item);
        let attrs = AttrTokens::scan(&mut scanner);
        let [head @ .., TokenTree::Group(braces)] = scanner.rest() else {
            return Err(tokens::error_at_first(&[], "expected `impl … { … }`"));
        };
        let owner = type_name::of_impl(head);
        let content = tokens::content(braces);
        let mut scanner = Scanner::new(&content);
        let inner_attrs = scanner.take(attr_tokens::inner_length(&content));
        let mut members = Vec::new();
        let mut skipped_and_retried = Vec::new();
        while !scanner.is_empty() {
            let member = Member::scan(&mut scanner, owner.as_deref(), &mut skipped_and_retried);
            members.push(member);
        }
        Ok(Self {
            attrs,
            head: head.to_vec(),
            braces: braces.clone(),
            inner_attrs: inner_attrs.iter().cloned().collect(),
            members,
            skipped_and_retried,
        })
    }
}

impl<F> ImplBlock<F> {
    pub(crate) fn retried(&self) -> impl Iterator<Item = &F> {
        self.members.iter().filter_map(|member| match member {
            Member::Retried(function) => Some(function),
            Member::Other(_) => None,
        })
    }

    pub(crate) fn map<G>(self, mut change: impl FnMut(F) -> G) -> ImplBlock<G> {
        let members = self.members.into_iter().map(|member| match member {
            Member::Retried(function) => Member::Retried(change(function)),
            Member::Other(tokens) => Member::Other(tokens),
        });
        ImplBlock {
            attrs: self.attrs,
            head: self.head,
            braces: self.braces,
            inner_attrs: self.inner_attrs,
            members: members.collect(),
            skipped_and_retried: self.skipped_and_retried,
        }
    }
}

impl Member<Function> {
    fn scan(
        scanner: &mut Scanner,
        owner: Option<&str>,
        skipped_and_retried: &mut Vec<Ident>,
    ) -> Self {
        let Ok(mut function) = Function::parse(scanner) else {
            return Self::Other(scan_other(scanner));
        };
        let is_skip =
            |attr: &AttrTokens| attr.retry_name().is_some() && attr.has_only_argument("skip");
        let skip = function.attrs.iter().position(is_skip);
        if let Some(skip) = skip {
            function.attrs.remove(skip);
        }
        let own = function.attrs.iter().find_map(AttrTokens::retry_name);
        match (skip, own) {
            (None, None) if can_fail(&function) => {
                function.owner = owner.map(ToOwned::to_owned);
                return Self::Retried(function);
            }
            (Some(_), Some(own)) => skipped_and_retried.push(own),
            _ => {}
        }
        Self::Other(function.unchanged())
    }
}

fn can_fail(function: &Function) -> bool {
    function.constness.is_none() && function.return_type().is_some_and(types::can_fail)
}

/// Takes a constant, a type, a macro call, or what is no Rust.
fn scan_other(scanner: &mut Scanner) -> TokenStream {
    let rest = scanner.rest();
    let end = rest.iter().position(is_semicolon_or_block);
    let member = scanner.take(end.map_or(rest.len(), |end| end + 1));
    member.iter().cloned().collect()
}

impl ToTokens for ImplBlock<TokenStream> {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let Self {
            attrs,
            head,
            inner_attrs,
            ..
        } = self;
        let members = self.members.iter().map(|member| match member {
            Member::Retried(tokens) | Member::Other(tokens) => tokens,
        });
        let block = tokens::with_content(&self.braces, quote!(#inner_attrs #(#members)*));
        tokens.extend(quote!(#(#attrs)* #(#head)* #block));
    }
}
