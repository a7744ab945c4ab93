//! The expression after an attempt: it leaves the loop, or its value is the wait.

use proc_macro2::{Ident, TokenStream};
use quote::quote_spanned;

use crate::codegen::retry_loop::RetryLoop;
use crate::codegen::runtime::{at, glue};
use crate::options::budget::OnExhausted;
use crate::options::raw::OptionTokens;

impl RetryLoop<'_> {
    // Output:
    //     match __retries::next_wait!(
    //         __observer, __state, &const { policy }, __retries::judge(&__outcome, on), __outcome, &__clock
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
        if self.has_budget_or_hooks() {
            return self.wait_or_break_with_budget(policy, restores);
        }
        let judged = self.judged();
        let clock = self.may_have_deadline().then(|| self.clock()).into_iter();
        let next_wait = quote_spanned! {glue()=>
            __retries::next_wait!(__observer, __state, #policy, #judged, __outcome #(, &#clock)*)
        };
        let wait = if restores.is_empty() {
            quote_spanned!(glue()=> __wait)
        } else {
            quote_spanned!(glue()=> { #(#restores)* __wait })
        };
        quote_spanned! {glue()=>
            match #next_wait {
                __retries::Some(__wait) => #wait,
                __retries::None => break __outcome,
            }
        }
    }

    // Output:
    //     let __decision = match __retries::judge(&__outcome, on) {
    //         __retries::Some(__decision) => __decision,
    //         __retries::None => {
    //             __retries::RetryBudget::on_success(__budget, __withdrawn);
    //             __retries::succeeded!(__observer, &__state, &const { policy });
    //             break __outcome;
    //         }
    //     };
    //     let __number = __retries::attempt(&__state, &const { policy });
    //     let __verdict = __retries::next_wait_with_budget(&mut __state, …);
    //     match __verdict {
    //         __retries::Verdict::Retry(__wait, __amount, _) => {
    //             __withdrawn = __retries::Some(__amount);
    //             let __withdrawal = __retries::Withdrawal::hold(__budget, __amount);
    //             __retries::call_hook(&__observer, __number, …, on_retry);
    //             (__wait, __withdrawal)
    //         }
    //         __retries::Verdict::Refused(__wait) => { …; break __outcome; }
    //         __retries::Verdict::Stop(_) => { …; break __outcome; }
    //     }
    /// Returns the expression for a function with a budget or with hooks.
    fn wait_or_break_with_budget(
        &self,
        policy: &TokenStream,
        restores: &[TokenStream],
    ) -> TokenStream {
        let (judged, clock, time) = (self.judged(), self.clock(), self.time_module());
        let budget = match &self.options.budget {
            Some(budget) => quote_spanned!(at(budget.span())=> &__budget),
            None => quote_spanned!(glue()=> &__retries::NoBudget),
        };
        let deposit = self.options.budget.as_ref().map(|budget| {
            quote_spanned! {at(budget.span())=>
                __retries::RetryBudget::on_success(__budget, __withdrawn);
            }
        });
        let number = self.options.has_hooks().then(
            || quote_spanned!(glue()=> let __number = __retries::attempt(&__state, #policy);),
        );
        let on_retry = call_hook(self.options.on_retry.as_ref());
        let on_give_up = call_hook(self.options.on_give_up.as_ref());
        let (hold_withdrawal, wait) = (self.hold_withdrawal(), self.wait());
        let wait_after_refusal = match self.options.on_exhausted {
            Some(OnExhausted::Wait(_)) => self.sleep(),
            Some(OnExhausted::Return(_)) | None => TokenStream::new(),
        };
        quote_spanned! {glue()=>
            let __decision = match #judged {
                __retries::Some(__decision) => __decision,
                __retries::None => {
                    #deposit
                    __retries::succeeded!(__observer, &__state, #policy);
                    break __outcome;
                }
            };
            #number
            let __verdict = __retries::next_wait_with_budget(
                &mut __state,
                #policy,
                __decision,
                __retries::Clock::elapsed(&#clock),
                &mut __observer,
                __retries::error_view!(&__outcome),
                #budget,
                #time::now,
            );
            match __verdict {
                __retries::Verdict::Retry(__wait, __amount, _) => {
                    #hold_withdrawal
                    #on_retry
                    #(#restores)*
                    #wait
                }
                __retries::Verdict::Refused(__wait) => {
                    #on_give_up
                    #wait_after_refusal;
                    break __outcome;
                }
                __retries::Verdict::Stop(_) => {
                    #on_give_up
                    break __outcome;
                }
            }
        }
    }

    /// Returns the statements that hold the amount withdrawn. They come before any hook, which may panic: a
    /// panic refunds the amount.
    fn hold_withdrawal(&self) -> Option<TokenStream> {
        let budget = self.options.budget.as_ref()?;
        Some(quote_spanned! {at(budget.span())=>
            __withdrawn = __retries::Some(__amount);
            let __withdrawal = __retries::Withdrawal::hold(__budget, __amount);
        })
    }

    /// Returns the statement after the wait that uses the amount withdrawn.
    pub(crate) fn spend_withdrawal(&self) -> Option<TokenStream> {
        let budget = self.options.budget.as_ref()?;
        Some(quote_spanned! {at(budget.span())=>
            __retries::Withdrawal::spend(__withdrawal);
        })
    }

    /// Returns the macro that reports the end of a wait.
    pub(crate) fn waited_macro(&self) -> Ident {
        let name = if self.options.has_hooks() {
            "waited_with_hooks"
        } else {
            "waited"
        };
        Ident::new(name, glue())
    }
}

fn call_hook(hook: Option<&OptionTokens>) -> Option<TokenStream> {
    let hook = hook?;
    Some(quote_spanned! {at(hook.span())=>
        __retries::call_hook(
            &__observer,
            __number,
            __retries::Outcome::as_result(&__outcome).err(),
            __verdict.kind(),
            #hook,
        );
    })
}
