//! `on_exhausted` of a bundle, whose type says whether the outcome is kept for a wait.

use proc_macro2::TokenStream;
use quote::quote_spanned;

use crate::codegen::retry_loop::RetryLoop;
use crate::codegen::runtime::glue;
use crate::options::bundle::Bundle;

impl RetryLoop<'_> {
    /// Returns the bundle of a function with a budget that leaves `on_exhausted` to it.
    pub(crate) fn bundle_of_exhausted(&self) -> Option<&Bundle> {
        let bundle = self.options.bundle.as_ref()?;
        let is_left = self.may_have_budget() && self.options.on_exhausted.is_none();
        is_left.then_some(bundle)
    }

    // Output:
    //     match PARTNERS.__bundle_next_step(…) {
    //         __retries::NextStep::Retry(__wait, _) => __wait,
    //         __retries::NextStep::Refused(__wait, _) => match PARTNERS.__bundle_keep(__wait, __outcome) {
    //             __retries::Ok(__kept) => break __kept,
    //             __retries::Err(__outcome) => break '__call __outcome,
    //         },
    //         _ => break '__call __outcome,
    //     }
    /// Leaves it to the bundle's type whether the outcome is kept for a wait after the budget refused the retry.
    pub(crate) fn wait_or_break_as_bundle_says(
        &self,
        policy: &TokenStream,
        wait: &TokenStream,
    ) -> TokenStream {
        let next_step = self.next_step_of_bundle(policy);
        let (refused, leave) = (self.refused_as_bundle_says(), self.leave());
        quote_spanned! {glue()=>
            match #next_step {
                __retries::NextStep::Retry(__wait, _) => #wait,
                __retries::NextStep::Refused(__wait, _) => #refused,
                _ => #leave,
            }
        }
    }

    // Output:
    //     match PARTNERS.__bundle_keep(__wait, __outcome) {
    //         __retries::Ok(__kept) => break __kept,
    //         __retries::Err(__outcome) => break '__call __outcome,
    //     }
    pub(crate) fn refused_as_bundle_says(&self) -> TokenStream {
        let (bundle, leave) = (&self.options.bundle, self.leave());
        quote_spanned! {glue()=>
            match #bundle.__bundle_keep(__wait, __outcome) {
                __retries::Ok(__kept) => break __kept,
                __retries::Err(__outcome) => #leave,
            }
        }
    }

    /// Returns the expression that leaves the loop with the outcome.
    pub(crate) fn leave(&self) -> TokenStream {
        match self.bundle_of_exhausted() {
            Some(_) => quote_spanned!(glue()=> break '__call __outcome),
            None => quote_spanned!(glue()=> break __outcome),
        }
    }

    // Output:
    //     let (__wait, __kept) = loop { … };
    //     __retries::thread::sleep(__wait);
    //     PARTNERS.__bundle_release(__kept)
    /// Returns the loop, and after it the wait of a bundle with `on_exhausted = wait`. The wait is after the loop
    /// because the compiler then knows that no attempt follows, which would need the arguments.
    pub(crate) fn then_return_kept(&self, retry_loop: TokenStream) -> TokenStream {
        let Some(bundle) = self.bundle_of_exhausted() else {
            return retry_loop;
        };
        let sleep = self.sleep();
        quote_spanned! {glue()=>
            let (__wait, __kept) = #retry_loop;
            #sleep;
            #bundle.__bundle_release(__kept)
        }
    }
}
