//! The loop of a function with `before_retry`, `or_else`, `when` or `cancel`: one step follows each attempt.

use proc_macro2::TokenStream;
use quote::quote_spanned;

use crate::codegen::retry_loop::RetryLoop;
use crate::codegen::runtime::{at, glue};
use crate::codegen::when::{KindsBinding, state_after_attempt};
use crate::options::budget::OnExhausted;

/// The parts of the loop that depend on the arguments and the policy.
pub(crate) struct StepParts<'a> {
    /// The statements before an attempt.
    pub(crate) head: TokenStream,
    /// The statements that make an attempt and bind its outcome.
    pub(crate) outcome: TokenStream,
    /// The statements that give the next attempt its arguments.
    pub(crate) restores: &'a [TokenStream],
    pub(crate) policy: &'a TokenStream,
    pub(crate) kinds: Option<&'a KindsBinding>,
}

impl RetryLoop<'_> {
    /// Returns whether the function has this loop. A bundle has a loop of its own.
    pub(crate) fn has_steps(&self) -> bool {
        let options = self.options;
        let has_word = options.before_retry.is_some()
            || options.or_else.is_some()
            || !options.whens.is_empty()
            || options.cancel.is_some();
        has_word && options.bundle.is_none()
    }

    // Output, with all words:
    //     let (__outcome, __step) = loop {
    //         let (__wait, __retry, __kept) = {
    //             let __outcome = async { code }.await;
    //             let __judged = __retries::judge(&__outcome, on);
    //             let __kind = __retries::find_kind(…);
    //             let __watched = …;
    //             let __step = __retries::next_step(…);
    //             match __step {
    //                 __retries::NextStep::Retry(__wait, __retry) => {
    //                     __retries::call_hook(&__observer, &__outcome, __retry, on_retry);
    //                     match __retries::KeptError::keep(__outcome) {
    //                         __retries::Ok(__kept) => (__wait, __retry, __kept),
    //                         __retries::Err(__outcome) => break (__outcome, __step),
    //                     }
    //                 }
    //                 _ => break (__outcome, __step),
    //             }
    //         };
    //         before_retry
    //         wait
    //     };
    //     if let __retries::Some(__report) = __step.end_report() {
    //         __retries::call_hook(&__observer, &__outcome, __report, on_give_up);
    //     }
    //     __outcome
    /// Returns the loop and the statements after it. They are where each end of the call comes by, so that
    /// `on_give_up` is written once.
    pub(crate) fn step_loop(&self, parts: &StepParts) -> TokenStream {
        let StepParts {
            head,
            outcome,
            restores,
            policy,
            kinds,
        } = parts;
        let step = self.bind_step(policy, *kinds);
        let on_retry = self.options.on_retry.as_ref().map(|hook| {
            quote_spanned! {at(hook.span())=>
                __retries::call_hook(&__observer, &__outcome, __retry, #hook);
            }
        });
        let (waited, retry) = self.keep_failure();
        let leave = leave_with_step();
        let attempt = quote_spanned! {glue()=>
            let #waited = {
                #outcome
                #step
                match __step {
                    __retries::NextStep::Retry(__wait, __retry) => {
                        #on_retry
                        #(#restores)*
                        #retry
                    }
                    _ => #leave,
                }
            };
        };
        let attempt = match (self.before_retry(policy), &self.options.cancel) {
            // Without `cancel`, the block drops the failure before the wait.
            (Some(before_retry), None) => quote_spanned! {glue()=>
                let __wait = {
                    #attempt
                    #before_retry
                    __wait
                };
            },
            (before_retry, _) => quote_spanned!(glue()=> #attempt #before_retry),
        };
        let wait = self.wait_or_cancel();
        let end_wait = self.end_wait();
        let end = self.end_with_step();
        quote_spanned! {glue()=>
            let (__outcome, __step) = loop {
                #head
                #attempt
                #wait
                #end_wait
            };
            #end
        }
    }

    /// Returns the statements that decide what follows an attempt.
    fn bind_step(&self, policy: &TokenStream, kinds: Option<&KindsBinding>) -> TokenStream {
        let (judged, after, time) = (self.judged(), self.after_attempt(), self.time_module());
        let find_kind = self.find_kind();
        let check_cancel = self.check_cancel();
        let state = state_after_attempt(kinds);
        let budget = self.call_budget();
        quote_spanned! {glue()=>
            let __judged = #judged;
            #find_kind
            #check_cancel
            let __step = __retries::next_step(
                #state,
                #policy,
                __judged,
                #after,
                #time::now,
                &mut __observer,
                __retries::error_view!(&__outcome),
                #budget,
            );
        }
    }

    // Output:
    //     match __retries::KeptError::keep(__outcome) {
    //         __retries::Ok(__kept) => (__wait, __retry, __kept),
    //         __retries::Err(__outcome) => break (__outcome, __step),
    //     }
    /// Returns the pattern and the value of a retry: with the failure, if something may end the call before the next
    /// attempt. What is not kept is dropped here, before the wait.
    fn keep_failure(&self) -> (TokenStream, TokenStream) {
        if self.options.before_retry.is_none() && self.options.cancel.is_none() {
            let wait = quote_spanned!(glue()=> __wait);
            return (wait.clone(), wait);
        }
        let keep = if self.options.on_ok.is_some() {
            quote_spanned!(self.output_span=> __retries::KeptOutcome::keep(__outcome))
        } else {
            quote_spanned!(self.output_span=> __retries::KeptError::keep(__outcome))
        };
        let waited = quote_spanned!(glue()=> (__wait, __retry, __kept));
        let leave = leave_with_step();
        let keep = quote_spanned! {glue()=>
            match #keep {
                __retries::Ok(__kept) => #waited,
                __retries::Err(__outcome) => #leave,
            }
        };
        (waited, keep)
    }

    // Output, with `or_else`, `on_give_up` and `on_exhausted = wait`:
    //     if let __retries::Some(__report) = __step.end_report() {
    //         __retries::call_hook(&__observer, &__outcome, __report, on_give_up);
    //     }
    //     if let __retries::NextStep::Refused(__wait, _) = __step { wait }
    //     (__outcome, __step.stop_reason())
    /// Returns the statements after the loop.
    fn end_with_step(&self) -> TokenStream {
        let on_give_up = self.options.on_give_up.as_ref().map(|hook| {
            let call = quote_spanned! {at(hook.span())=>
                __retries::call_hook(&__observer, &__outcome, __report, #hook);
            };
            quote_spanned! {glue()=>
                if let __retries::Some(__report) = __step.end_report() { #call }
            }
        });
        let wait = match self.options.on_exhausted {
            Some(OnExhausted::Wait(_)) => {
                let wait = self.wait_unless_cancelled();
                Some(quote_spanned! {glue()=>
                    if let __retries::NextStep::Refused(__wait, _) = __step { #wait; }
                })
            }
            _ => None,
        };
        let end = match self.options.or_else {
            Some(_) => quote_spanned!(glue()=> (__outcome, __step.stop_reason())),
            None => quote_spanned!(glue()=> __outcome),
        };
        quote_spanned!(glue()=> #on_give_up #wait #end)
    }

    /// Returns the statement that declares the observer of the call and its state.
    pub(crate) fn begin_steps(
        &self,
        policy: Option<&TokenStream>,
        kinds: Option<&KindsBinding>,
    ) -> TokenStream {
        let label = &self.label;
        let policy = policy.into_iter();
        let arguments = quote_spanned!(glue()=> #label #(, #policy)*);
        match (kinds, self.receives_events()) {
            (None, true) => quote_spanned! {glue()=>
                __retries::begin_with_hooks!(__observer, __state, #arguments);
            },
            (None, false) => quote_spanned! {glue()=>
                __retries::begin_with_budget!(__observer, __state, #arguments);
            },
            (Some(KindsBinding { reference, .. }), true) => quote_spanned! {glue()=>
                __retries::begin_by_kind_with_hooks!(__observer, __state, #reference, #arguments);
            },
            (Some(KindsBinding { reference, .. }), false) => quote_spanned! {glue()=>
                __retries::begin_by_kind!(__observer, __state, #reference, #arguments);
            },
        }
    }
}

/// Returns the expression that leaves the loop with the outcome and the step that ends the call.
pub(crate) fn leave_with_step() -> TokenStream {
    quote_spanned!(glue()=> break (__outcome, __step))
}
