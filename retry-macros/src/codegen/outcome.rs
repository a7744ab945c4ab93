//! The statements that make one attempt, and the decision about its outcome.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::Token;

use crate::codegen::retry_loop::{AttemptExpr, RetryLoop, sleep_in_task};
use crate::codegen::runtime::{at, glue};
use crate::options::bundle::Bundle;

impl RetryLoop<'_> {
    /// Returns the statements that make an attempt and bind its outcome.
    pub(crate) fn bind_outcome(&self, attempt: &AttemptExpr, policy: &TokenStream) -> TokenStream {
        let output = &self.output;
        match (attempt, self.bundle_of_timeout()) {
            (AttemptExpr::Call(call), _) => quote_spanned!(glue()=> let __outcome = #call;),
            (AttemptExpr::AsyncBlock(asyncness, block), Some(bundle)) => {
                self.bind_outcome_as_bundle_says(&quote!(#asyncness #block), bundle, policy)
            }
            (AttemptExpr::Future(future), Some(bundle)) => {
                self.bind_outcome_as_bundle_says(future, bundle, policy)
            }
            (AttemptExpr::AsyncBlock(asyncness, block), None) if self.cuts_off_attempts() => {
                self.bind_outcome_in_time(&quote!(#asyncness #block), policy)
            }
            (AttemptExpr::AsyncBlock(asyncness, block), None) => {
                quote_spanned!(glue()=> let __outcome = #asyncness #block.await;)
            }
            (AttemptExpr::Future(future), None) if self.cuts_off_attempts() => {
                self.bind_outcome_in_time(future, policy)
            }
            (AttemptExpr::Future(future), None) => {
                quote_spanned!(glue()=> let __outcome: #output = #future.await;)
            }
        }
    }

    // Input:
    //     async { code }
    //
    // Output:
    //     let (__outcome, __timed_out): (Output, bool) = {
    //         let __attempt = __retries::pin!(async { code });
    //         let __ended = __retries::CutOff::run(
    //             &{ *PARTNERS.__bundle_cut_off() }, __attempt, &__state, &__RETRY_POLICY, &__clock,
    //             __retries::SleepInTask::in_task(PARTNERS.__bundle_sleep()),
    //         ).await;
    //         __ended
    //     };
    /// Leaves it to the bundle's type whether the attempt is cut off.
    fn bind_outcome_as_bundle_says(
        &self,
        future: &TokenStream,
        bundle: &Bundle,
        policy: &TokenStream,
    ) -> TokenStream {
        let (output, clock) = (&self.output, self.clock());
        let place = at(bundle.span());
        let arguments = quote_spanned! {place=>
            &{ *#bundle.__bundle_cut_off() }, __attempt, &__state, #policy, &#clock
        };
        let run = match &self.options.sleep {
            None => {
                let sleep = sleep_in_task(bundle);
                quote_spanned!(place=> __retries::CutOff::run(#arguments, #sleep).await)
            }
            Some(sleep) => quote_spanned! {place=>
                __retries::CutOff::run_by(#arguments, #sleep).await
            },
        };
        quote_spanned! {glue()=>
            let (__outcome, __timed_out): (#output, bool) = {
                let __attempt = __retries::pin!(#future);
                let __ended = #run;
                __ended
            };
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
    fn bind_outcome_in_time(&self, future: &TokenStream, policy: &TokenStream) -> TokenStream {
        let (output, clock) = (&self.output, self.clock());
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
                __retries::timeout(&__state, #policy, __limit)
            },
            (None, Some(bundle)) => quote_spanned! {self.output_span=>
                #bundle.__bundle_timed_out(&__state, #policy, __limit)
            },
            (Some(on_timeout), _) => quote_spanned! {at(on_timeout.span())=>
                __retries::timeout_by(&__state, #policy, __limit, #on_timeout)
            },
        };
        quote_spanned! {glue()=>
            let __limit = __retries::attempt_limit(#policy, __attempt_timeout, &#clock);
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
            _ if self.asks_bundle() => self.judged_by_bundle(),
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
        if self.cuts_off_attempts() || self.bundle_of_timeout().is_some() {
            quote_spanned!(glue()=> __retries::mark_timed_out(#judged, __timed_out))
        } else {
            judged
        }
    }

    /// Returns whether the bundle decides about failures or about successes.
    fn asks_bundle(&self) -> bool {
        let options = self.options;
        let replaces_on_ok = options.on_ok.is_some() || options.without.on_ok.is_some();
        options.bundle.is_some() && !(options.on.is_some() && replaces_on_ok)
    }

    // Output:
    //     __retries::judge_by(&__outcome, PARTNERS.__bundle_on(), PARTNERS.__bundle_on_ok())
    fn judged_by_bundle(&self) -> TokenStream {
        let options = self.options;
        let bundle = &options.bundle;
        let and = Token![&](self.output_span);
        let outcome = Ident::new("__outcome", self.output_span);
        let on = match &options.on {
            Some(on) => quote_spanned!(at(on.span())=> __retries::on_error(&__outcome, #on)),
            None => quote_spanned!(glue()=> #bundle.__bundle_on()),
        };
        let on_ok = match (&options.on_ok, options.without.on_ok) {
            (Some(on_ok), _) => {
                quote_spanned!(at(on_ok.span())=> __retries::on_success(&__outcome, #on_ok))
            }
            (None, Some(_)) => quote_spanned!(glue()=> &__retries::KeepAll),
            (None, None) => quote_spanned!(glue()=> #bundle.__bundle_on_ok()),
        };
        let place = bundle
            .as_ref()
            .map_or_else(glue, |bundle| at(bundle.span()));
        quote_spanned!(place=> __retries::judge_by(#and #outcome, #on, #on_ok))
    }
}
