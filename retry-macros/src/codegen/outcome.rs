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
        match attempt {
            AttemptExpr::Call(closure) => quote_spanned!(glue()=> let __outcome = (#closure)();),
            AttemptExpr::AsyncBlock(asyncness, block) if self.cuts_off_attempts() => {
                self.bind_outcome_in_time(&quote!(#asyncness #block), policy)
            }
            AttemptExpr::AsyncBlock(asyncness, block) => {
                quote_spanned!(glue()=> let __outcome = #asyncness #block.await;)
            }
            AttemptExpr::Future(closure) => {
                let future = quote_spanned!(glue()=> __retries::call_once(#closure));
                if self.cuts_off_attempts() {
                    self.bind_outcome_in_time(&future, policy)
                } else {
                    quote_spanned!(glue()=> let __outcome: #output = #future.await;)
                }
            }
        }
    }

    // Input:
    //     async { code }
    //
    // Output:
    //     let __limit = __retries::attempt_limit(&const { policy }, __attempt_timeout, &__clock);
    //     let __ended = {
    //         let __attempt = __retries::pin!(async { code });
    //         let __ended = __retries::task::timeout::<__retries::task::DefaultTimer, _>(__attempt, __limit).await;
    //         __ended
    //     };
    //     let __timed_out = __ended.is_none();
    //     let __outcome: Output = match __ended {
    //         __retries::Some(__outcome) => __outcome,
    //         __retries::None => __retries::timeout(&__state, &const { policy }, __limit),
    //     };
    pub(crate) fn bind_outcome_in_time(
        &self,
        future: &TokenStream,
        policy: &TokenStream,
    ) -> TokenStream {
        let (output, state, clock) = (&self.output, self.state(), self.clock());
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
        quote_spanned! {glue()=>
            let __limit = __retries::attempt_limit(#policy, __attempt_timeout, #clock);
            let __ended = {
                let __attempt = __retries::pin!(#future);
                let __ended = #ended.await;
                __ended
            };
            let __timed_out = __ended.is_none();
            let __outcome: #output = match __ended {
                __retries::Some(__outcome) => __outcome,
                __retries::None => #timed_out,
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
