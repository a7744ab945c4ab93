//! `before_retry`, which runs between a failure and the wait.

use proc_macro2::TokenStream;
use quote::quote_spanned;

use crate::codegen::retry_loop::{RetryLoop, Waits};
use crate::codegen::runtime::{at, glue};
use crate::codegen::step_loop::leave_with_step;
use crate::options::function;
use crate::options::raw::OptionTokens;

impl RetryLoop<'_> {
    // Output:
    //     let __ran = {
    //         let __event = __retries::event_of_retry(&__observer, __kept.error(), __retry);
    //         __retries::before_retry_async(&__event, &__deadline, before_retry).await
    //     };
    //     if let __retries::Err(__error) = __ran {
    //         let __outcome: Output = __retries::TakeError::from_error(__error);
    //         let __report = __retry.gave_up(__retries::StopReason::BeforeRetry);
    //         let __step = __retries::give_up_instead(__report, …);
    //         break (__outcome, __step);
    //     }
    //     if let __retries::Some(__report) = __retries::too_late(__retry, __wait, …) {
    //         let __outcome: Output = __kept.into_outcome();
    //         let __step = __retries::give_up_instead(__report, …);
    //         break (__outcome, __step);
    //     }
    /// Returns the statements between an attempt and the wait.
    pub(crate) fn before_retry(&self, policy: &TokenStream) -> Option<TokenStream> {
        let code = self.options.before_retry.as_ref()?;
        let call = self.call_before_retry(code);
        let (output, deadline) = (&self.output, self.deadline());
        let leave = leave_with_step();
        let give_up = quote_spanned! {glue()=>
            let __step = __retries::give_up_instead(
                __report,
                #policy,
                &mut __observer,
                __retries::error_view!(&__outcome),
            );
            #leave;
        };
        Some(quote_spanned! {glue()=>
            let __ran = {
                let __event = __retries::event_of_retry(&__observer, __kept.error(), __retry);
                #call
            };
            if let __retries::Err(__error) = __ran {
                let __outcome: #output = __retries::TakeError::from_error(__error);
                let __report = __retry.gave_up(__retries::StopReason::BeforeRetry);
                #give_up
            }
            if let __retries::Some(__report) =
                __retries::too_late(__retry, __wait, #policy, #deadline, &mut __observer)
            {
                let __outcome: #output = __kept.into_outcome();
                #give_up
            }
        })
    }

    // Input, in an async function:
    //     async |event| …          refresh                  |event| async { … }
    //
    // Output:
    //     before_retry_async(…)    before_retry_async(…)    before_retry_future(…)
    /// Returns the call. The compiler finds the types of a closure that is not async only with other bounds.
    fn call_before_retry(&self, code: &OptionTokens) -> TokenStream {
        let (place, deadline) = (at(code.span()), self.deadline());
        match self.waits {
            Waits::OnThread => {
                quote_spanned!(place=> __retries::before_retry(&__event, #deadline, #code))
            }
            Waits::InTask(_) if function::is_plain_closure(code) => {
                quote_spanned!(place=> __retries::before_retry_future(&__event, #deadline, #code).await)
            }
            Waits::InTask(_) => {
                quote_spanned!(place=> __retries::before_retry_async(&__event, #deadline, #code).await)
            }
        }
    }
}
