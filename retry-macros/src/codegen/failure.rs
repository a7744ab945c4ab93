//! The expression after an attempt: it leaves the loop, or its value is the wait.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote_spanned};
use syn::Path;

use crate::codegen::retry_loop::RetryLoop;
use crate::codegen::runtime::{at, glue};
use crate::options::budget::OnExhausted;
use crate::options::raw::OptionTokens;

impl RetryLoop<'_> {
    // Output:
    //     match __retries::next_wait!(
    //         __observer, __state, &const { policy }, __retries::judge(&__outcome, on), __outcome, __watched,
    //         __retries::after_attempt!(&__deadline, __watched)
    //     ) {
    //         __retries::Some(__wait) => __wait,
    //         __retries::None => break __outcome,
    //     }
    /// Returns the expression. `restores` give the next attempt its arguments.
    pub(crate) fn wait_or_break(
        &self,
        policy: &TokenStream,
        restores: &[TokenStream],
    ) -> TokenStream {
        let wait = if restores.is_empty() {
            quote_spanned!(glue()=> __wait)
        } else {
            quote_spanned!(glue()=> { #(#restores)* __wait })
        };
        let passes_hooks = self.can_pass_hooks();
        if (self.options.has_hooks() && !passes_hooks) || self.waits_after_refusal() {
            return self.wait_or_break_with_hooks(policy, &wait);
        }
        let next_wait = if passes_hooks {
            self.next_wait_with_hooks(policy)
        } else if self.options.budget.is_some() {
            self.call_with_budget("next_wait_with_budget", policy, None)
        } else {
            let judged = self.judged();
            let needs_more = self.may_have_deadline() || self.watches_attempts();
            let after = needs_more.then(|| self.after_attempt()).into_iter();
            quote_spanned! {glue()=>
                __retries::next_wait!(
                    __observer, __state, #policy, #judged, __outcome, __watched #(, #after)*
                )
            }
        };
        quote_spanned! {glue()=>
            match #next_wait {
                __retries::Some(__wait) => #wait,
                __retries::None => break __outcome,
            }
        }
    }

    /// Returns whether the hooks can be arguments of one call, which the compiler reads faster than arms. Both
    /// may change the same argument of the function, and `on_give_up` may take it: it has to be the path of an
    /// item, which borrows nothing.
    fn can_pass_hooks(&self) -> bool {
        let options = self.options;
        let borrows_nothing = match &options.on_give_up {
            Some(on_give_up) => on_give_up
                .path()
                .is_some_and(|path| !self.is_argument(&path)),
            None => true,
        };
        options.has_hooks() && borrows_nothing
    }

    /// Returns where the compiler reports a hook that takes something else than the event.
    fn hooks_span(&self) -> Span {
        let hook = self
            .options
            .on_retry
            .as_ref()
            .or(self.options.on_give_up.as_ref());
        hook.map_or_else(glue, |hook| at(hook.span()))
    }

    fn is_argument(&self, path: &Path) -> bool {
        let mut arguments = self.attempt.arguments.iter();
        arguments.any(|(argument, _)| path.is_ident(&argument.name))
    }

    // Output:
    //     __retries::next_wait_with_hooks(
    //         &mut __state, &const { policy }, __retries::judge(&__outcome, on), __retries::after_attempt!(&__deadline, __watched),
    //         __retries::thread::now,
    //         &mut __observer, __retries::error_view!(&__outcome), &mut __budget, &__outcome, on_retry, on_give_up,
    //     )
    /// Returns the one call of a function whose hooks are its arguments.
    fn next_wait_with_hooks(&self, policy: &TokenStream) -> TokenStream {
        let hook = |hook: &Option<OptionTokens>| match hook {
            Some(hook) => hook.to_token_stream(),
            None => quote_spanned!(glue()=> __retries::no_hook),
        };
        let (on_retry, on_give_up) = (hook(&self.options.on_retry), hook(&self.options.on_give_up));
        let hooks = quote_spanned!(glue()=> &__outcome, #on_retry, #on_give_up);
        self.call_with_budget("next_wait_with_hooks", policy, Some(hooks))
    }

    // Output:
    //     match __retries::next_step(&mut __state, &const { policy }, …) {
    //         __retries::NextStep::Retry(__wait, __report) => {
    //             __retries::call_hook(&__observer, &__outcome, __report, on_retry);
    //             __wait
    //         }
    //         __retries::NextStep::Refused(_, __report) | __retries::NextStep::GiveUp(__report) => {
    //             __retries::call_hook(&__observer, &__outcome, __report, on_give_up);
    //             break __outcome;
    //         }
    //         _ => break __outcome,
    //     }
    /// Returns the expression for a function with hooks.
    ///
    /// The hooks are expressions in the arms, not arguments: both may change the same argument of the
    /// function, and `on_give_up` may take it.
    fn wait_or_break_with_hooks(&self, policy: &TokenStream, wait: &TokenStream) -> TokenStream {
        let next_step = self.call_with_budget("next_step", policy, None);
        let retry = match call_hook(self.options.on_retry.as_ref()) {
            Some(on_retry) => quote_spanned! {glue()=>
                __retries::NextStep::Retry(__wait, __report) => { #on_retry #wait }
            },
            None => quote_spanned!(glue()=> __retries::NextStep::Retry(__wait, _) => #wait,),
        };
        let on_give_up = call_hook(self.options.on_give_up.as_ref());
        let gave_up = match (self.waits_after_refusal(), on_give_up) {
            (false, None) => TokenStream::new(),
            (false, Some(on_give_up)) => quote_spanned! {glue()=>
                __retries::NextStep::Refused(_, __report) | __retries::NextStep::GiveUp(__report) => {
                    #on_give_up
                    break __outcome;
                }
            },
            (true, on_give_up) => {
                let sleep = self.sleep();
                let gave_up = on_give_up.as_ref().map(|on_give_up| {
                    quote_spanned! {glue()=>
                        __retries::NextStep::GiveUp(__report) => { #on_give_up break __outcome; }
                    }
                });
                quote_spanned! {glue()=>
                    __retries::NextStep::Refused(__wait, __report) => {
                        #on_give_up
                        #sleep;
                        break __outcome;
                    }
                    #gave_up
                }
            }
        };
        quote_spanned! {glue()=>
            match #next_step {
                #retry
                #gave_up
                _ => break __outcome,
            }
        }
    }

    // Output:
    //     __retries::next_wait_with_budget(
    //         &mut __state, &const { policy }, __retries::judge(&__outcome, on), __retries::after_attempt!(&__deadline, __watched),
    //         __retries::thread::now, &mut __observer, __retries::error_view!(&__outcome), &mut __budget,
    //     )
    /// Returns the call of a function of the runtime that withdraws from the budget. The hooks come last.
    fn call_with_budget(
        &self,
        function: &str,
        policy: &TokenStream,
        hooks: Option<TokenStream>,
    ) -> TokenStream {
        let place = self.hooks_span();
        let hooks = hooks.into_iter();
        let function = Ident::new(function, place);
        let (judged, after, time) = (self.judged(), self.after_attempt(), self.time_module());
        let budget = self.call_budget();
        quote_spanned! {place=>
            __retries::#function(
                &mut __state,
                #policy,
                #judged,
                #after,
                #time::now,
                &mut __observer,
                __retries::error_view!(&__outcome),
                #budget
                #(, #hooks)*
            )
        }
    }

    pub(crate) fn call_budget(&self) -> TokenStream {
        if self.options.budget.is_some() {
            quote_spanned!(glue()=> &mut __budget)
        } else {
            quote_spanned!(glue()=> &mut __retries::CallBudget::none())
        }
    }

    fn waits_after_refusal(&self) -> bool {
        matches!(self.options.on_exhausted, Some(OnExhausted::Wait(_)))
    }

    /// Returns the statements after the wait, which report its end and use the amount withdrawn. A report that panics
    /// comes before, so that the amount is refunded.
    pub(crate) fn end_wait(&self) -> TokenStream {
        let place = match &self.options.budget {
            Some(budget) => at(budget.span()),
            None => glue(),
        };
        match (self.options.budget.is_some(), self.receives_events()) {
            (true, true) => quote_spanned! {place=>
                __retries::waited_with_budget(&mut __observer, &mut __budget);
            },
            (true, false) => quote_spanned! {place=>
                __retries::waited!(__observer);
                __retries::CallBudget::spend(&mut __budget);
            },
            (false, true) => quote_spanned!(glue()=> __retries::waited_with_hooks!(__observer);),
            (false, false) => quote_spanned!(glue()=> __retries::waited!(__observer);),
        }
    }
}

fn call_hook(hook: Option<&OptionTokens>) -> Option<TokenStream> {
    let hook = hook?;
    Some(quote_spanned! {at(hook.span())=>
        __retries::call_hook(&__observer, &__outcome, __report, #hook);
    })
}
