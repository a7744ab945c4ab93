//! `or_else`, which is called after the loop.

use proc_macro2::{Ident, TokenStream};
use quote::quote_spanned;

use crate::codegen::retry_loop::{RetryLoop, Waits};
use crate::codegen::runtime::{at, glue};
use crate::options::function;
use crate::options::or_else::OrElse;

impl RetryLoop<'_> {
    // Input:
    //     { … loop { … } … (__outcome, __step.stop_reason()) }
    //
    // Output:
    //     match __retries::Failure::of('__call: { … }) {
    //         __retries::Ok(__failure) => __retries::or_else(__failure, or_else),
    //         __retries::Err(__outcome) => __outcome,
    //     }
    //
    // and in an async function, where the outcome does not live while the future is awaited:
    //     '__else: {
    //         let __future = match __retries::Failure::of('__call: { … }) {
    //             __retries::Ok(__failure) => __retries::or_else_async(__failure, or_else),
    //             __retries::Err(__outcome) => break '__else __outcome,
    //         };
    //         __future.await
    //     }
    /// Returns the expression that makes the calls and calls `or_else` if they failed.
    pub(crate) fn then_or_else(&self, or_else: &OrElse, call: &TokenStream) -> TokenStream {
        let output = &self.output;
        let call_or_else = self.call_or_else(or_else);
        let failure = if self.output.is_inferred() {
            quote_spanned!(glue()=> __retries::Failure::of('__call: { #call }))
        } else {
            quote_spanned! {self.output_span=>
                __retries::Failure::<#output>::of('__call: { #call })
            }
        };
        match self.waits {
            Waits::OnThread => quote_spanned! {glue()=>
                match #failure {
                    __retries::Ok(__failure) => #call_or_else,
                    __retries::Err(__outcome) => __outcome,
                }
            },
            Waits::InTask(_) => quote_spanned! {glue()=>
                '__else: {
                    let __future = match #failure {
                        __retries::Ok(__failure) => #call_or_else,
                        __retries::Err(__outcome) => break '__else __outcome,
                    };
                    __future.await
                }
            },
        }
    }

    /// Returns the call. The compiler finds the types of a closure only if the function says its parameters, and the
    /// types in an async block only if the function says that a future is returned.
    fn call_or_else(&self, or_else: &OrElse) -> TokenStream {
        let OrElse { code, parameters } = or_else;
        let place = at(code.span());
        let name = match (&self.waits, parameters) {
            (Waits::OnThread, Some(1)) => "or_else",
            (Waits::OnThread, Some(_)) => "or_else_with_reason",
            (Waits::OnThread, None) => "or_else_by",
            (Waits::InTask(_), None) => "or_else_in_task_by",
            (Waits::InTask(_), Some(1)) if function::is_async(code) => "or_else_async",
            (Waits::InTask(_), Some(_)) if function::is_async(code) => "or_else_async_with_reason",
            (Waits::InTask(_), Some(1)) => "or_else_in_task",
            (Waits::InTask(_), Some(_)) => "or_else_in_task_with_reason",
        };
        let name = Ident::new(name, place);
        quote_spanned!(place=> __retries::#name(__failure, #code))
    }

    /// Returns the value with which a refused first attempt ends the call.
    pub(crate) fn refused_call(&self) -> TokenStream {
        match self.options.or_else {
            Some(_) if self.has_steps() => quote_spanned! {glue()=>
                (__refused, __retries::Some(__retries::StopReason::Budget))
            },
            _ => quote_spanned!(glue()=> __refused),
        }
    }
}
