//! `cancel`, which ends a wait before its time.

use proc_macro2::TokenStream;
use quote::quote_spanned;

use crate::codegen::retry_loop::{RetryLoop, Waits};
use crate::codegen::runtime::{at, glue};
use crate::codegen::step_loop::leave_with_step;
use crate::options::cancel::Cancel;

impl RetryLoop<'_> {
    // Output:
    //     let __watched = __retries::Watched {
    //         is_cancelled: __judged.is_some() && {
    //             use __retries::{CancelFuture as _, CancelToken as _};
    //             let __is_cancelled = __retries::is_cancelled((token).cancelled());
    //             __is_cancelled
    //         },
    //         ..__retries::From::from(__watched)
    //     };
    /// Returns the statement that asks the token after a failure. Every call asks for the shutdown.
    pub(crate) fn check_cancel(&self) -> Option<TokenStream> {
        let check = self.has_token().then(|| self.is_cancelled())?;
        Some(quote_spanned! {glue()=>
            let __watched = __retries::Watched {
                is_cancelled: __judged.is_some() && #check,
                ..__retries::From::from(__watched)
            };
        })
    }

    /// Returns whether a token of the user cancels the call.
    pub(crate) fn has_token(&self) -> bool {
        matches!(self.options.cancel, Some(Cancel::Token(_)))
    }

    /// Returns the expression that asks the token, or after a shutdown the process.
    pub(crate) fn is_cancelled(&self) -> TokenStream {
        self.with_cancelled(
            |cancelled| quote_spanned!(glue()=> __retries::is_cancelled(#cancelled)),
        )
    }

    // Output:
    //     __retries::ByFuture(|| async {
    //         use __retries::{CancelFuture as _, CancelToken as _};
    //         _ = (token).cancelled().await;
    //     })
    /// Returns the word for the runtime, beside a bundle. The block keeps a token that the expression makes, from
    /// which the future may borrow.
    pub(crate) fn cancel_word(&self) -> TokenStream {
        match &self.options.cancel {
            Some(Cancel::Token(token)) => {
                let cancelled = quote_spanned!(at(token.span())=> (#token).cancelled());
                quote_spanned! {glue()=>
                    __retries::ByFuture(|| async {
                        use __retries::{CancelFuture as _, CancelToken as _};
                        _ = #cancelled.await;
                    })
                }
            }
            Some(Cancel::AtShutdown(_)) | None => quote_spanned!(glue()=> __retries::AtShutdown),
        }
    }

    // Output:
    //     if wait {
    //         break (__kept.into_outcome(), __retries::cancelled_in_wait(__retry, &mut __observer));
    //     }
    /// Returns the statement that waits, and leaves the loop if the call is cancelled.
    pub(crate) fn wait_or_cancel(&self) -> TokenStream {
        let wait = self.wait_unless_cancelled();
        if self.options.cancel.is_none() {
            return quote_spanned!(glue()=> #wait;);
        }
        let leave = leave_with_step();
        quote_spanned! {glue()=>
            if #wait {
                let __outcome = __kept.into_outcome();
                let __step = __retries::cancelled_in_wait(__retry, &mut __observer);
                #leave;
            }
        }
    }

    // Output:
    //     {
    //         use __retries::{CancelFuture as _, CancelToken as _};
    //         let __is_cancelled = __retries::sleep_unless_cancelled(__wait, (token).cancelled());
    //         __is_cancelled
    //     }
    /// Returns the expression that waits. With `cancel`, its value is whether the call is cancelled.
    pub(crate) fn wait_unless_cancelled(&self) -> TokenStream {
        if self.options.cancel.is_none() {
            return self.sleep();
        }
        let sleep = self.options.sleep.as_ref();
        self.with_cancelled(|cancelled| match (&self.waits, sleep) {
            (Waits::OnThread, None) => quote_spanned! {glue()=>
                __retries::sleep_unless_cancelled(__wait, #cancelled)
            },
            (Waits::OnThread, Some(sleep)) => quote_spanned! {at(sleep.span())=>
                __retries::wait_by_unless_cancelled(__wait, #sleep, #cancelled)
            },
            (Waits::InTask(span), None) => quote_spanned! {*span=>
                __retries::unless_cancelled(
                    __retries::task::sleep::<__retries::task::DefaultTimer>(__wait),
                    #cancelled,
                ).await
            },
            (Waits::InTask(_), Some(sleep)) => quote_spanned! {at(sleep.span())=>
                __retries::unless_cancelled(
                    __retries::task::wait_by(__wait, #sleep),
                    #cancelled,
                ).await
            },
        })
    }

    /// Returns the block of an expression with the future that cancels. Only there the traits are in scope that find
    /// it by the method `cancelled` of any token or future.
    fn with_cancelled(&self, expr: impl FnOnce(TokenStream) -> TokenStream) -> TokenStream {
        let token = match &self.options.cancel {
            Some(Cancel::Token(token)) => token,
            Some(Cancel::AtShutdown(span)) => {
                return expr(quote_spanned!(at(*span)=> __retries::pending::<()>()));
            }
            None => return expr(quote_spanned!(glue()=> __retries::pending::<()>())),
        };
        let expr = expr(quote_spanned!(at(token.span())=> (#token).cancelled()));
        quote_spanned! {glue()=>
            {
                use __retries::{CancelFuture as _, CancelToken as _};
                let __is_cancelled = #expr;
                __is_cancelled
            }
        }
    }
}
