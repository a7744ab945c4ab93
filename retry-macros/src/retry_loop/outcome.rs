//! An attempt's outcome, and what is decided about it.

use proc_macro2::{Span, TokenStream};
use quote::quote_spanned;

use super::bindings::at_budget;
use super::{Attempt, RetryLoop, Waits, private_at, site_of};

impl RetryLoop<'_> {
    /// The statements that make an attempt and bind what came of it.
    pub(super) fn outcome(&self, attempt: &Attempt, policy: &TokenStream) -> TokenStream {
        let (site, output) = (Span::mixed_site(), &self.output);
        match attempt {
            Attempt::Block(future) | Attempt::Future(future) if self.cuts_off() => {
                self.cut_off(future, policy)
            }
            Attempt::Call(call) => quote_spanned!(site=> let __outcome = #call;),
            Attempt::Block(block) => quote_spanned!(site=> let __outcome = #block.await;),
            Attempt::Future(future) => {
                quote_spanned!(site=> let __outcome: #output = #future.await;)
            }
        }
    }

    fn cuts_off(&self) -> bool {
        self.args.attempt_timeout.is_some() && matches!(self.waits, Waits::InTask(_))
    }

    // Input:
    //     async { body }
    //
    // Output:
    //     let limit = attempt_limit(&POLICY, attempt_timeout, clock.elapsed());
    //     let ended = {
    //         let attempt = pin!(async { body });
    //         task::cut_off::<task::Enabled, _>(attempt, limit).await
    //     };
    //     let was_cut_off = ended.is_none();
    //     let outcome = match ended { Some(outcome) => outcome, None => cut_off(&run, &POLICY, limit) };
    fn cut_off(&self, future: &TokenStream, policy: &TokenStream) -> TokenStream {
        let (private, output) = (&self.private, &self.output);
        let site = Span::mixed_site();
        let at_type = private_at(self.output_span);
        let ended = match &self.args.sleep {
            None => quote_spanned! {site=>
                #private::task::cut_off::<#private::task::Enabled, _>(__attempt, __limit)
            },
            Some(sleep) => {
                quote_spanned!(site=> #private::task::cut_off_by(__attempt, __limit, #sleep))
            }
        };
        let elapsed = self.elapsed();
        let made = quote_spanned!(self.output_span=> #at_type::cut_off(&__run, #policy, __limit));
        quote_spanned! {site=>
            let __limit = #private::attempt_limit(#policy, __attempt_timeout, #elapsed);
            let __ended = {
                let __attempt = #private::pin!(#future);
                let __ended = #ended.await;
                __ended
            };
            let __was_cut_off = __ended.is_none();
            let __outcome: #output = match __ended {
                #private::Some(__outcome) => __outcome,
                #private::None => #made,
            };
        }
    }

    /// The expression that asks `on` about a failure and `on_ok` about a success, and leaves the
    /// loop with any outcome that is to be kept. It is the decision, and the error for who watches.
    pub(super) fn decide(&self, policy: &TokenStream) -> TokenStream {
        let private = &self.private;
        let site = Span::mixed_site();
        let ask = |on: &TokenStream| {
            let private = private_at(site_of(on));
            quote_spanned!(site_of(on)=> #private::decide(__value, #on))
        };
        let succeeded = self.succeeded(policy);
        let on_ok = match self.args.on_ok.as_ref().map(ask) {
            None => quote_spanned!(site=> #private::Ok(_) => #succeeded),
            Some(answer) => quote_spanned! {site=>
                #private::Ok(__value) => match #answer {
                    #private::Decision::Stop => #succeeded,
                    __decision => #private::judged!(__decision),
                }
            },
        };
        let answer = self
            .args
            .on
            .as_ref()
            .map_or_else(|| quote_spanned!(site=> #private::Decision::Retry), ask);
        let answer = if self.cuts_off() {
            quote_spanned! {site=>
                if __was_cut_off { #private::Decision::TimedOut } else { #answer }
            }
        } else {
            answer
        };
        let at_type = private_at(self.output_span);
        let result = quote_spanned!(self.output_span=> #at_type::Outcome::as_result(&__outcome));
        quote_spanned! {site=>
            match #result {
                #on_ok,
                #private::Err(__value) => #private::judged!(#answer, __value),
            }
        }
    }

    /// The expression that leaves the loop with a success.
    fn succeeded(&self, policy: &TokenStream) -> TokenStream {
        let private = &self.private;
        let tell_budget = self.args.budget.as_ref().map(|budget| {
            let at_budget = at_budget(budget);
            quote_spanned! {site_of(budget)=>
                #at_budget::Rule::succeeded(__budget, __withdrawn);
            }
        });
        quote_spanned! {Span::mixed_site()=> {
            #tell_budget
            #private::succeeded!(__watch, &__run, #policy);
            break __outcome;
        }}
    }
}
