//! What follows a failed attempt: it ends the call, or there is a wait.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use quote::{quote, quote_spanned};

use super::bindings::at_budget;
use super::{RetryLoop, Waits, private_at, site_at};
use crate::options::OnEmpty;
use crate::options::raw::RawValue;

impl RetryLoop<'_> {
    /// The expression that asks whether there is another attempt, and leaves the loop if not. It is the
    /// wait, and what the budget gave for it if there is one.
    pub(super) fn after(&self, policy: &TokenStream, restores: &[TokenStream]) -> TokenStream {
        if self.asks() {
            return self.after_asking(policy, restores);
        }
        let private = &self.private;
        let site = Span::mixed_site();
        let judged = self.judged();
        let clock = self.is_timed().then(|| self.clock()).into_iter();
        let after = quote_spanned! {site=>
            #private::after!(__watch, __run, #policy, #judged, __outcome #(, &#clock)*)
        };
        if restores.is_empty() {
            return after;
        }
        quote_spanned! {site=>
            let __wait = #after;
            #(#restores)*
            __wait
        }
    }

    /// The same where there is a budget to ask or a hook to tell.
    fn after_asking(&self, policy: &TokenStream, restores: &[TokenStream]) -> TokenStream {
        let private = &self.private;
        let site = Span::mixed_site();
        let (judged, clock, time) = (self.judged(), self.clock(), self.time());
        let budget = self.args.budget.as_ref().map_or_else(
            || quote!(&#private::Unlimited),
            |budget| quote_spanned!(site_at(budget.span())=> &__budget),
        );
        let tell_budget = self.args.budget.as_ref().map(|budget| {
            let at_budget = at_budget(budget);
            quote_spanned!(site_at(budget.span())=> #at_budget::Rule::succeeded(__budget, __withdrawn);)
        });
        let number = self
            .has_hooks()
            .then(|| quote_spanned!(site=> let __number = #private::attempt(&__run, #policy);));
        let on_retry = tell(self.args.on_retry.as_ref());
        let on_give_up = tell(self.args.on_give_up.as_ref());
        let (hold, retry) = (self.hold(), self.retry());
        let wait_for_refusal = match self.args.on_empty {
            Some(OnEmpty::Wait(_)) => self.sleep(),
            Some(OnEmpty::Return(_)) | None => TokenStream::new(),
        };
        quote_spanned! {site=>
            let __decision = match #judged {
                #private::Some(__decision) => __decision,
                #private::None => {
                    #tell_budget
                    #private::succeeded!(__watch, &__run, #policy);
                    break __outcome;
                }
            };
            #number
            let __verdict = #private::after_asking(
                &mut __run,
                #policy,
                __decision,
                #private::Clock::elapsed(&#clock),
                &mut __watch,
                #private::describe!(&__outcome),
                #budget,
                #time::now,
            );
            match __verdict {
                #private::Verdict::Retry(__wait, __amount, _) => {
                    #hold
                    #on_retry
                    #(#restores)*
                    #retry
                }
                #private::Verdict::Refused(__wait) => {
                    #on_give_up
                    #wait_for_refusal;
                    break __outcome;
                }
                #private::Verdict::Stop(_) => {
                    #on_give_up
                    break __outcome;
                }
            }
        }
    }

    /// The statements that hold what the budget gave. They come before any hook, which may panic.
    fn hold(&self) -> Option<TokenStream> {
        let private = &self.private;
        let budget = self.args.budget.as_ref()?;
        let at_budget = at_budget(budget);
        Some(quote_spanned! {site_at(budget.span())=>
            __withdrawn = #private::Some(__amount);
            let __withdrawal = #at_budget::Withdrawal::hold(__budget, __amount);
        })
    }

    /// What `after` yields, as a value and as a pattern: how long to wait, and what the budget gave for
    /// it, which is given back if that is not waited for.
    pub(super) fn retry(&self) -> TokenTree {
        let site = Span::mixed_site();
        if self.args.budget.is_some() {
            let both = quote_spanned!(site=> __wait, __withdrawal);
            Group::new(Delimiter::Parenthesis, both).into()
        } else {
            Ident::new("__wait", site).into()
        }
    }

    /// The statement after the wait, by which what the budget gave is used.
    pub(super) fn spend(&self) -> Option<TokenStream> {
        let budget = self.args.budget.as_ref()?;
        let at_budget = at_budget(budget);
        Some(quote_spanned!(site_at(budget.span())=> #at_budget::Withdrawal::spend(__withdrawal);))
    }

    /// The macro that tells of the end of a wait.
    pub(super) fn waited(&self) -> Ident {
        let waited = if self.has_hooks() {
            "waited_with_hooks"
        } else {
            "waited"
        };
        Ident::new(waited, Span::mixed_site())
    }

    /// The expression that waits.
    pub(super) fn sleep(&self) -> TokenStream {
        let place = match (&self.waits, &self.args.sleep) {
            (_, Some(sleep)) => site_at(sleep.span()),
            (Waits::InTask(span), None) => *span,
            (Waits::OnThread, None) => Span::mixed_site(),
        };
        let private = private_at(place);
        match (&self.waits, &self.args.sleep) {
            (Waits::OnThread, None) => quote_spanned!(place=> #private::thread::sleep(__wait)),
            (Waits::OnThread, Some(sleep)) => {
                quote_spanned!(place=> #private::thread::wait_by(__wait, #sleep))
            }
            (Waits::InTask(_), None) => quote_spanned! {place=>
                #private::task::sleep::<#private::task::Enabled>(__wait).await
            },
            (Waits::InTask(_), Some(sleep)) => {
                quote_spanned!(place=> #private::task::wait_by(__wait, #sleep).await)
            }
        }
    }
}

/// The statement that tells a hook.
fn tell(hook: Option<&RawValue>) -> Option<TokenStream> {
    let hook = hook?;
    let place = site_at(hook.span());
    let private = private_at(place);
    Some(quote_spanned! {place=>
        #private::tell(
            &__watch,
            __number,
            #private::Outcome::as_result(&__outcome).err(),
            __verdict.happened(),
            #hook,
        );
    })
}
