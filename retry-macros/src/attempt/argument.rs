//! How each attempt gets its arguments: as they are, if the user's code leaves them so.

use proc_macro2::{Ident, TokenStream};

use crate::attempt::usage::{may_move, may_mutate};
use crate::item::fn_mut;
use crate::item::function::Function;
use crate::item::param::Param;
use crate::item::passed_by::PassedBy;
use crate::item::pattern::{self, Binding};
use crate::item::type_tokens::TypeTokens;
use crate::item::types;
use crate::options::clones::Clones;
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
    /// Whether the code may move it, as far as its tokens show.
    pub(crate) may_be_used_up: bool,
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
    /// It is a closure that changes what it captured: each attempt calls it through a `&mut`.
    Lend,
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
    pub(crate) clones: &'a Clones,
    /// The user's code that runs after an attempt: hooks and decisions.
    pub(crate) code_after: &'a TokenStream,
    /// The user's code.
    pub(crate) code: TokenStream,
    /// The tokens before the code.
    pub(crate) setup: TokenStream,
    /// Whether an attempt is an async block, which borrows what the code mentions.
    pub(crate) is_async_block: bool,
    /// Whether that block has no `move`.
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
        let argument = |name: Ident, user_name, is_mut, site| Argument {
            used_before_attempt: self.has_user_setup && mentions(&self.setup, &name),
            may_be_used_up: self.may_use_up(param, &name),
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
            may_be_used_up: false,
        }
    }

    fn may_use_up(&self, param: &Param, name: &Ident) -> bool {
        let is_primitive = param.ty().is_some_and(TypeTokens::is_primitive);
        param.passed_by() == PassedBy::Value && !is_primitive && may_move(&self.code, name)
    }

    /// Decides how each attempt gets the argument.
    pub(crate) fn mode(&self, argument: &Argument) -> ArgMode {
        let Argument { name, is_mut, .. } = argument;
        if self.is_cloned(argument) {
            return if mentions(self.code_after, &argument.user_name) {
                ArgMode::CloneForEach
            } else {
                ArgMode::Clone
            };
        }
        let is_param = argument.site == BindingSite::Param;
        let is_mentioned = || mentions(&self.code, name);
        match argument.passed_by {
            PassedBy::MutRef if is_param && (*is_mut || may_move(&self.code, name)) => {
                ArgMode::Reborrow
            }
            PassedBy::OptionMutRef | PassedBy::PinMutRef if is_param && is_mentioned() => {
                ArgMode::Reborrow
            }
            PassedBy::Value if is_param && self.is_lent(argument) => ArgMode::Lend,
            _ if *is_mut
                && is_mentioned()
                && (!argument.used_before_attempt || may_mutate(&self.code, name)) =>
            {
                ArgMode::Copy
            }
            PassedBy::Value
                if self.is_async_block
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

    /// Returns whether the code calls the argument, whose type is an `FnMut`, or passes it on.
    fn is_lent(&self, argument: &Argument) -> bool {
        (argument.is_mut || may_move(&self.code, &argument.name))
            && mentions(&self.code, &argument.name)
            && (argument.ty.as_ref()).is_some_and(|ty| fn_mut::is_fn_mut(ty, self.function))
    }

    fn is_cloned(&self, argument: &Argument) -> bool {
        match self.clones {
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
            ArgMode::Copy | ArgMode::CloneForEach => {
                (self.is_mut && !self.used_before_attempt).then_some(false)
            }
            ArgMode::Reborrow => Some(self.passed_by != PassedBy::MutRef),
            ArgMode::Lend | ArgMode::Clone | ArgMode::BorrowMut => {
                (self.site == BindingSite::Param).then_some(true)
            }
        }
    }
}
