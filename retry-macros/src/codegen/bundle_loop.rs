//! The loop of a function with a bundle.
//!
//! A bundle's words are known only to the compiler, so that each step is a call that does what their types say. If the
//! function leaves all words to the bundle, an attempt and what follows it are one method of the bundle, which the
//! compiler reads fastest. Otherwise each step is a function that takes the words one by one.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{quote, quote_spanned};
use syn::Token;

use crate::codegen::arguments;
use crate::codegen::retry_loop::{AttemptExpr, RetryLoop, Waits, sleep_in_task};
use crate::codegen::runtime::{at, glue};
use crate::codegen::when::KindsBinding;
use crate::options::budget::OnExhausted;
use crate::options::bundle::Bundle;
use crate::options::function;
use crate::options::limits::AttemptTimeout;

impl RetryLoop<'_> {
    // Input:
    //     #[retry(PARTNERS)] fn get(&self) -> Output { code }
    //
    // Output:
    //     const __RETRY_POLICY: __retries::Policy = PARTNERS.__bundle_policy_on_thread();
    //     let mut __call = PARTNERS.__bundle_begin_on_thread(&__RETRY_POLICY, site);
    //     loop {
    //         match PARTNERS.__bundle_step_on_thread(
    //             &mut __call, &__RETRY_POLICY, view, from_refused, || -> Output { code }
    //         ) {
    //             __retries::Some(__outcome) => break __outcome,
    //             __retries::None => {}
    //         }
    //     }
    /// Returns the loop.
    pub(crate) fn around_with_bundle(&self, bundle: &Bundle, attempt: &AttemptExpr) -> TokenStream {
        let policy = self.bind_policy();
        let bind_attempt_timeout = self.bind_attempt_timeout(&policy);
        let kinds = self.bind_kinds(&policy);
        let bind_kinds = kinds.as_ref().map(|kinds| &kinds.statement);
        let own_kinds = kinds.as_ref();
        let constant = policy.constant.iter();
        let label = &self.label;
        let site = quote_spanned!(glue()=> __retries::call_site!(#label #(, #constant)*));
        let (bind_policy, policy) = (&policy.statement, &policy.reference);
        let arguments = self.attempt.arguments.iter();
        let rebinds = arguments.filter_map(|(argument, mode)| arguments::rebind(argument, *mode));
        let arguments = self.attempt.arguments.iter();
        let hints =
            arguments.filter_map(|(argument, mode)| arguments::hint_at_option(argument, *mode));
        let number = self.bind_number(policy);
        let spares = self.attempt.cloned().map(arguments::certain_spare);
        let restores = self.attempt.cloned().map(arguments::certain_restore);
        let overrides_words = self.options.overrides_words();
        let attempt_and_wait = if overrides_words {
            self.steps_word_by_word(bundle, attempt, policy, own_kinds)
        } else {
            self.step_as_bundle_says(bundle, attempt, policy)
        };
        let retry_loop = quote_spanned! {glue()=>
            loop {
                #(#hints)*
                #number
                #(#spares)*
                #attempt_and_wait
                #(#restores)*
            }
        };
        let call = if overrides_words {
            let begin = self.begin_word_by_word(bundle, policy, &site, own_kinds);
            self.end_word_by_word(bundle, &begin, &retry_loop)
        } else {
            let begin = self.step("begin", bundle);
            quote_spanned! {at(bundle.span())=>
                let mut __call = #bundle.#begin(#policy, #site);
                #retry_loop
            }
        };
        quote_spanned! {glue()=>
            #bind_policy
            #bind_kinds
            #bind_attempt_timeout
            #(#rebinds)*
            #call
        }
    }

    // Output, of an async function:
    //     match PARTNERS.__bundle_step_in_task(
    //         &mut __call, &__RETRY_POLICY, view, from_refused, async { code }
    //     ).await {
    //         __retries::Some(__outcome) => break __outcome,
    //         __retries::None => {}
    //     }
    /// Returns the statement of a step whose words are all the bundle's.
    fn step_as_bundle_says(
        &self,
        bundle: &Bundle,
        attempt: &AttemptExpr,
        policy: &TokenStream,
    ) -> TokenStream {
        let place = at(bundle.span());
        let (attempt, awaiting) = match attempt {
            AttemptExpr::Call(closure) => (closure.clone(), None),
            AttemptExpr::AsyncBlock(asyncness, block) => (
                quote!(#asyncness #block),
                Some(quote_spanned!(place=> .await)),
            ),
            AttemptExpr::Future(closure) => {
                let attempt = self.future_when_polled(closure);
                (attempt, Some(quote_spanned!(place=> .await)))
            }
        };
        let (step, from_refused) = (self.step("step", bundle), self.outcome_of_refusal());
        let step = quote_spanned! {place=>
            #bundle.#step(&mut __call, #policy, __retries::error_view_of!(), #from_refused, #attempt)
        };
        quote_spanned! {glue()=>
            match #step #awaiting {
                __retries::Some(__outcome) => break __outcome,
                __retries::None => {}
            }
        }
    }

    /// Returns the statement that declares the state of a call with words of the function's own.
    fn begin_word_by_word(
        &self,
        bundle: &Bundle,
        policy: &TokenStream,
        site: &TokenStream,
        own_kinds: Option<&KindsBinding>,
    ) -> TokenStream {
        let options = self.options;
        let (place, output) = (at(bundle.span()), &self.output);
        let (from_refused, kinds) = (self.outcome_of_refusal(), kinds_beside(bundle, own_kinds));
        let (time, words) = (self.time_module(), words_of(bundle));
        let bind_budget = match (self.borrow_budget(), options.without.budget) {
            (Some(bind), _) => bind,
            (None, Some(_)) => quote_spanned!(glue()=> let __budget = __retries::NoBudget;),
            (None, None) => quote_spanned!(glue()=> let __budget = #words.budget;),
        };
        let begin = match &options.on_refused {
            _ if options.without.budget.is_some() => quote_spanned! {glue()=>
                __retries::begin_from::<_, #output>(__budget, #time::now, __retries::None)
            },
            Some(on_refused) => quote_spanned! {at(on_refused.span())=>
                __retries::begin_or(__budget, #time::now, #on_refused)
            },
            None => quote_spanned! {place=>
                __retries::Refusal::begin(&#words.on_refused, __budget, #time::now, #from_refused)
            },
        };
        let observer = if self.receives_events() {
            quote_spanned!(glue()=> __retries::ObservedCall::start(#site))
        } else {
            quote_spanned!(place=> #bundle.__bundle_observer(#site))
        };
        quote_spanned! {glue()=>
            #bind_budget
            let mut __call = match #begin {
                __retries::Ok(__budget) => __retries::Progress::new(
                    __retries::Kinds::begin(&#kinds),
                    #observer,
                    __budget,
                    #time::CallDeadline::start(#policy),
                ),
                __retries::Err(__refused) => break '__refused __retries::Ended::refused(__refused),
            };
        }
    }

    // Input:
    //     async { code }
    //
    // Output:
    //     let __attempted: __retries::Attempted<Output> = {
    //         let __attempt = __retries::pin!(async { code });
    //         let __ended = __retries::run_attempt(&{ timeout }, __attempt, …, sleep).await;
    //         __ended
    //     };
    //     let (__timed_out, __watched) = (__attempted.has_timed_out, __attempted.watched);
    //     let __outcome = __attempted.outcome;
    /// Returns the statement that makes an attempt. Unless the function says it, the bundle's type says whether the
    /// attempt is cut off.
    fn bind_outcome_with_bundle(
        &self,
        bundle: &Bundle,
        attempt: &AttemptExpr,
        policy: &TokenStream,
    ) -> TokenStream {
        let output = &self.output;
        let future = match attempt {
            AttemptExpr::AsyncBlock(asyncness, block) => quote!(#asyncness #block),
            AttemptExpr::Future(closure) => self.returned_future(closure),
            AttemptExpr::Call(closure) => return self.call(closure, policy),
        };
        match &self.options.attempt_timeout {
            None => {}
            Some(AttemptTimeout::Never) => {
                let deadline = self.deadline();
                return quote_spanned! {glue()=>
                    let (__outcome, __watched): (#output, _) =
                        __retries::await_watched!(#policy, __retries::in_scope(#deadline, #future));
                };
            }
            Some(_) => return self.bind_outcome_in_time(&future, policy),
        }
        let (words, sleep) = (words_of(bundle), self.sleep_beside(bundle));
        let (state, deadline) = (self.state(), self.deadline());
        let run = quote_spanned! {at(bundle.span())=>
            __retries::run_attempt(&{ #words.timeout }, __attempt, #state, #policy, #deadline, #sleep).await
        };
        quote_spanned! {glue()=>
            let __attempted: __retries::Attempted<#output> = {
                let __attempt = __retries::pin!(#future);
                let __ended = #run;
                __ended
            };
            let (__timed_out, __watched) = (__attempted.has_timed_out, __attempted.watched);
            let __outcome = __attempted.outcome;
        }
    }

    // Output:
    //     let __pause = {
    //         let __outcome = …;
    //         match __retries::Progress::after_attempt(&mut __call, …, __outcome) {
    //             __retries::Ok(__pause) => __pause,
    //             __retries::Err(__ended) => break __ended,
    //         }
    //     };
    //     match words.wait_on_thread(&mut __call, &__RETRY_POLICY, view, __pause, sleep) {
    //         __retries::Some(__ended) => break __ended,
    //         __retries::None => {}
    //     }
    /// Returns the statements of an attempt and its wait with words of the function's own.
    fn steps_word_by_word(
        &self,
        bundle: &Bundle,
        attempt: &AttemptExpr,
        policy: &TokenStream,
        own_kinds: Option<&KindsBinding>,
    ) -> TokenStream {
        let place = at(bundle.span());
        let bind_outcome = self.bind_outcome_with_bundle(bundle, attempt, policy);
        let after = self.decide_word_by_word(bundle, policy, own_kinds);
        let words = self.pause_words(bundle, &self.cancel_beside(bundle));
        let before_retry = self.before_retry_beside(policy);
        let sleep = self.sleep_beside(bundle);
        let wait = if self.is_async() {
            quote_spanned! {place=>
                #words.wait_in_task(&mut __call, #policy, __retries::error_view_of!(), __pause, #sleep).await
            }
        } else {
            quote_spanned! {place=>
                #words.wait_on_thread(&mut __call, #policy, __retries::error_view_of!(), __pause, #sleep)
            }
        };
        quote_spanned! {glue()=>
            let __pause = {
                #bind_outcome
                match #after {
                    __retries::Ok(__pause) => __pause,
                    __retries::Err(__ended) => break __ended,
                }
            };
            #before_retry
            match #wait {
                __retries::Some(__ended) => break __ended,
                __retries::None => {}
            }
        }
    }

    // Output, of an async function:
    //     '__call: {
    //         let __ended = '__refused: {
    //             begin
    //             let __ended = loop { … };
    //             __retries::call_on_give_up(__ended, &__call, on_give_up)
    //         };
    //         let __sleep = sleep;
    //         let __cancel = cancel;
    //         '__end: {
    //             let __future = match words.end_in_task(__ended, __sleep) {
    //                 __retries::Ok(__outcome) => break '__end __outcome,
    //                 __retries::Err(__future) => __future,
    //             };
    //             __future.await
    //         }
    //     }
    /// Returns the loop, and after it the words for the end of the call. After the loop they may take an argument of
    /// the function.
    fn end_word_by_word(
        &self,
        bundle: &Bundle,
        begin: &TokenStream,
        retry_loop: &TokenStream,
    ) -> TokenStream {
        let (place, options) = (at(bundle.span()), self.options);
        let ended = match (&options.on_give_up, options.without.on_give_up) {
            (Some(hook), _) => quote_spanned! {at(hook.span())=>
                __retries::call_on_give_up(__ended, &__call, #hook)
            },
            (None, Some(_)) => quote_spanned!(glue()=> __ended),
            (None, None) => {
                let words = words_of(bundle);
                quote_spanned! {place=>
                    __retries::Ended::call_hook(__ended, &__call, &#words.on_give_up)
                }
            }
        };
        // The future of the end borrows the word, so that a temporary one would not live long enough.
        let cancel = self.cancel_beside(bundle);
        let words = self.pause_words(bundle, &quote_spanned!(glue()=> __cancel));
        let sleep = self.sleep_beside(bundle);
        let end = if self.is_async() {
            quote_spanned!(place=> #words.end_in_task(__ended, __sleep))
        } else {
            quote_spanned!(place=> #words.end_on_thread(__ended, __sleep))
        };
        let end = self.await_end(&end);
        let ended = quote_spanned! {glue()=>
            let __ended = '__refused: {
                #begin
                let __ended = #retry_loop;
                #ended
            };
            let __sleep = #sleep;
            let __cancel = #cancel;
        };
        match &options.or_else {
            None => quote_spanned!(glue()=> '__call: { #ended #end }),
            Some(or_else) => {
                let end = quote_spanned! {glue()=>
                    let (__ended, __reason) = __retries::Ended::with_reason(__ended);
                    (#end, __reason)
                };
                self.then_or_else(or_else, &quote_spanned!(glue()=> #ended #end))
            }
        }
    }

    /// Returns the outcome at the end of a call, which an async function may have to await.
    fn await_end(&self, end: &TokenStream) -> TokenStream {
        if !self.is_async() {
            return end.clone();
        }
        quote_spanned! {glue()=>
            '__end: {
                let __future = match #end {
                    __retries::Ok(__outcome) => break '__end __outcome,
                    __retries::Err(__future) => __future,
                };
                __future.await
            }
        }
    }

    // Output:
    //     {
    //         let __judged = __retries::judge_by(&__outcome, __retries::on_error(&__outcome, on), words.on_ok);
    //         let __kind = __retries::find_kind(&__outcome, __judged, |__error| …);
    //         let __watched = …;
    //         __retries::Progress::after_attempt(&mut __call, …, __judged, …, on_retry, …, __outcome)
    //     }
    /// Returns the expression that decides what follows an attempt, word by word. Each of the function's own words has
    /// a statement: two may use what only one of them changes.
    fn decide_word_by_word(
        &self,
        bundle: &Bundle,
        policy: &TokenStream,
        own_kinds: Option<&KindsBinding>,
    ) -> TokenStream {
        let options = self.options;
        let place = at(bundle.span());
        let and = Token![&](self.output_span);
        let outcome = Ident::new("__outcome", self.output_span);
        let time = self.time_module();
        let words = words_of(bundle);
        let on = match &options.on {
            Some(on) => quote_spanned!(at(on.span())=> __retries::on_error(#and #outcome, #on)),
            None => quote_spanned!(place=> &#words.on),
        };
        let on_ok = match (&options.on_ok, options.without.on_ok) {
            (Some(on_ok), _) => {
                quote_spanned!(at(on_ok.span())=> __retries::on_success(#and #outcome, #on_ok))
            }
            (None, Some(_)) => quote_spanned!(glue()=> &__retries::KeepAll),
            (None, None) => quote_spanned!(place=> &#words.on_ok),
        };
        let judged = quote_spanned!(place=> __retries::judge_by(#and #outcome, #on, #on_ok));
        let judged = if self.may_be_cut_off() {
            quote_spanned!(glue()=> __retries::mark_timed_out(#judged, __timed_out))
        } else {
            judged
        };
        let on_retry = match (&options.on_retry, options.without.on_retry) {
            (Some(hook), _) => {
                quote_spanned!(at(hook.span())=> __retries::hook(#and #outcome, #hook))
            }
            (None, Some(_)) => quote_spanned!(glue()=> &__retries::NoHook),
            (None, None) => quote_spanned!(place=> &#words.on_retry),
        };
        let (kinds, find) = (kinds_beside(bundle, own_kinds), self.find_beside(bundle));
        let (is_cancelled, cancel) = match (&options.cancel, options.without.cancel) {
            // Only the type of the word matters here, and the token may be borrowed.
            (Some(_), _) => (
                self.is_cancelled(),
                quote_spanned!(glue()=> __retries::AtShutdown),
            ),
            (None, Some(_)) => (quote_spanned!(glue()=> false), self.cancel_beside(bundle)),
            (None, None) => (
                quote_spanned!(place=> __retries::Cancel::is_cancelled(&#words.around.cancel)),
                self.cancel_beside(bundle),
            ),
        };
        let pause_words = self.pause_words(bundle, &cancel);
        let next = quote_spanned! {place=>
            __retries::Progress::after_attempt(
                &mut __call,
                #policy,
                #time::now,
                __judged,
                &#kinds,
                __kind,
                __watched,
                __retries::error_view_of!(),
                #on_retry,
                &__retries::NoHook,
                #pause_words,
                #outcome,
            )
        };
        quote_spanned! {glue()=>
            {
                let __judged = #judged;
                let __kind = __retries::find_kind(&__outcome, __judged, |__error| #find);
                let __watched = __retries::Watched {
                    is_cancelled: __judged.is_some() && #is_cancelled,
                    ..__watched
                };
                #next
            }
        }
    }

    /// Returns the words for what follows a failed attempt, with `cancel` as given.
    fn pause_words(&self, bundle: &Bundle, cancel: &TokenStream) -> TokenStream {
        let words = words_of(bundle);
        let exhausted = match self.options.on_exhausted {
            Some(OnExhausted::Wait(_)) => quote_spanned!(glue()=> __retries::WaitFirst),
            Some(OnExhausted::Return(_)) => quote_spanned!(glue()=> __retries::ReturnAtOnce),
            None => quote_spanned!(at(bundle.span())=> #words.exhausted),
        };
        let options = self.options;
        let of_bundle = |word: &str| {
            let word = Ident::new(word, at(bundle.span()));
            quote_spanned!(at(bundle.span())=> #words.around.#word)
        };
        let before_retry = match (&options.before_retry, options.without.before_retry) {
            (Some(_), _) => quote_spanned!(glue()=> __retries::OwnBeforeRetry),
            (None, Some(_)) => quote_spanned!(glue()=> __retries::NoBeforeRetry),
            (None, None) => of_bundle("before_retry"),
        };
        let replaces_or_else = options.or_else.is_some() || options.without.or_else.is_some();
        let or_else = if replaces_or_else {
            quote_spanned!(glue()=> __retries::NoElse)
        } else {
            of_bundle("or_else")
        };
        quote_spanned! {at(bundle.span())=>
            __retries::PauseWords::new(&#exhausted, &#before_retry, &#or_else, &#cancel)
        }
    }

    /// Returns the word that can end a wait.
    fn cancel_beside(&self, bundle: &Bundle) -> TokenStream {
        match (&self.options.cancel, self.options.without.cancel) {
            (Some(_), _) => self.cancel_word(),
            (None, Some(_)) => quote_spanned!(glue()=> __retries::NeverCancelled),
            (None, None) => {
                let words = words_of(bundle);
                quote_spanned!(at(bundle.span())=> #words.around.cancel)
            }
        }
    }

    /// Returns the expression that finds the `when` that holds for `__error`.
    fn find_beside(&self, bundle: &Bundle) -> TokenStream {
        let (words, place) = (words_of(bundle), at(bundle.span()));
        let count = Literal::usize_unsuffixed(self.options.whens.len());
        let of_bundle = match self.options.whens.len() {
            0 => quote_spanned!(place=> __retries::Whens::find(&#words.around.whens, __error)),
            _ => quote_spanned! {place=>
                __retries::find_beside(#count, &#words.around.whens, __error)
            },
        };
        self.find_own_kind(&of_bundle)
    }

    // Output:
    //     let __pause = match __retries::before_retry_beside(&mut __call, &__RETRY_POLICY, view, __pause, before_retry) {
    //         __retries::Ok(__pause) => __pause,
    //         __retries::Err(__ended) => break __ended,
    //     };
    /// Returns the statement that calls a function's own `before_retry`.
    fn before_retry_beside(&self, policy: &TokenStream) -> Option<TokenStream> {
        let code = self.options.before_retry.as_ref()?;
        let place = at(code.span());
        let (name, awaiting) = match self.waits {
            Waits::OnThread => ("before_retry_beside", TokenStream::new()),
            Waits::InTask(_) if function::is_plain_closure(code) => {
                ("before_retry_future_beside", quote!(.await))
            }
            Waits::InTask(_) => ("before_retry_async_beside", quote!(.await)),
        };
        let name = Ident::new(name, place);
        let call = quote_spanned! {place=>
            __retries::#name(&mut __call, #policy, __retries::error_view_of!(), __pause, #code)
        };
        Some(quote_spanned! {glue()=>
            let __before_retry = #call #awaiting;
            let __pause = match __before_retry {
                __retries::Ok(__pause) => __pause,
                __retries::Err(__ended) => break __ended,
            };
        })
    }

    fn sleep_beside(&self, bundle: &Bundle) -> TokenStream {
        let words = words_of(bundle);
        match &self.options.sleep {
            Some(sleep) => quote_spanned!(at(sleep.span())=> &__retries::own_sleep(#sleep)),
            None if self.is_async() => sleep_in_task(bundle),
            None => quote_spanned!(at(bundle.span())=> &#words.sleep),
        }
    }

    /// Returns whether the attempt may be cut off.
    fn may_be_cut_off(&self) -> bool {
        self.is_async() && !matches!(self.options.attempt_timeout, Some(AttemptTimeout::Never))
    }

    /// Returns the name of the bundle's method for a step.
    fn step(&self, step: &str, bundle: &Bundle) -> Ident {
        let place = if self.is_async() {
            "in_task"
        } else {
            "on_thread"
        };
        Ident::new(&format!("__bundle_{step}_{place}"), at(bundle.span()))
    }
}

/// Returns the bundle's words.
fn words_of(bundle: &Bundle) -> TokenStream {
    quote_spanned!(at(bundle.span())=> #bundle.__bundle_words())
}

/// Returns the kinds of failures: the function's own, and then the bundle's.
fn kinds_beside(bundle: &Bundle, own_kinds: Option<&KindsBinding>) -> TokenStream {
    let words = words_of(bundle);
    match own_kinds {
        None => quote_spanned!(at(bundle.span())=> #words.around.whens),
        Some(KindsBinding { reference, .. }) => quote_spanned! {at(bundle.span())=>
            __retries::beside(#reference, &#words.around.whens)
        },
    }
}
