//! From options and function to the loop.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;

use crate::args::{self, Args, Deadline};
use crate::check;
use crate::errors::Errors;
use crate::function::Function;
use crate::policy::{self, Policy};
use crate::return_type;

pub(crate) fn retry(args: TokenStream, item: &TokenStream) -> TokenStream {
    let mut errors = Errors::default();
    let args = args::parse(args, &mut errors);
    check::args(&args, &mut errors);
    match syn::parse2::<Function>(item.clone()) {
        Ok(function) => {
            check::function(&function, &mut errors);
            if errors.is_empty() {
                let body = retried(&args, &function);
                return function.with_body(body);
            }
        }
        Err(error) => errors.push(error.span(), error),
    }
    // The item as the user wrote it, so that an editor goes on working on it.
    let errors = errors.into_compile_errors();
    quote!(#item #errors)
}

// Input:
//     async fn get(&self, key: &str) -> Result<Value, Error> { body }
//
// Output, the body of the same function:
//     let clock = task::Stopwatch::start();
//     let mut run = Run::new();
//     loop {
//         let wait = {
//             let outcome = async {
//                 if let Some(never) = never::<Result<Value, Error>>() {
//                     return never;
//                 }
//                 body
//             }.await;
//             match Outcome::as_result(&outcome) {
//                 Ok(_) => return outcome,
//                 Err(error) => match after(&mut run, &POLICY, decide(error, on), clock.elapsed()) {
//                     Some(wait) => wait,
//                     None => return outcome,
//                 },
//             }
//         };
//         task::sleep::<task::Enabled>(wait).await;
//     }
//
// The inner block ends what an attempt returned before the wait, so that the future is `Send` when
// the error is not.
fn retried(args: &Args, function: &Function) -> TokenStream {
    let private = private(args);
    let site = Span::mixed_site();
    let flavour = Flavour::of(function);
    let Policy { expr, constant } = policy::policy(args, &private);
    let (bind_policy, policy) = if constant {
        (TokenStream::new(), quote!(&const { #expr }))
    } else {
        (
            quote_spanned!(site=> let policy = #expr;),
            quote_spanned!(site=> &policy),
        )
    };
    let stopwatch = stopwatch(args, &flavour, &private);
    let attempt = flavour.attempt(function, &private);
    let decide = decide(args, function, &private);
    let sleep = flavour.sleep(args, &private);
    let inner_attrs = &function.body.inner_attrs;
    quote_spanned! {site=>
        #(#inner_attrs)*
        #bind_policy
        let clock = #stopwatch;
        let mut run = #private::Run::new();
        loop {
            let wait = {
                let outcome = #attempt;
                let decision = #decide;
                match #private::after(&mut run, #policy, decision, clock.elapsed()) {
                    #private::Some(wait) => wait,
                    #private::None => return outcome,
                }
            };
            #sleep;
        }
    }
}

fn private(args: &Args) -> TokenStream {
    match &args.runtime {
        Some(path) => quote!(#path::__private),
        None => quote_spanned!(Span::mixed_site()=> ::retries::__private),
    }
}

fn stopwatch(args: &Args, flavour: &Flavour, private: &TokenStream) -> TokenStream {
    let module = flavour.module();
    match (&args.deadline, &args.policy) {
        (Some(Deadline::After(_)), _) => quote!(#private::#module::Stopwatch::start()),
        (None, Some(_)) => {
            quote_spanned!(Span::mixed_site()=> #private::#module::Stopwatch::start_for(&policy))
        }
        (Some(Deadline::Never), _) | (None, None) => quote!(#private::Untimed),
    }
}

/// The expression that asks `on` about a failure and `on_ok` about a success, and leaves the
/// function with any outcome that is to be kept.
fn decide(args: &Args, function: &Function, private: &TokenStream) -> TokenStream {
    let site = Span::mixed_site();
    let on_ok = match &args.on_ok {
        None => quote_spanned!(site=> #private::Ok(_) => return outcome),
        Some(on_ok) => quote_spanned! {site=>
            #private::Ok(value) => match #private::decide(value, #on_ok) {
                #private::Decision::Stop => return outcome,
                decision => decision,
            }
        },
    };
    let on = match &args.on {
        None => quote_spanned!(site=> #private::Err(_) => #private::Decision::Retry),
        Some(on) => quote_spanned!(site=> #private::Err(error) => #private::decide(error, #on)),
    };
    // A type that is neither `Result` nor `Option` is reported where it is written.
    let returned = function
        .return_type()
        .map_or_else(|| function.ident.span(), Spanned::span);
    let as_result = quote_spanned!(site.located_at(returned)=> #private::Outcome::as_result);
    quote_spanned! {site=>
        match #as_result(&outcome) {
            #on_ok,
            #on,
        }
    }
}

/// What one attempt is and how to wait for the next.
enum Flavour {
    Sync,
    Async(Span),
}

impl Flavour {
    fn of(function: &Function) -> Self {
        match &function.asyncness {
            Some(token) => Self::Async(Span::mixed_site().located_at(token.span)),
            None => Self::Sync,
        }
    }

    fn module(&self) -> TokenStream {
        match self {
            Self::Sync => quote!(thread),
            Self::Async(_) => quote!(task),
        }
    }

    fn attempt(&self, function: &Function, private: &TokenStream) -> TokenStream {
        let site = Span::mixed_site();
        let ty = function.return_type().map_or_else(
            || quote!(()),
            |ty| return_type::in_body(ty).into_token_stream(),
        );
        match self {
            Self::Sync => {
                let body = function.body.after(TokenStream::new());
                quote_spanned!(site=> #private::once(|| -> #ty #body))
            }
            Self::Async(_) => {
                let body = function.body.after(quote_spanned! {site=>
                    if let #private::Some(never) = #private::never::<#ty>() {
                        return never;
                    }
                });
                quote_spanned!(site=> async #body.await)
            }
        }
    }

    fn sleep(&self, args: &Args, private: &TokenStream) -> TokenStream {
        let site = Span::mixed_site();
        match (self, &args.sleep) {
            (Self::Sync, None) => quote_spanned!(site=> #private::thread::sleep(wait)),
            (Self::Sync, Some(sleep)) => quote_spanned!(site=> #private::wait_by(wait, #sleep)),
            (Self::Async(span), None) => quote_spanned! {*span=>
                #private::task::sleep::<#private::task::Enabled>(wait).await
            },
            (Self::Async(_), Some(sleep)) => {
                quote_spanned!(site=> #private::wait_by(wait, #sleep).await)
            }
        }
    }
}
