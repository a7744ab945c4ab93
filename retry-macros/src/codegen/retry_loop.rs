//! All that the parts of the loop have in common.

use proc_macro2::{Group, Ident, Span, TokenStream, TokenTree};
use quote::{quote, quote_spanned};

use crate::attempt::{Attempt, AttemptKind, RetriedFunction};
use crate::codegen::label;
use crate::codegen::runtime::{at, glue};
use crate::item::type_tokens::TypeTokens;
use crate::item::types::{self, FutureOutput};
use crate::options::Options;
use crate::options::bundle::Bundle;
use crate::options::limits::Deadline;
use crate::options::nested::Nested;

pub(crate) struct RetryLoop<'a> {
    pub(crate) options: &'a Options,
    pub(crate) attempt: &'a Attempt,
    /// The type of an attempt's outcome, as a body may write it.
    pub(crate) output: TypeTokens,
    /// Where the compiler reports a type that is neither `Result` nor `Option`.
    pub(crate) output_span: Span,
    /// The name of the function in events.
    pub(crate) label: TokenTree,
    /// Where the compiler reports an argument that the code uses up: at the function, not at the attribute.
    pub(crate) name_span: Span,
    pub(crate) waits: Waits,
}

pub(crate) enum Waits {
    OnThread,
    /// With the span of the token that makes the function asynchronous.
    InTask(Span),
}

/// The expression that makes one attempt.
pub(crate) enum AttemptExpr {
    /// A closure that is the attempt.
    Call(TokenStream),
    /// `async { … }`
    AsyncBlock(Ident, Group),
    /// A closure that returns any other future. Only its type may show what it yields.
    Future(TokenStream),
}

impl<'a> RetryLoop<'a> {
    pub(crate) fn new(options: &'a Options, retried: &'a RetriedFunction) -> Self {
        let RetriedFunction { function, attempt } = retried;
        let ty = function.return_type();
        let output = match &attempt.kind {
            AttemptKind::AsyncBlock(future) | AttemptKind::ReturnedFuture(future) => {
                match &future.output {
                    FutureOutput::Type(ty) => types::in_body(ty),
                    FutureOutput::Of(ty) => {
                        quote_spanned!(glue()=> <#ty as __retries::Future>::Output).into()
                    }
                }
            }
            AttemptKind::Blocking | AttemptKind::AsyncFn => {
                ty.map_or_else(|| quote!(()).into(), types::in_body)
            }
        };
        let name_span = at(function.ident.span());
        let output_span = ty.map_or(name_span, |ty| at(ty.span()));
        let waits = match (&attempt.kind, function.asyncness) {
            (AttemptKind::Blocking, _) => Waits::OnThread,
            (_, Some(span)) => Waits::InTask(at(span)),
            (_, None) => Waits::InTask(output_span),
        };
        Self {
            options,
            attempt,
            output,
            output_span,
            label: label::of(options, function),
            name_span,
            waits,
        }
    }

    pub(crate) fn is_async(&self) -> bool {
        matches!(self.waits, Waits::InTask(_))
    }

    /// Returns whether an option of the function receives events.
    pub(crate) fn receives_events(&self) -> bool {
        self.options.has_hooks() || self.options.before_retry.is_some()
    }

    pub(crate) fn may_have_deadline(&self) -> bool {
        match self.options.deadline {
            Some(Deadline::After(_)) => true,
            Some(Deadline::Never) => false,
            None => self.options.policy.is_some() || self.options.bundle.is_some(),
        }
    }

    pub(crate) fn cuts_off_attempts(&self) -> bool {
        self.options.cuts_off_attempts() && matches!(self.waits, Waits::InTask(_))
    }

    /// Returns the runtime's module of clocks and waits for this function.
    pub(crate) fn time_module(&self) -> TokenStream {
        match self.waits {
            Waits::OnThread => quote_spanned!(glue()=> __retries::thread),
            Waits::InTask(_) => quote_spanned!(glue()=> __retries::task),
        }
    }

    /// Returns a reference to the state of the call.
    pub(crate) fn state(&self) -> TokenStream {
        match self.options.bundle {
            Some(_) => quote_spanned!(glue()=> __retries::Progress::state(&__call)),
            None => quote_spanned!(glue()=> &__state),
        }
    }

    /// Returns a reference to the deadline, or to `()` without one.
    pub(crate) fn deadline(&self) -> TokenStream {
        match self.options.bundle {
            Some(_) => quote_spanned!(glue()=> __retries::Progress::deadline(&__call)),
            None if self.may_have_deadline() => quote_spanned!(glue()=> &__deadline),
            None => quote_spanned!(glue()=> &()),
        }
    }

    /// Returns a reference to the deadline and to what happened inside the attempt that has ended.
    pub(crate) fn after_attempt(&self) -> TokenStream {
        let deadline = self.deadline();
        if self.watches_attempts() || self.has_token() {
            quote_spanned! {glue()=>
                &__retries::AfterAttempt { deadline: #deadline, watched: __watched }
            }
        } else {
            quote_spanned!(glue()=> __retries::after_attempt!(#deadline, __watched))
        }
    }

    /// Returns whether the policy may say `nested = stop` or `reset_after`.
    pub(crate) fn watches_attempts(&self) -> bool {
        let options = self.options;
        options.policy.is_some()
            || options.bundle.is_some()
            || options.reset_after.is_some()
            || matches!(options.nested, Some(Nested::Stop(_)))
    }

    /// Returns the expression that waits.
    pub(crate) fn sleep(&self) -> TokenStream {
        match (&self.waits, &self.options.sleep) {
            (Waits::OnThread, None) => quote_spanned!(glue()=> __retries::thread::sleep(__wait)),
            (Waits::OnThread, Some(sleep)) => {
                quote_spanned!(at(sleep.span())=> __retries::thread::wait_by(__wait, #sleep))
            }
            (Waits::InTask(span), None) => quote_spanned! {*span=>
                __retries::task::sleep::<__retries::task::DefaultTimer>(__wait).await
            },
            (Waits::InTask(_), Some(sleep)) => {
                quote_spanned!(at(sleep.span())=> __retries::task::wait_by(__wait, #sleep).await)
            }
        }
    }
}

/// Returns what waits in an async function with this bundle.
pub(crate) fn sleep_in_task(bundle: &Bundle) -> TokenStream {
    quote_spanned! {at(bundle.span())=>
        __retries::SleepInTask::in_task(&#bundle.__bundle_words().sleep)
    }
}
