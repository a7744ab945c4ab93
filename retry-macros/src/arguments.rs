//! How the body gets its arguments for each attempt: as they are, if it leaves them so.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::Type;

use crate::args::Clones;
use crate::function::Function;
use crate::param::{Param, Passing};
use crate::shape::Shape;
use crate::{pattern, tokens, types};

/// A name that the function's parameters bind.
pub(crate) struct Argument {
    pub(crate) name: Ident,
    pub(crate) passing: Passing,
    /// `None` for `self` without a type.
    ty: Option<Type>,
    cfgs: TokenStream,
    /// Whether it is declared `mut`.
    mutable: bool,
    /// Whether it is the whole of its pattern.
    simple: bool,
}

/// What must be done so that each attempt can have it.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Treatment {
    /// Nothing: the body borrows it, or the compiler says on the body's line that it is used up.
    Keep,
    /// Declared `mut`: each attempt changes a copy of its own.
    Copy,
    /// A `&mut` in some form: each attempt borrows from it.
    Reborrow,
    /// Used up by an attempt, which leaves a clone for the next.
    Clone,
    /// Borrowed as `&mut` by an async body that may only read it, because a future that holds a
    /// `&T` is `Send` only if `T` is `Sync`.
    BorrowUniquely,
}

pub(crate) fn of(function: &Function) -> Vec<Argument> {
    let mut arguments = Vec::new();
    for param in &function.params {
        match param {
            Param::Receiver(receiver) => arguments.push(Argument {
                name: Ident::new(
                    if function.is_async_trait() {
                        "__self"
                    } else {
                        "self"
                    },
                    receiver.self_token.span,
                ),
                passing: receiver.passing(),
                ty: receiver.ty().cloned(),
                cfgs: TokenStream::new(),
                mutable: receiver.is_mutable_value(),
                simple: true,
            }),
            Param::Typed(typed) => {
                let bindings = pattern::bindings(&typed.pat);
                let simple = bindings.len() == 1 && pattern::is_simple(&typed.pat);
                let cfgs: TokenStream = typed.cfgs().map(ToTokens::to_token_stream).collect();
                arguments.extend(bindings.into_iter().map(|binding| Argument {
                    name: binding.name,
                    passing: typed.passing(),
                    ty: Some(typed.ty.clone()),
                    cfgs: cfgs.clone(),
                    mutable: binding.mutable,
                    simple,
                }));
            }
            Param::Variadic(_) => {}
        }
    }
    arguments
}

impl Argument {
    pub(crate) fn treatment(
        &self,
        clones: &Clones,
        function: &Function,
        shape: &Shape,
    ) -> Treatment {
        let body = &function.body.tokens;
        let mentioned = tokens::mention(body, &self.name);
        if self.is_cloned(clones, function, mentioned) {
            return Treatment::Clone;
        }
        match self.passing {
            Passing::MutableReference
                if self.simple && (self.mutable || tokens::may_move(body, &self.name)) =>
            {
                Treatment::Reborrow
            }
            Passing::OptionalReference | Passing::PinnedReference if self.simple && mentioned => {
                Treatment::Reborrow
            }
            _ if self.mutable => Treatment::Copy,
            Passing::Value if self.simple && mentioned && shape.has_async_block() => {
                Treatment::BorrowUniquely
            }
            _ => Treatment::Keep,
        }
    }

    fn is_cloned(&self, clones: &Clones, function: &Function, mentioned: bool) -> bool {
        match clones {
            Clones::None => false,
            Clones::Named(names) => names.iter().any(|name| self.is_named(name)),
            Clones::All => {
                let may_be_cloned = |ty| types::may_be_cloned(ty, &function.generics);
                self.passing == Passing::Value
                    && mentioned
                    && self.ty.as_ref().is_none_or(may_be_cloned)
            }
        }
    }

    /// Whether the user calls it so.
    pub(crate) fn is_named(&self, name: &Ident) -> bool {
        self.name == *name || self.name == "__self" && name == "self"
    }

    /// Whether its declaration must be `mut`, if it must not stay as it is.
    pub(crate) fn declared_mutable(&self, treatment: Treatment) -> Option<bool> {
        match treatment {
            Treatment::Keep => None,
            Treatment::Copy => Some(false),
            Treatment::Reborrow => Some(self.passing != Passing::MutableReference),
            Treatment::Clone | Treatment::BorrowUniquely => Some(true),
        }
    }

    /// The name that stands for `self` where each attempt has its own: `self` cannot be bound.
    pub(crate) fn renamed_self(&self, treatment: Treatment) -> Option<Ident> {
        let rebound = matches!(treatment, Treatment::Copy | Treatment::Reborrow);
        (rebound && self.name == "self")
            .then(|| Ident::new("this", Span::mixed_site().located_at(self.name.span())))
    }

    /// The statement that gives an attempt its own.
    pub(crate) fn bind(&self, treatment: Treatment, private: &TokenStream) -> TokenStream {
        let site = Span::mixed_site();
        let Self { name, cfgs, .. } = self;
        let fresh = match (treatment, self.passing) {
            (Treatment::Copy, _) => quote!(#name),
            (Treatment::Reborrow, Passing::OptionalReference) => {
                quote_spanned!(site=> #private::Option::as_deref_mut(&mut #name))
            }
            (Treatment::Reborrow, Passing::PinnedReference) => {
                quote_spanned!(site=> #private::Pin::as_mut(&mut #name))
            }
            (Treatment::Reborrow, _) => quote_spanned!(site=> &mut *#name),
            (Treatment::Keep | Treatment::Clone | Treatment::BorrowUniquely, _) => {
                return TokenStream::new();
            }
        };
        let renamed = self.renamed_self(treatment);
        let bound = renamed.as_ref().unwrap_or(name);
        let mutability = self.mutable.then(|| quote_spanned!(bound.span()=> mut));
        quote_spanned!(site=> #cfgs let #mutability #bound = #fresh;)
    }

    /// The statement that keeps a clone for the next attempt, if there may be one.
    pub(crate) fn spare(&self, private: &TokenStream) -> TokenStream {
        let site = Span::mixed_site();
        let (name, cfgs, spare) = (&self.name, &self.cfgs, self.spare_name());
        let clone = quote_spanned!(site.located_at(name.span())=> #private::clone_argument);
        quote_spanned! {site=>
            #cfgs
            let #spare = if may_retry { #private::Some(#clone(&#name)) } else { #private::None };
        }
    }

    /// The statement that gives the clone to the next attempt.
    pub(crate) fn restore(&self, private: &TokenStream) -> TokenStream {
        let site = Span::mixed_site();
        let (name, cfgs, spare) = (&self.name, &self.cfgs, self.spare_name());
        quote_spanned! {site=>
            #cfgs
            {
                #name = match #spare {
                    #private::Some(spare) => spare,
                    #private::None => break outcome,
                };
            }
        }
    }

    /// The statement that makes an async block capture it as `&mut`.
    pub(crate) fn borrow_uniquely(&self) -> TokenStream {
        let Self { name, cfgs, .. } = self;
        quote_spanned!(Span::mixed_site()=> #cfgs { _ = &mut #name; })
    }

    fn spare_name(&self) -> Ident {
        Ident::new(&format!("spare_{}", self.name), Span::mixed_site())
    }
}
