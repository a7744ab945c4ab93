//! The statements that make one attempt, and the decision about its outcome.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::Token;

use crate::codegen::retry_loop::{AttemptExpr, RetryLoop, sleep_in_task};
use crate::codegen::runtime::{at, glue};

impl RetryLoop<'_> {
    /// Returns the statements that make an attempt and bind its outcome.
    pub(crate) fn bind_outcome(&self, attempt: &AttemptExpr, policy: &TokenStream) -> TokenStream {
        let output = &self.output;
        let (future, ty) = match attempt {
            AttemptExpr::Call(closure) => return self.call(closure, policy),
            AttemptExpr::AsyncBlock(asyncness, block) => (quote!(#asyncness #block), None),
            AttemptExpr::Future(closure) => (
                self.returned_future(closure),
                Some(quote_spanned!(glue()=> : (#output, _))),
            ),
        };
        if self.cuts_off_attempts() {
            return self.bind_outcome_in_time(&future, policy);
        }
        let future = if self.may_have_deadline() {
            let deadline = self.deadline();
            quote_spanned!(glue()=> __retries::in_scope(#deadline, #future))
        } else {
            future
        };
        let attempt = self.attempt_macro("await", policy, &future);
        quote_spanned!(glue()=> let (__outcome, __watched) #ty = #attempt;)
    }

    /// Returns the attempt of a function that returns a future. What makes the future is a part of it where something
    /// looks at what happens inside.
    pub(crate) fn returned_future(&self, closure: &TokenStream) -> TokenStream {
        let is_watched =
            self.may_have_deadline() || self.watches_attempts() || self.cuts_off_attempts();
        if is_watched {
            self.future_when_polled(closure)
        } else {
            quote_spanned!(glue()=> __retries::returned_future!(#closure))
        }
    }

    // Output:
    //     async { (|| { code })().await }
    /// Returns a future that calls the closure at its first poll. It is a block, because the compiler cannot prove that a
    /// future with a named type of another crate is `Send`, if that has a lifetime.
    pub(crate) fn future_when_polled(&self, closure: &TokenStream) -> TokenStream {
        let await_span = self.output_span;
        let awaited = quote_spanned!(await_span=> .await);
        quote_spanned!(glue()=> async { (#closure)() #awaited })
    }

    // Input:
    //     || -> Output { code }
    //
    // Output:
    //     let (__outcome, __watched) = __retries::call_attempt!({
    //         let __entered = __retries::Deadline::enter(&__deadline);
    //         let __outcome = (|| -> Output { code })();
    //         __outcome
    //     });
    /// Returns the statement of an attempt that blocks, in the scope of the call's deadline.
    pub(crate) fn call(&self, closure: &TokenStream, policy: &TokenStream) -> TokenStream {
        let call = if self.may_have_deadline() {
            let deadline = self.deadline();
            quote_spanned! {glue()=>
                {
                    let __entered = __retries::Deadline::enter(#deadline);
                    let __outcome = (#closure)();
                    __outcome
                }
            }
        } else {
            quote_spanned!(glue()=> (#closure)())
        };
        let attempt = self.attempt_macro("call", policy, &call);
        quote_spanned!(glue()=> let (__outcome, __watched) = #attempt;)
    }

    /// Returns the call of the macro that makes an attempt. Only with `nested = stop` or `reset_after`, or with a feature
    /// that adds an observer, it watches the attempt.
    fn attempt_macro(
        &self,
        verb: &str,
        policy: &TokenStream,
        attempt: &TokenStream,
    ) -> TokenStream {
        let name = |what: &str| Ident::new(&format!("{verb}_{what}"), glue());
        if self.watches_attempts() {
            let name = name("watched");
            quote_spanned!(glue()=> __retries::#name!(#policy, #attempt))
        } else {
            let name = name("attempt");
            quote_spanned!(glue()=> __retries::#name!(#attempt))
        }
    }

    // Input:
    //     async { code }
    //
    // Output:
    //     let (__ended, __watched) = {
    //         let __attempt = __retries::pin!(async { code });
    //         let __limit = __retries::attempt_limit(__attempt_timeout, &__deadline);
    //         let __ended = __retries::await_attempt!(
    //             __retries::task::timeout::<__retries::task::DefaultTimer, _>(__attempt, __limit)
    //         );
    //         __ended
    //     };
    //     let __timed_out = __ended.is_err();
    //     let __outcome: Output = match __ended {
    //         __retries::Ok(__outcome) => __outcome,
    //         __retries::Err(__limit) => __retries::timeout(&__state, &const { policy }, __limit),
    //     };
    pub(crate) fn bind_outcome_in_time(
        &self,
        future: &TokenStream,
        policy: &TokenStream,
    ) -> TokenStream {
        let (output, state, deadline) = (&self.output, self.state(), self.deadline());
        let ended = match (&self.options.sleep, &self.options.bundle) {
            (None, None) => quote_spanned! {glue()=>
                __retries::task::timeout::<__retries::task::DefaultTimer, _>(__attempt, __limit)
            },
            (None, Some(bundle)) => {
                let sleep = sleep_in_task(bundle);
                quote_spanned!(glue()=> __retries::TaskSleep::timeout(#sleep, __attempt, __limit))
            }
            (Some(sleep), _) => {
                quote_spanned!(glue()=> __retries::task::timeout_by(__attempt, __limit, #sleep))
            }
        };
        let timed_out = match (&self.options.on_timeout, &self.options.bundle) {
            (None, None) => quote_spanned! {self.output_span=>
                __retries::timeout(#state, #policy, __limit)
            },
            (None, Some(bundle)) => quote_spanned! {self.output_span=>
                __retries::timed_out(&#bundle.__bundle_words().timeout, #state, #policy, __limit)
            },
            (Some(on_timeout), _) => quote_spanned! {at(on_timeout.span())=>
                __retries::timeout_by(#state, #policy, __limit, #on_timeout)
            },
        };
        let ended = self.attempt_macro("await", policy, &ended);
        quote_spanned! {glue()=>
            let (__ended, __watched) = {
                let __attempt = __retries::pin!(#future);
                let __limit = __retries::attempt_limit(__attempt_timeout, #deadline);
                let __ended = #ended;
                __ended
            };
            let __timed_out = __ended.is_err();
            let __outcome: #output = match __ended {
                __retries::Ok(__outcome) => __outcome,
                __retries::Err(__limit) => #timed_out,
            };
        }
    }

    /// Returns the expression that calls `on` with a failure and `on_ok` with a success. Its value is the
    /// decision, or `None` for a success to be returned.
    pub(crate) fn judged(&self) -> TokenStream {
        // The compiler reports a type that is neither `Result` nor `Option` at these tokens.
        let and = Token![&](self.output_span);
        let outcome = Ident::new("__outcome", self.output_span);
        let judged = match (&self.options.on, &self.options.on_ok) {
            (None, None) => quote_spanned! {self.output_span=>
                __retries::judge(#and #outcome, __retries::retry_all)
            },
            (Some(on), None) => {
                quote_spanned!(at(on.span())=> __retries::judge(#and #outcome, #on))
            }
            (on, Some(on_ok)) => {
                let retry_all = || quote_spanned!(glue()=> __retries::retry_all);
                let on = on
                    .as_ref()
                    .map_or_else(retry_all, ToTokens::to_token_stream);
                quote_spanned! {at(on_ok.span())=>
                    __retries::judge_both(#and #outcome, #on, #on_ok)
                }
            }
        };
        if self.cuts_off_attempts() {
            quote_spanned!(glue()=> __retries::mark_timed_out(#judged, __timed_out))
        } else {
            judged
        }
    }
}
