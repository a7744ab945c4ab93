//! How each attempt gets its arguments: as they are, if the user's code leaves them so.

use proc_macro2::{Ident, TokenStream};

use crate::attempt::AttemptKind;
use crate::attempt::lending::{self, Lending};
use crate::attempt::usage::{may_move, may_mutate};
use crate::item::bounds::Bounds;
use crate::item::function::Function;
use crate::item::param::Param;
use crate::item::passed_by::PassedBy;
use crate::item::pattern::{self, Binding};
use crate::item::type_tokens::TypeTokens;
use crate::item::types;
use crate::options::Options;
use crate::options::clones::Clones;
use crate::options::conversions::Conversion;
use crate::tokens::{self, mentions};

/// A name that the user's code can use: a parameter, or a variable of a statement before the code.
pub(crate) struct Argument {
    pub(crate) name: Ident,
    /// The name that the user calls it by: `self`, where the code calls it otherwise.
    user_name: Ident,
    pub(crate) passed_by: PassedBy,
    /// Missing if it is not written.
    ty: Option<TypeTokens>,
    pub(crate) cfgs: TokenStream,
    /// Whether it is declared `mut`.
    pub(crate) is_mut: bool,
    pub(crate) site: BindingSite,
    /// Whether statements before the code use it. The code must see what they changed.
    pub(crate) used_before_attempt: bool,
    /// The option to write if the code uses it up, which it may do as far as its tokens show.
    pub(crate) remedy: Option<Remedy>,
    /// The type to which it is converted before the first attempt.
    pub(crate) conversion: Option<(TypeTokens, Convert)>,
}

/// The option that gives each attempt an argument of its own.
#[derive(Clone, Copy)]
pub(crate) enum Remedy {
    Clone,
    Lend,
    Into,
}

/// How an argument is converted.
#[derive(Clone, Copy)]
pub(crate) enum Convert {
    /// By `Into`.
    Into,
    /// By `ToString`.
    ToString,
    /// By `collect`, from an iterator whose items stay as they are.
    Collect,
    /// By `collect`, after the conversion of each item.
    CollectInto,
}

#[derive(Clone, Copy, PartialEq)]
pub(crate) enum BindingSite {
    /// The whole pattern of a parameter, which can be made `mut`.
    Param,
    /// A part of a pattern, where a `mut` may change the meaning of the pattern.
    Pattern,
    /// A statement of the user's before the code.
    Let,
}

/// What must be done so that each attempt can have an argument.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum ArgMode {
    /// Nothing: the code borrows it, or the compiler reports in the code that it is used up.
    Keep,
    /// It is declared `mut`: each attempt changes its own copy.
    Copy,
    /// It is a `&mut` in some form: each attempt borrows from it.
    Reborrow,
    /// Each attempt gets a reference to it.
    Lend(Lending),
    /// An attempt uses it up, and gets a clone unless it is the last attempt.
    Clone,
    /// As `Clone`, but what runs after the attempt names it too: the last attempt gets a clone too.
    CloneForEach,
    /// An async block that may only read it borrows it as `&mut`: a future that holds a `&T` is `Send` only if
    /// `T` is `Sync`.
    BorrowMut,
}

/// All that decides about the arguments.
pub(crate) struct Scope<'a> {
    pub(crate) function: &'a Function,
    pub(crate) options: &'a Options,
    /// The user's code that runs after an attempt: hooks and decisions.
    pub(crate) code_after: &'a TokenStream,
    /// The user's code.
    pub(crate) code: TokenStream,
    /// The tokens before the code.
    pub(crate) setup: TokenStream,
    pub(crate) kind: &'a AttemptKind,
    /// Whether the code is an async block without `move`.
    pub(crate) borrows: bool,
    /// Whether the user wrote the statements before the code.
    pub(crate) has_user_setup: bool,
}

