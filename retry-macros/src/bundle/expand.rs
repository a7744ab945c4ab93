//! From a bundle's options to its constant, and to the type whose traits are its words.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::{Attribute, Path};

use crate::bundle::item::{BundleItem, ErrorType};
use crate::bundle::word::{OrElseWord, Takes, Word, Words};
use crate::codegen::docs;
use crate::codegen::policy;
use crate::codegen::runtime::{self, at, glue};
use crate::options::Options;
use crate::options::budget::Budget;
use crate::options::cancel::Cancel;
use crate::options::function;
use crate::options::limits::AttemptTimeout;
use crate::options::or_else::OrElse;
use crate::options::raw::OptionTokens;
use crate::options::value::Value;

// Input:
//     exp(base = "1s", cap = "5s"), attempt_timeout = "2s", on = transient, budget = BUDGET, on_retry = log
//     pub const PARTNERS: Policy<impl Display>;
//
// Output:
//     pub struct __PARTNERS;
//     impl<__AnyError: Transient> __retries::OnError<__AnyError> for &__PARTNERS { … }
//     impl<__AnyError: Display> __retries::OnRetry<__AnyError> for &__PARTNERS { … }
//     impl __retries::BudgetWord for __PARTNERS { … }
//     pub const PARTNERS: retries::Retry<__retries::Words<
//         __PARTNERS, __PARTNERS, KeepAll, __PARTNERS, NoHook, CutOffByPolicy, NoRefusal, DefaultSleep, NoText,
//         ReturnAtOnce,
//     >> = { … };
pub(crate) fn bundle(options: &Options, item: &BundleItem, words: &Words) -> TokenStream {
    let BundleItem {
        attrs, vis, name, ..
    } = item;
    let writer = Writer {
        runtime: runtime::path(options.crate_path.as_ref()),
        hidden: Ident::new(&format!("__{}", name.unraw()), at(name.span())),
    };
    let impls = [
        writer.decision("OnError", words.on.as_ref()),
        writer.decision("OnSuccess", words.on_ok.as_ref()),
        writer.hook("OnRetry", words.on_retry.as_ref()),
        writer.hook("OnGiveUp", words.on_give_up.as_ref()),
        options.budget.as_ref().map(|budget| writer.budget(budget)),
        (words.on_retry.is_some() || words.on_give_up.is_some()).then(|| writer.observer()),
        options.sleep.as_ref().map(|sleep| writer.sleep(sleep)),
        words
            .before_retry
            .as_ref()
            .map(|word| writer.before_retry(word)),
        words.or_else.as_ref().map(|word| writer.or_else(word)),
        Some(writer.conditions(&words.whens)),
        writer.cancel(options.cancel.as_ref()),
    ];
    let all_words = writer.words(options, words);
    let (words_type, words_value) = (&all_words.ty, &all_words.value);
    let hidden_type = writer.hidden_type(vis);
    let (policy, policy_type) = (policy_of(options), &item.policy);
    let error = mention(&item.error);
    let docs = docs::of_bundle(options, attrs);
    let carried: Vec<_> = attrs.iter().filter(|attr| is_for_all_items(attr)).collect();
    let impls: TokenStream = impls.into_iter().flatten().collect();
    let impls = if carried.is_empty() {
        impls
    } else {
        quote!(#(#carried)* const _: () = { #impls };)
    };
    let runtime = &writer.runtime;
    let retry = runtime::public(options.crate_path.as_ref(), "Retry");
    quote_spanned! {glue()=>
        #(#carried)*
        #hidden_type
        #impls
        #(#attrs)*
        #(#docs)*
        #vis const #name: #retry<#words_type> = {
            use #runtime as __retries;
            #error
            let __policy: #policy_type = #policy;
            __retries::Retry::__bundle_of(__policy, #words_value)
        };
    }
}

/// Returns whether the user's attribute is for all items that the bundle becomes.
fn is_for_all_items(attr: &Attribute) -> bool {
    attr.path().is_ident("cfg") || attr.path().is_ident("allow")
}

/// Returns a constant with the default policy, for a bundle with mistakes.
pub(crate) fn fallback(options: &Options, item: &BundleItem) -> TokenStream {
    let BundleItem {
        attrs, vis, name, ..
    } = item;
    let policy = runtime::public(options.crate_path.as_ref(), "Policy");
    quote_spanned!(glue()=> #(#attrs)* #vis const #name: #policy = #policy::new();)
}

/// Returns an item that names the type argument, which no word may use: otherwise the compiler would call the
/// user's import unused.
fn mention(error: &ErrorType) -> TokenStream {
    match error {
        ErrorType::Any => TokenStream::new(),
        ErrorType::Bounded(bounds) => quote_spanned! {glue()=>
            #[allow(dead_code)]
            const fn __errors<__AnyError: #bounds>() {}
        },
        ErrorType::Only(ty) => quote_spanned! {glue()=>
            #[allow(dead_code)]
            type __AnyErrorrror = #ty;
        },
    }
}

/// Returns the expression of the policy. The attempt timeout is a part of it.
fn policy_of(options: &Options) -> TokenStream {
    let mut policy = policy::policy(&options.policy_options()).tokens;
    match &options.attempt_timeout {
        Some(AttemptTimeout::After(Value::Literal(time, _))) => {
            let time = policy::duration(*time);
            policy.extend(quote!(.attempt_timeout(#time)));
        }
        Some(AttemptTimeout::After(Value::Expr(time))) => {
            policy.extend(quote!(.attempt_timeout(#time)));
        }
        Some(AttemptTimeout::Never | AttemptTimeout::OfPolicy(_)) | None => {}
    }
    let place = at(options.policy_span());
    if options.policy.is_some() && options.attempt_timeout.is_none() {
        policy = quote_spanned!(place=> __retries::assert_attempt_timeout_is_taken(#policy));
    }
    quote_spanned!(place=> __retries::assert_valid(#policy))
}

pub(crate) struct Writer {
    pub(crate) runtime: TokenStream,
    /// The hidden type. Its name is made of the bundle's, because it cannot be in a scope of its own.
    pub(crate) hidden: Ident,
}

impl Writer {
    fn hidden_type(&self, vis: &syn::Visibility) -> TokenStream {
        let hidden = &self.hidden;
        quote_spanned! {glue()=>
            #[doc(hidden)]
            #[allow(non_camel_case_types, unreachable_pub)]
            #[derive(::core::clone::Clone, ::core::marker::Copy, ::core::fmt::Debug)]
            #vis struct #hidden;
        }
    }

    // Output:
    //     impl __retries::SleepWord for __PARTNERS {
    //         fn sleep(__wait: __retries::Duration) -> (impl __retries::Future, impl __retries::Place) {
    //             use ::retries::__private as __retries;
    //             __retries::bundle_sleep(__wait, sleep)
    //         }
    //     }
    fn sleep(&self, sleep: &OptionTokens) -> TokenStream {
        let (runtime, hidden) = (&self.runtime, &self.hidden);
        let body = quote_spanned!(at(sleep.span())=> __retries::bundle_sleep(__wait, #sleep));
        quote_spanned! {glue()=>
            impl #runtime::SleepWord for #hidden {
                fn sleep(__wait: #runtime::Duration) -> (impl #runtime::Future, impl #runtime::Place) {
                    use #runtime as __retries;
                    #body
                }
            }
        }
    }

    // Output:
    //     impl<__AnyError: __retries::Transient> __retries::OnError<__AnyError> for &__PARTNERS {
    //         fn decide(self, value: &__AnyError) -> __retries::Decision {
    //             __retries::bundle_on(value, transient)
    //         }
    //     }
    fn decision(&self, name: &str, word: Option<&Word>) -> Option<TokenStream> {
        let word = word?;
        let (runtime, hidden, code) = (&self.runtime, &self.hidden, word.code);
        let name = Ident::new(name, glue());
        let (generics, ty) = self.takes(&word.takes);
        let body = quote_spanned!(at(code.span())=> #runtime::bundle_on(__value, #code));
        Some(quote_spanned! {glue()=>
            impl #generics #runtime::#name<#ty> for &#hidden {
                #[inline]
                fn decide(self, __value: &#ty) -> #runtime::Decision {
                    #body
                }
            }
        })
    }

    fn hook(&self, name: &str, word: Option<&Word>) -> Option<TokenStream> {
        let word = word?;
        let (runtime, hidden, code) = (&self.runtime, &self.hidden, word.code);
        let name = Ident::new(name, glue());
        let (generics, ty) = self.takes(&word.takes);
        let body = quote_spanned!(at(code.span())=> #runtime::bundle_hook(__event, #code));
        Some(quote_spanned! {glue()=>
            impl #generics #runtime::#name<#ty> for &#hidden {
                fn call(self, __event: &#runtime::Event<'_, #ty>) {
                    #body
                }
            }
        })
    }

    // Output:
    //     impl<__AnyError: Display> __retries::BeforeRetryWord<__AnyError> for __PARTNERS {
    //         fn before_retry(event: &__retries::Event<'_, __AnyError>) -> Result<(), __AnyError> {
    //             __retries::before_retry(event, &(), f)
    //         }
    //     }
    /// Returns the word, which a pause calls in the scope of the call.
    fn before_retry(&self, word: &Word) -> TokenStream {
        let (runtime, hidden, code) = (&self.runtime, &self.hidden, word.code);
        let (generics, ty) = self.takes(&word.takes);
        let place = at(code.span());
        let result = quote_spanned!(glue()=> #runtime::Result<(), #ty>);
        let (name, result, function) = if !function::is_async(code) {
            ("BeforeRetryWord", result, "before_retry")
        } else if function::is_plain_closure(code) {
            let future = quote_spanned!(glue()=> impl #runtime::Future<Output = #result>);
            ("BeforeRetryInTaskWord", future, "before_retry_future")
        } else {
            let future = quote_spanned!(glue()=> impl #runtime::Future<Output = #result>);
            ("BeforeRetryInTaskWord", future, "before_retry_async")
        };
        let (name, function) = (Ident::new(name, glue()), Ident::new(function, place));
        let body = quote_spanned!(place=> #runtime::#function(__event, &(), #code));
        quote_spanned! {glue()=>
            impl #generics #runtime::#name<#ty> for #hidden {
                fn before_retry(__event: &#runtime::Event<'_, #ty>) -> #result {
                    #body
                }
            }
        }
    }

    // Output:
    //     impl<__AnyError: Display, __AnyValueUnlessTheClosureDeclaresItsResult> __retries::ElseWord<Result<__AnyValueUnlessTheClosureDeclaresItsResult, __AnyError>> for __PARTNERS {
    //         fn or_else(failure: __retries::Failure<Result<__AnyValueUnlessTheClosureDeclaresItsResult, __AnyError>>) -> Result<__AnyValueUnlessTheClosureDeclaresItsResult, __AnyError> {
    //             __retries::or_else(failure, f)
    //         }
    //     }
    fn or_else(&self, word: &OrElseWord) -> TokenStream {
        let (runtime, hidden) = (&self.runtime, &self.hidden);
        let OrElse { code, parameters } = word.or_else;
        let place = at(code.span());
        let (generics, error) = self.takes(&word.takes);
        let (generics, outcome) = match &word.returns {
            Some(outcome) => (generics, outcome.clone()),
            None => {
                let value = quote_spanned!(glue()=> __AnyValueUnlessTheClosureDeclaresItsResult);
                let outcome = quote_spanned!(glue()=> #runtime::Result<#value, #error>);
                let generics = match &word.takes {
                    Takes::Only(_) => quote!(<#value>),
                    _ => self.with_parameter(&word.takes, &value),
                };
                (generics, outcome)
            }
        };
        let (name, returned, function) = match (function::is_async(code), parameters) {
            (false, None) => ("ElseWord", outcome.clone(), "or_else_by"),
            (false, Some(1)) => ("ElseWord", outcome.clone(), "or_else"),
            (false, Some(_)) => ("ElseWord", outcome.clone(), "or_else_with_reason"),
            (true, parameters) => {
                let future = quote_spanned!(glue()=> impl #runtime::Future<Output = #outcome>);
                let function = match parameters {
                    Some(1) => "or_else_async",
                    _ => "or_else_async_with_reason",
                };
                ("ElseInTaskWord", future, function)
            }
        };
        let (name, function) = (Ident::new(name, glue()), Ident::new(function, place));
        let body = quote_spanned!(place=> #runtime::#function(__failure, #code));
        quote_spanned! {glue()=>
            impl #generics #runtime::#name<#outcome> for #hidden {
                fn or_else(__failure: #runtime::Failure<#outcome>) -> #returned {
                    #body
                }
            }
        }
    }

    // Output:
    //     impl<__AnyError: Display> __retries::ConditionWord<__AnyError, 0> for __PARTNERS { … }
    fn conditions(&self, conditions: &[Word]) -> TokenStream {
        let (runtime, hidden) = (&self.runtime, &self.hidden);
        let conditions = conditions.iter().enumerate().map(|(index, word)| {
            let (generics, ty) = self.takes(&word.takes);
            let (index, code) = (Literal::usize_unsuffixed(index), word.code);
            let body = quote_spanned!(at(code.span())=> #runtime::holds(__error, #code));
            quote_spanned! {glue()=>
                impl #generics #runtime::ConditionWord<#ty, #index> for #hidden {
                    #[inline]
                    fn holds(__error: &#ty) -> bool {
                        #body
                    }
                }
            }
        });
        conditions.collect()
    }

    // Output:
    //     impl __retries::CancelWord for __PARTNERS {
    //         fn cancelled() -> impl __retries::Future<Output = ()> {
    //             use __retries::{CancelFuture as _, CancelToken as _};
    //             async { _ = (token).cancelled().await; }
    //         }
    //     }
    fn cancel(&self, cancel: Option<&Cancel>) -> Option<TokenStream> {
        let Some(Cancel::Token(token)) = cancel else {
            return None;
        };
        let (runtime, hidden) = (&self.runtime, &self.hidden);
        let cancelled = quote_spanned!(at(token.span())=> (#token).cancelled());
        Some(quote_spanned! {glue()=>
            impl #runtime::CancelWord for #hidden {
                fn cancelled() -> impl #runtime::Future<Output = ()> {
                    use #runtime::{CancelFuture as _, CancelToken as _};
                    async {
                        _ = #cancelled.await;
                    }
                }
            }
        })
    }

    /// Returns the `impl` by which the calls of functions with this bundle are observed.
    fn observer(&self) -> TokenStream {
        let (runtime, hidden) = (&self.runtime, &self.hidden);
        quote_spanned! {glue()=>
            impl #runtime::HookWord for #hidden {
                type Observer<__Other: #runtime::CallObserver> = #runtime::ObservedCall;
            }
        }
    }

    fn budget(&self, budget: &Budget) -> TokenStream {
        let (runtime, hidden) = (&self.runtime, &self.hidden);
        let body = match budget {
            Budget::Own(_) => quote_spanned! {glue()=>
                static __RETRY_BUDGET: #runtime::Budget = #runtime::Budget::new();
                &__RETRY_BUDGET
            },
            Budget::OfBlock(shared) => quote_spanned!(glue()=> &#shared),
            // A value that the expression makes is returned: the call keeps it.
            Budget::Expr(expr) if syn::parse2::<Path>(expr.to_token_stream()).is_err() => {
                expr.to_token_stream()
            }
            Budget::Expr(expr) => quote_spanned! {at(expr.span())=>
                let __budget = &#expr;
                #runtime::BudgetProbe::new(__budget).find_budget()
            },
        };
        quote_spanned! {glue()=>
            impl #runtime::BudgetWord for #hidden {
                #[inline]
                fn budget() -> impl #runtime::RetryBudget {
                    #body
                }
            }
        }
    }

    /// Returns the parameters of an `impl` for errors of a type parameter, with another parameter.
    fn with_parameter(&self, takes: &Takes, parameter: &TokenStream) -> TokenStream {
        let runtime = &self.runtime;
        let bounds = match takes {
            Takes::Bounded(bounds) => quote!(: #bounds),
            Takes::Transient => quote_spanned!(glue()=> : #runtime::Transient),
            Takes::Any | Takes::Only(_) => TokenStream::new(),
        };
        quote_spanned!(glue()=> <#parameter, __AnyError #bounds>)
    }

    /// Returns the parameters of an `impl` and the type that a word takes.
    fn takes(&self, takes: &Takes) -> (TokenStream, TokenStream) {
        let runtime = &self.runtime;
        let parameter = quote_spanned!(glue()=> __AnyError);
        match takes {
            Takes::Any => (quote!(<#parameter>), parameter),
            Takes::Bounded(bounds) => (quote!(<#parameter: #bounds>), parameter),
            Takes::Transient => (
                quote_spanned!(glue()=> <#parameter: #runtime::Transient>),
                parameter,
            ),
            Takes::Only(ty) => (TokenStream::new(), quote!(#ty)),
        }
    }
}
