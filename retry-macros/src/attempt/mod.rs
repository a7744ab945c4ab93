//! What is run again when it fails, and how each attempt gets its arguments. Analysed once a function.

pub(crate) mod argument;
pub(crate) mod lending;
mod unwrap;
mod usage;

use proc_macro2::{Ident, TokenStream, TokenTree};

use crate::attempt::argument::{ArgMode, Argument, Scope};
use crate::attempt::unwrap::Located;
use crate::item::function::Function;
use crate::item::pattern;
use crate::item::types::FutureType;
use crate::options::Options;
use crate::tokens;

/// A function and its analysis.
pub(crate) struct RetriedFunction {
    pub(crate) function: Function,
    pub(crate) attempt: Attempt,
}

pub(crate) struct Attempt {
    pub(crate) kind: AttemptKind,
    pub(crate) located: Located,
    /// The names that the user's code can use, with the way in which each attempt gets them.
    pub(crate) arguments: Vec<(Argument, ArgMode)>,
}

pub(crate) enum AttemptKind {
    /// The body, which blocks the caller's thread.
    Blocking,
    /// The body of an `async fn`.
    AsyncFn,
    /// The async block at the body's end. The statements before it run once, when the function is called.
    AsyncBlock(FutureType),
    /// Any other body that returns a future: all of it is called again.
    ReturnedFuture(FutureType),
}

impl RetriedFunction {
    pub(crate) fn analyse(function: Function, options: &Options) -> Self {
        let attempt = Attempt::new(&function, options, &options.code_after_attempt());
        Self { function, attempt }
    }
}

impl Attempt {
    fn new(function: &Function, options: &Options, code_after: &TokenStream) -> Self {
        let (kind, located) = locate(function);
        let scope = Scope {
            function,
            options,
            code_after,
            code: located.code.stream(),
            setup: located.setup().flatten().cloned().collect(),
            kind: &kind,
            borrows: located.borrows,
            has_user_setup: matches!(kind, AttemptKind::AsyncBlock(_)) && !function.rebinds_params,
        };
        let lets = located.setup().flat_map(|setup| {
            let patterns = pattern::in_let_statements(setup).into_iter();
            patterns.flat_map(|range| pattern::bindings(&setup[range]))
        });
        let arguments = scope.arguments(lets.collect());
        let arguments = arguments.into_iter().map(|argument| {
            let mode = scope.mode(&argument);
            (argument, mode)
        });
        let arguments = arguments.collect();
        Self {
            kind,
            located,
            arguments,
        }
    }

    /// Returns whether the code is more than one expression.
    pub(crate) fn has_statements(&self) -> bool {
        let code = tokens::content(&self.located.code);
        code.iter().any(|token| tokens::is_punct(token, ';'))
    }

    /// Returns the arguments whose original is kept for the next attempt.
    pub(crate) fn cloned(&self) -> impl Iterator<Item = &Argument> {
        self.arguments
            .iter()
            .filter(|(_, mode)| *mode == ArgMode::Clone)
            .map(|(argument, _)| argument)
    }

    /// Returns whether the declaration of any argument must change.
    pub(crate) fn changes_declarations(&self) -> bool {
        self.arguments
            .iter()
            .any(|(argument, mode)| argument.declared_mut(*mode).is_some())
    }

    /// Returns whether the declaration of the argument must be `mut`, or `None` if it must not change.
    pub(crate) fn declared_mut(&self, name: &Ident) -> Option<bool> {
        declared_mut(&self.arguments, name)
    }

    /// Returns the body with `content` in place of the user's code. `rebinds_params` is whether the statements
    /// before the code declare the arguments.
    pub(crate) fn replace_code(self, content: TokenStream, rebinds_params: bool) -> TokenStream {
        let arguments = &self.arguments;
        self.located.replace_code(content, |setup| {
            if rebinds_params {
                set_mut_in(&setup, |name| declared_mut(arguments, name))
            } else {
                setup
            }
        })
    }
}

fn declared_mut(arguments: &[(Argument, ArgMode)], name: &Ident) -> Option<bool> {
    let (argument, mode) = arguments.iter().find(|(it, _)| it.name == *name)?;
    argument.declared_mut(*mode)
}

// Input, with `n` not to be `mut`:
//     let mut n = n; let __ret: Result<Value, Error> =
//
// Output:
//     let n = n; let __ret: Result<Value, Error> =
fn set_mut_in(statements: &[TokenTree], is_mut: impl Fn(&Ident) -> Option<bool>) -> Vec<TokenTree> {
    let mut output = Vec::new();
    let mut end = 0;
    for range in pattern::in_let_statements(statements) {
        output.extend_from_slice(&statements[end..range.start]);
        end = range.end;
        output.extend(pattern::set_mut(statements[range].to_vec(), &is_mut));
    }
    output.extend_from_slice(&statements[end..]);
    output
}

fn locate(function: &Function) -> (AttemptKind, Located) {
    let block = &function.body.block;
    if function.asyncness.is_some() {
        return (AttemptKind::AsyncFn, Located::in_body(block));
    }
    let ty = function.return_type();
    let future = ty.and_then(FutureType::from_type);
    match (Located::in_async_block(block), ty, future) {
        (Some(located), _, Some(future)) => (AttemptKind::AsyncBlock(future), located),
        (Some(located), Some(ty), None) => {
            let future = FutureType::from_alias(ty);
            (AttemptKind::AsyncBlock(future), located)
        }
        (None, _, Some(future)) => (AttemptKind::ReturnedFuture(future), Located::whole(block)),
        (_, _, None) => (AttemptKind::Blocking, Located::in_body(block)),
    }
}
