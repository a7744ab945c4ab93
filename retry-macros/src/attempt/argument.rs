//! How the body gets its arguments for each attempt: as they are, if it leaves them so.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};

use crate::attempt::{Attempted, Shape};
use crate::item::function::Function;
use crate::item::param::Param;
use crate::item::passed_by::Passing;
use crate::item::pattern;
use crate::item::type_tokens::WrittenType;
use crate::item::types;
use crate::options::Clones;
use crate::tokens;

/// A name that the part can use: a parameter, or what a statement before the part binds.
pub(crate) struct Argument {
    pub(crate) name: Ident,
    pub(crate) passing: Passing,
    /// `None` if it is not written.
    ty: Option<WrittenType>,
    cfgs: TokenStream,
    /// Whether it is declared `mut`.
    mutable: bool,
    declared: Declared,
    /// Whether statements before the part had it in hand, whose changes the part must see.
    prepared: bool,
}

#[derive(Clone, Copy, PartialEq)]
enum Declared {
    /// As the whole of a pattern, which can be made `mut`.
    Plainly,
    /// Inside a pattern, where a `mut` may change what the pattern means.
    InPattern,
    /// By a statement before the part.
    ByStatement,
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
    /// Used up by an attempt, which has a clone unless it is the last possible one.
    Clone,
    /// Borrowed as `&mut` by an async body that may only read it, because a future that holds a
    /// `&T` is `Send` only if `T` is `Sync`.
    BorrowUniquely,
}

pub(crate) fn of(function: &Function, attempted: &Attempted) -> Vec<Argument> {
    let params = function.params.iter();
    let mut arguments: Vec<Argument> = params.flat_map(|it| of_param(it, function)).collect();
    let by_user = matches!(attempted.shape, Shape::Block(_)) && !function.is_async_trait();
    if by_user {
        for argument in &mut arguments {
            argument.prepared = tokens::mention(&attempted.before, &argument.name);
        }
    }
    for binding in attempted.lets.iter().flat_map(|it| pattern::bindings(it)) {
        let same = arguments.iter().position(|it| it.name == binding.name);
        if let (Some(at), false) = (same, by_user) {
            // `#[async_trait]` moves the `mut` of a parameter to a statement of its own.
            let argument = &mut arguments[at];
            argument.mutable = binding.mutable && argument.passing != Passing::MutableReference;
            continue;
        }
        if let Some(shadowed) = same {
            arguments.remove(shadowed);
        }
        arguments.push(Argument {
            name: binding.name,
            passing: Passing::Value,
            ty: None,
            cfgs: TokenStream::new(),
            mutable: binding.mutable,
            declared: if by_user {
                Declared::ByStatement
            } else {
                Declared::InPattern
            },
            prepared: by_user,
        });
    }
    arguments
}

fn of_param(param: &Param, function: &Function) -> Vec<Argument> {
    let argument = |name, mutable, declared| Argument {
        name,
        passing: param.passing(),
        ty: param.ty().cloned(),
        cfgs: param.cfgs(),
        mutable,
        declared,
        prepared: false,
    };
    if let Some(word) = param.receiver() {
        let name = if function.is_async_trait() {
            Ident::new("__self", word.span())
        } else {
            word.clone()
        };
        let mutable = tokens::is_word(&param.pat[0], "mut");
        return vec![argument(name, mutable, Declared::Plainly)];
    }
    let declared = if pattern::is_simple(&param.pat) {
        Declared::Plainly
    } else {
        Declared::InPattern
    };
    let bindings = pattern::bindings(&param.pat).into_iter();
    bindings
        .map(|it| argument(it.name, it.mutable, declared))
        .collect()
}

impl Argument {
    pub(crate) fn treatment(
        &self,
        clones: &Clones,
        function: &Function,
        attempted: &Attempted,
    ) -> Treatment {
        let part = &attempted.part;
        let is_plain = self.declared == Declared::Plainly;
        let is_mentioned = || tokens::mention(part, &self.name);
        if self.is_cloned(clones, function, part) {
            return Treatment::Clone;
        }
        match self.passing {
            Passing::MutableReference
                if is_plain && (self.mutable || tokens::may_move(part, &self.name)) =>
            {
                Treatment::Reborrow
            }
            Passing::OptionalReference | Passing::PinnedReference if is_plain && is_mentioned() => {
                Treatment::Reborrow
            }
            _ if self.mutable
                && is_mentioned()
                && (!self.prepared || tokens::may_change(part, &self.name)) =>
            {
                Treatment::Copy
            }
            Passing::Value
                if attempted.is_block()
                    && !attempted.borrows
                    && !self.ty.as_ref().is_some_and(WrittenType::is_primitive)
                    && is_mentioned()
                    && self.may_be_mut(part) =>
            {
                Treatment::BorrowUniquely
            }
            _ => Treatment::Keep,
        }
    }