impl Scope<'_> {
    /// Lists the arguments. `lets` are the variables of the statements before the code.
    pub(crate) fn arguments(&self, lets: Vec<Binding>) -> Vec<Argument> {
        let params = self.function.params.iter();
        let mut arguments: Vec<Argument> =
            params.flat_map(|param| self.arguments_of(param)).collect();
        for binding in lets {
            let same = arguments.iter().position(|it| it.name == binding.name);
            match same {
                Some(index) if !self.has_user_setup => {
                    // The statement has the `mut` of the parameter that it binds once more.
                    let argument = &mut arguments[index];
                    argument.is_mut = binding.is_mut && argument.passed_by != PassedBy::MutRef;
                }
                Some(index) => {
                    // It shadows the parameter.
                    arguments.remove(index);
                    arguments.push(self.argument_of_let(binding));
                }
                None => arguments.push(self.argument_of_let(binding)),
            }
        }
        arguments
    }

    fn arguments_of(&self, param: &Param) -> Vec<Argument> {
        let argument = |name: Ident, user_name: Ident, is_mut, site| Argument {
            used_before_attempt: self.has_user_setup && mentions(&self.setup, &name),
            remedy: self.remedy(param, &name),
            conversion: self.conversion(&user_name, param.passed_by(), param.ty()),
            name,
            user_name,
            passed_by: param.passed_by(),
            ty: param.ty().cloned(),
            cfgs: param.cfgs(),
            is_mut,
            site,
        };
        if let Some(receiver) = param.receiver() {
            let name = self.function.receiver_in_body(receiver);
            let is_mut = tokens::is_word(&param.pat[0], "mut");
            return vec![argument(name, receiver.clone(), is_mut, BindingSite::Param)];
        }
        let site = if pattern::is_name(&param.pat) {
            BindingSite::Param
        } else {
            BindingSite::Pattern
        };
        let bindings = pattern::bindings(&param.pat).into_iter();
        bindings
            .map(|it| argument(it.name.clone(), it.name, it.is_mut, site))
            .collect()
    }

    fn argument_of_let(&self, Binding { name, is_mut }: Binding) -> Argument {
        Argument {
            conversion: self.conversion(&name, PassedBy::Value, None),
            user_name: name.clone(),
            name,
            passed_by: PassedBy::Value,
            ty: None,
            cfgs: TokenStream::new(),
            is_mut,
            site: if self.has_user_setup {
                BindingSite::Let
            } else {
                BindingSite::Pattern
            },
            used_before_attempt: self.has_user_setup,
            remedy: None,
        }
    }

    /// Returns the option that fits the type, if the code may use the argument up.
    fn remedy(&self, param: &Param, name: &Ident) -> Option<Remedy> {
        let is_primitive = param.ty().is_some_and(TypeTokens::is_primitive);
        if param.passed_by() != PassedBy::Value || is_primitive || !may_move(&self.code, name) {
            return None;
        }
        Some(match self.bounds(param.ty()) {
            Some(bounds) if bounds.has_any(&["Into", "IntoIterator", "ToString"]) => Remedy::Into,
            Some(bounds) if !bounds.has_any(&["Clone", "Copy"]) => Remedy::Lend,
            _ => Remedy::Clone,
        })
    }

    /// Returns the type after the conversion that the options name, and how it is made.
    fn conversion(
        &self,
        user_name: &Ident,
        passed_by: PassedBy,
        ty: Option<&TypeTokens>,
    ) -> Option<(TypeTokens, Convert)> {
        let mut conversions = self.options.conversions.iter();
        let Conversion { ty: new_ty, .. } = conversions
            .find(|it| it.name == *user_name)
            .filter(|_| passed_by == PassedBy::Value)?;
        let convert = match self.bounds(ty) {
            Some(bounds) if bounds.has_any(&["Into"]) => Convert::Into,
            Some(bounds) if bounds.has_any(&["IntoIterator"]) && new_ty.is_inferred() => {
                Convert::Collect
            }
            Some(bounds) if bounds.has_any(&["IntoIterator"]) => Convert::CollectInto,
            Some(bounds) if bounds.has_any(&["ToString"]) => Convert::ToString,
            _ => Convert::Into,
        };
        Some((new_ty.clone(), convert))
    }

    fn bounds(&self, ty: Option<&TypeTokens>) -> Option<Bounds> {
        Bounds::of(ty?, self.function)
    }

    /// Decides how each attempt gets the argument.
    pub(crate) fn mode(&self, argument: &Argument) -> ArgMode {
        let Argument { name, is_mut, .. } = argument;
        if self.is_lent_by_name(argument) {
            let bounds = self.bounds(argument.ty.as_ref());
            let lending = lending::asked_for(bounds.as_ref(), self.kind);
            return ArgMode::Lend(lending);
        }
        if argument.conversion.is_some() || self.is_cloned(argument) {
            return if mentions(self.code_after, &argument.user_name) {
                ArgMode::CloneForEach
            } else {
                ArgMode::Clone
            };
        }
        let is_param = argument.site == BindingSite::Param;
        let lending = self.lending(argument);
        let is_mentioned = || mentions(&self.code, name);
        match argument.passed_by {
            PassedBy::MutRef if is_param && (*is_mut || may_move(&self.code, name)) => {
                ArgMode::Reborrow
            }
            PassedBy::OptionMutRef | PassedBy::PinMutRef if is_param && is_mentioned() => {
                ArgMode::Reborrow
            }
            PassedBy::Value if is_param && lending.is_some() => {
                lending.map_or(ArgMode::Keep, ArgMode::Lend)
            }
            _ if *is_mut
                && is_mentioned()
                && (!argument.used_before_attempt || may_mutate(&self.code, name)) =>
            {
                ArgMode::Copy
            }
            PassedBy::Value
                if self.is_async_block()
                    && !self.borrows
                    && !argument.is_primitive()
                    && is_mentioned()
                    // Otherwise the new `mut` would hide from the user that one is missing.
                    && (*is_mut || !may_mutate(&self.code, name)) =>
            {
                ArgMode::BorrowMut
            }
            _ => ArgMode::Keep,
        }
    }

    /// Returns whether an attempt is an async block, which borrows the names that it mentions, unless a `move` takes
    /// them.
    fn is_async_block(&self) -> bool {
        matches!(self.kind, AttemptKind::AsyncFn | AttemptKind::AsyncBlock(_))
    }

    fn is_lent_by_name(&self, argument: &Argument) -> bool {
        let mut names = self.options.lent.iter();
        argument.passed_by == PassedBy::Value && names.any(|name| argument.is_called(name))
    }

    /// Returns how each attempt borrows the argument, if its bounds make certain that the code can use a reference
    /// instead.
    fn lending(&self, argument: &Argument) -> Option<Lending> {
        let is_used = (argument.is_mut || may_move(&self.code, &argument.name))
            && mentions(&self.code, &argument.name);
        let bounds = is_used.then(|| self.bounds(argument.ty.as_ref()))??;
        if lending::changes_what_it_captured(&bounds) {
            return Some(Lending::MutRef);
        }
        // The reference would have another type than the argument: nothing else may name that type, nor may the
        // function call itself, each time with a reference to the reference before.
        let is_type_named = bounds
            .parameter
            .as_ref()
            .is_some_and(|parameter| !self.function.is_type_of_one_argument(parameter));
        if is_type_named || mentions(&self.code, &self.function.ident) {
            return None;
        }
        lending::certain(&bounds, self.kind)
    }

    fn is_cloned(&self, argument: &Argument) -> bool {
        match &self.options.clones {
            Clones::None => false,
            Clones::Named(names) => names.iter().any(|name| argument.is_called(name)),
            Clones::All if argument.site == BindingSite::Let => {
                may_move(&self.code, &argument.name)
            }
            Clones::All => {
                let ty = || argument.ty.as_ref().and_then(TypeTokens::parse);
                let generics = || self.function.generics();
                argument.passed_by == PassedBy::Value
                    && mentions(&self.code, &argument.name)
                    && ty().is_none_or(|ty| types::may_be_cloned(&ty, &generics()))
            }
        }
    }
}

impl Argument {
    /// Returns whether the user calls it by this name.
    pub(crate) fn is_called(&self, name: &Ident) -> bool {
        self.user_name == *name
    }

    fn is_primitive(&self) -> bool {
        self.ty.as_ref().is_some_and(TypeTokens::is_primitive)
    }

    /// Returns whether its declaration must be `mut`, or `None` if it must not change.
    pub(crate) fn declared_mut(&self, mode: ArgMode) -> Option<bool> {
        match mode {
            ArgMode::Keep => None,
            _ if self.site == BindingSite::Let => None,
            _ if self.conversion.is_some() => self.is_mut.then_some(false),
            ArgMode::Copy | ArgMode::CloneForEach | ArgMode::Lend(Lending::Ref) => {
                (self.is_mut && !self.used_before_attempt).then_some(false)
            }
            ArgMode::Reborrow => Some(self.passed_by != PassedBy::MutRef),
            ArgMode::Lend(Lending::MutRef) | ArgMode::Clone | ArgMode::BorrowMut => {
                (self.site == BindingSite::Param).then_some(true)
            }
        }
    }
}
