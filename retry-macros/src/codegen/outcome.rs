//! An attempt's outcome, and what is decided about it.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::Token;

use super::{Attempt, RetryLoop, Waits, private_at, site_at};

impl RetryLoop<'_> {
    /// The statements that make an attempt and bind what came of it.
    pub(super) fn outcome(&self, attempt: &Attempt, policy: &TokenStream) -> TokenStream {
        let (site, output) = (Span::mixed_site(), &self.output);
        match attempt {
            Attempt::Call(call) => quote_spanned!(site=> let __outcome = #call;),
            Attempt::Block(asyncness, block) if self.cuts_off() => {
                self.cut_off(&quote!(#asyncness #block), policy)
            }
            Attempt::Block(asyncness, block) => {
                quote_spanned!(site=> let __outcome = #asyncness #block.await;)
            }
            Attempt::Future(future) if self.cuts_off() => self.cut_off(future, policy),
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
    //     let limit = attempt_limit(&POLICY, attempt_timeout, &clock);
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
        let clock = self.clock();
        let made = quote_spanned!(self.output_span=> #at_type::cut_off(&__run, #policy, __limit));
        quote_spanned! {site=>
            let __limit = #private::attempt_limit(#policy, __attempt_timeout, &#clock);
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

    /// The expression that asks `on` about a failure and `on_ok` about a success: the decision, or `None`
    /// where the outcome is a success to be kept.
    pub(super) fn judged(&self) -> TokenStream {
        let private = &self.private;
        // Here a type is reported that is neither `Result` nor `Option`.
        let and = Token![&](self.output_span);
        let outcome = Ident::new("__outcome", self.output_span);
        let judged = match (&self.args.on, &self.args.on_ok) {
            (None, None) => {
                let at_type = private_at(self.output_span);
                quote_spanned!(self.output_span=> #at_type::judge(#and #outcome, #at_type::always))
            }
            (Some(on), None) => {
                let place = site_at(on.span());
                let at_on = private_at(place);
                quote_spanned!(place=> #at_on::judge(#and #outcome, #on))
            }
            (on, Some(on_ok)) => {
                let place = site_at(on_ok.span());
                let at_on_ok = private_at(place);
                let always = quote!(#private::always);
                let on = on.as_ref().map_or(always, ToTokens::to_token_stream);
                quote_spanned!(place=> #at_on_ok::judge_both(#and #outcome, #on, #on_ok))
            }
        };
        if !self.cuts_off() {
            return judged;
        }
        quote_spanned!(Span::mixed_site()=> #private::mark_timed_out(#judged, __was_cut_off))
    }
}