    /// Whether it can be declared `mut` without hiding from the user that a `mut` is missing.
    fn may_be_mut(&self, part: &TokenStream) -> bool {
        self.mutable || !tokens::may_change(part, &self.name)
    }

    fn is_cloned(&self, clones: &Clones, function: &Function, part: &TokenStream) -> bool {
        match clones {
            Clones::None => false,
            Clones::Named(names) => names.iter().any(|name| self.is_named(name)),
            Clones::All if self.declared == Declared::ByStatement => {
                tokens::may_move(part, &self.name)
            }
            Clones::All => {
                let ty = || self.ty.as_ref().and_then(WrittenType::read);
                self.passing == Passing::Value
                    && tokens::mention(part, &self.name)
                    && ty().is_none_or(|ty| types::may_be_cloned(&ty, &function.generics()))
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
            _ if self.declared == Declared::ByStatement => None,
            Treatment::Copy => (!self.prepared).then_some(false),
            Treatment::Reborrow => Some(self.passing != Passing::MutableReference),
            Treatment::Clone | Treatment::BorrowUniquely => {
                (self.declared == Declared::Plainly).then_some(true)
            }
        }
    }

    /// The statement that makes it `mut` for all attempts, where its declaration must stay as it is.
    pub(crate) fn rebind(&self, treatment: Treatment) -> Option<TokenStream> {
        let Self { name, cfgs, .. } = self;
        let borrowed = matches!(treatment, Treatment::Clone | Treatment::BorrowUniquely);
        (borrowed && !self.mutable && self.declared != Declared::Plainly)
            .then(|| quote_spanned!(Span::mixed_site()=> #cfgs let mut #name = #name;))
    }

    /// The name that stands for `self` where each attempt has its own: `self` cannot be bound.
    pub(crate) fn renamed_self(&self, treatment: Treatment) -> Option<Ident> {
        let rebound = matches!(treatment, Treatment::Copy | Treatment::Reborrow);
        (rebound && self.name == "self")
            .then(|| Ident::new("__this", Span::mixed_site().located_at(self.name.span())))
    }

    /// The statement that gives an attempt its own.
    pub(crate) fn bind(&self, treatment: Treatment, private: &Ident) -> TokenStream {
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
        quote_spanned! {site=>
            #cfgs
            #[allow(clippy::shadow_same, clippy::shadow_reuse)]
            let #mutability #bound = #fresh;
        }
    }

    /// The statement that keeps the original for the next attempt, if there may be one. What is not
    /// `Clone` is reported at the declaration, through the runtime's path `at_name`.
    pub(crate) fn spare(&self, private: &Ident, at_name: &Ident) -> TokenStream {
        let site = Span::mixed_site();
        let (name, cfgs, spare) = (&self.name, &self.cfgs, self.spare_name());
        let clone = quote_spanned! {site.located_at(name.span())=>
            #at_name::clone_argument(&#name)
        };
        quote_spanned! {site=>
            #cfgs
            let #spare = if __may_retry {
                let __clone = #clone;
                #private::Some(#private::replace(&mut #name, __clone))
            } else {
                #private::None
            };
        }
    }

    /// The statement that gives the original to the next attempt.
    pub(crate) fn restore(&self, private: &Ident) -> TokenStream {
        let site = Span::mixed_site();
        let (name, cfgs, spare) = (&self.name, &self.cfgs, self.spare_name());
        quote_spanned! {site=>
            #cfgs
            {
                #name = match #spare {
                    #private::Some(__spare) => __spare,
                    #private::None => break __outcome,
                };
            }
        }
    }

    /// The statement that makes an async block capture it as `&mut`.
    pub(crate) fn borrow_uniquely(&self, treatment: Treatment) -> Option<TokenStream> {
        let Self { name, cfgs, .. } = self;
        let is_mutable = match treatment {
            Treatment::Clone | Treatment::BorrowUniquely => true,
            // Lest its `mut` seem superfluous.
            Treatment::Copy => self.prepared,
            Treatment::Keep | Treatment::Reborrow => false,
        };
        is_mutable.then(|| quote_spanned!(Span::mixed_site()=> #cfgs { _ = &mut #name; }))
    }

    fn spare_name(&self) -> Ident {
        Ident::new(&format!("__spare_{}", self.name), Span::mixed_site())
    }
}
