//! `when(…)`, which gives one kind of failures its own delays and its own number of attempts.

use proc_macro2::{Literal, Span, TokenStream};
use quote::quote_spanned;

use crate::codegen::bindings::PolicyBinding;
use crate::codegen::policy::{self, EvalTime, PolicyExpr};
use crate::codegen::retry_loop::RetryLoop;
use crate::codegen::runtime::{at, glue};
use crate::options::backoff::Backoff;
use crate::options::when::When;

/// The array of the kinds as the loop uses it.
pub(crate) struct KindsBinding {
    pub(crate) statement: Option<TokenStream>,
    pub(crate) reference: TokenStream,
}

impl RetryLoop<'_> {
    // Output:
    //     const __RETRY_KINDS: [__retries::Kind; 1] = [__retries::Kind { … }];
    pub(crate) fn bind_kinds(&self, policy: &PolicyBinding) -> Option<KindsBinding> {
        if self.options.whens.is_empty() {
            return None;
        }
        let kinds: Vec<PolicyExpr> = self.options.whens.iter().map(policy::kind).collect();
        let of_kinds = kinds.iter().map(|kind| kind.eval_time).max();
        let eval_time = match (of_kinds, policy.eval_time) {
            (Some(EvalTime::Runtime), _) => EvalTime::Runtime,
            // The compiler checks a constant kind beside a constant policy.
            (of_kinds, EvalTime::Runtime) => of_kinds.unwrap_or(EvalTime::Const),
            (of_kinds, of_policy) => of_kinds.map_or(of_policy, |it| it.max(of_policy)),
        };
        let checks = policy.eval_time != EvalTime::Runtime
            && matches!(eval_time, EvalTime::Const | EvalTime::InlineConst);
        let elements = kinds.iter().zip(&self.options.whens).map(|(kind, when)| {
            let (tokens, policy) = (&kind.tokens, &policy.reference);
            if checks {
                quote_spanned!(at(place(when))=> __retries::assert_kind(#policy, #tokens))
            } else {
                tokens.clone()
            }
        });
        let array = quote_spanned!(glue()=> [#(#elements),*]);
        let count = Literal::usize_unsuffixed(kinds.len());
        Some(match eval_time {
            EvalTime::Literal | EvalTime::Const => KindsBinding {
                statement: Some(quote_spanned! {glue()=>
                    const __RETRY_KINDS: [__retries::Kind; #count] = #array;
                }),
                reference: quote_spanned!(glue()=> &__RETRY_KINDS),
            },
            EvalTime::InlineConst => KindsBinding {
                statement: None,
                reference: quote_spanned!(glue()=> &const { #array }),
            },
            EvalTime::Runtime => KindsBinding {
                statement: Some(quote_spanned!(glue()=> let __kinds = #array;)),
                reference: quote_spanned!(glue()=> &__kinds),
            },
        })
    }

    // Output:
    //     let __kind = __retries::find_kind(&__outcome, __judged, |__error| {
    //         if __retries::holds(__error, is_conflict) { __retries::Some(0) } else { __retries::None }
    //     });
    /// Returns the statement that finds the first `when` whose condition is true.
    pub(crate) fn find_kind(&self) -> Option<TokenStream> {
        if self.options.whens.is_empty() {
            return None;
        }
        let find = self.find_own_kind(&quote_spanned!(glue()=> __retries::None));
        Some(quote_spanned! {glue()=>
            let __kind = __retries::find_kind(&__outcome, __judged, |__error| #find);
        })
    }

    /// Returns the expression that finds it for `__error`, or `otherwise`.
    pub(crate) fn find_own_kind(&self, otherwise: &TokenStream) -> TokenStream {
        let whens = self.options.whens.iter().enumerate().rev();
        whens.fold(
            quote_spanned!(glue()=> { #otherwise }),
            |rest, (index, when)| {
                let condition = &when.condition;
                let index = Literal::usize_unsuffixed(index);
                let holds = quote_spanned! {at(condition.span())=>
                    __retries::holds(__error, #condition)
                };
                quote_spanned!(glue()=> { if #holds { __retries::Some(#index) } else #rest })
            },
        )
    }
}

/// Returns the state that knows which `when` holds.
pub(crate) fn state_after_attempt(kinds: Option<&KindsBinding>) -> TokenStream {
    match kinds {
        Some(KindsBinding { reference, .. }) => quote_spanned! {glue()=>
            __retries::Kinds::after_attempt(#reference, &mut __state, __kind)
        },
        None => quote_spanned!(glue()=> &mut __state),
    }
}

/// Returns the expression that says whether another attempt may follow, which needs the arguments.
pub(crate) fn may_retry(policy: &TokenStream, kinds: Option<&KindsBinding>) -> TokenStream {
    match kinds {
        Some(KindsBinding { reference, .. }) => quote_spanned! {glue()=>
            __retries::may_retry_by_kind(&__state, #policy, #reference)
        },
        None => quote_spanned!(glue()=> __retries::may_retry(&__state, #policy)),
    }
}

/// Returns where the compiler reports a `when` that is invalid beside the policy.
pub(crate) fn place(when: &When) -> Span {
    let backoff = when.backoff.as_ref().map(Backoff::span);
    backoff.unwrap_or_else(|| when.condition.span())
}
