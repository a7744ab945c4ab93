//! From a function and its analysis to the function with its loop.

mod arguments;
mod before_retry;
mod bindings;
mod bundle_loop;
mod cancel;
pub(crate) mod docs;
mod failure;
mod label;
mod or_else;
mod outcome;
pub(crate) mod policy;
mod retry_loop;
pub(crate) mod runtime;
mod shared_budget;
mod step_loop;
pub(crate) mod when;

use proc_macro2::{Group, Ident, TokenStream, TokenTree};
use quote::{quote, quote_spanned};
use syn::Token;

use crate::attempt::{AttemptKind, RetriedFunction};
use crate::codegen::retry_loop::{AttemptExpr, RetryLoop, Waits};
use crate::codegen::runtime::{at, glue};
use crate::codegen::step_loop::{StepParts, leave_with_step};
use crate::item::types::FutureType;
use crate::options::Options;
use crate::tokens;

pub(crate) use crate::codegen::shared_budget::share_budget;

// Input, in its four kinds:
//     fn get(key: &str) -> Result<Value, Error> { code }
//     async fn get(key: &str) -> Result<Value, Error> { code }
//     fn get(key: &str) -> BoxFuture<'_, Result<Value, Error>> { statements; Box::pin(async move { code }) }
//     fn get(key: &str) -> BoxFuture<'_, Result<Value, Error>> { client().send(key).boxed() }
//
// Output:
//     fn get(key: &str) -> Result<Value, Error> { loop around `(|| -> Result<Value, Error> { code })()` }
//     async fn get(key: &str) -> Result<Value, Error> { loop around `async { code }.await` }
//     fn get(key: &str) -> BoxFuture<'_, Result<Value, Error>> {
//         statements;
//         Box::pin(async move { loop around `async { code }.await` })
//     }
//     fn get(key: &str) -> BoxFuture<'_, Result<Value, Error>> {
//         __retries::Box::pin(async move { loop around `returned_future!(|| { client().send(key).boxed() }).await` })
//     }
pub(crate) fn retried(options: &Options, mut retried: RetriedFunction) -> TokenStream {
    docs::describe(options, &mut retried.function);
    let retry_loop = RetryLoop::new(options, &retried);
    let content = match &retried.attempt.kind {
        AttemptKind::Blocking => retry_loop.around_call(),
        AttemptKind::AsyncFn | AttemptKind::AsyncBlock(_) => retry_loop.around_async_block(),
        AttemptKind::ReturnedFuture(future) => {
            let ty = retried
                .function
                .return_type()
                .map(quote::ToTokens::to_token_stream);
            retry_loop.around_future(future, ty)
        }
    };
    let RetriedFunction {
        mut function,
        attempt,
    } = retried;
    if attempt.changes_declarations() && !function.rebinds_params {
        function.set_params_mut(|name| attempt.declared_mut(name));
    }
    let mut arguments = attempt.arguments.iter();
    let converts = arguments.any(|(argument, _)| argument.conversion.is_some());
    let allow = converts.then(arguments::allow_conversions);
    let body = attempt.replace_code(content, function.rebinds_params);
    let inner_attrs = &function.body.inner_attrs;
    let body = quote!(#inner_attrs #body);
    let function = function.with_body(body);
    quote!(#allow #function)
}

impl RetryLoop<'_> {
    /// Returns the loop that calls the code as a closure.
    fn around_call(&self) -> TokenStream {
        let output = &self.output;
        let block = self.attempt_block(TokenStream::new());
        let bars = Token![||](self.name_span);
        let closure = quote_spanned!(glue()=> #bars -> #output #block);
        self.around(&AttemptExpr::Call(closure))
    }

    /// Returns the loop that awaits the code as an async block. The return at the head of the block is never
    /// reached: it tells inference the type of `?` and of coercions.
    fn around_async_block(&self) -> TokenStream {
        let output = &self.output;
        let arguments = self.attempt.arguments.iter();
        let borrows =
            arguments.filter_map(|(argument, mode)| arguments::borrow_mut(argument, *mode));
        let head = quote_spanned! {glue()=>
            if false {
                #(#borrows)*
                return __retries::infer_return::<#output>();
            }
        };
        let block = self.attempt_block(head);
        let asyncness = match self.waits {
            Waits::InTask(span) => Ident::new("async", span),
            Waits::OnThread => Ident::new("async", self.name_span),
        };
        self.around(&AttemptExpr::AsyncBlock(asyncness, block))
    }

    /// Returns a future with the loop that calls the code as a closure, as the function itself, and awaits the
    /// future that it returns. The type of a boxed future is written, since the code may coerce to it.
    fn around_future(&self, future: &FutureType, ty: Option<TokenStream>) -> TokenStream {
        let block = self.attempt_block(TokenStream::new());
        let bars = Token![||](self.name_span);
        let returned = ty.filter(|_| future.is_boxed).map(|ty| quote!(-> #ty));
        let closure = quote!(#bars #returned #block);
        let retried = self.around(&AttemptExpr::Future(closure));
        let import = runtime::import(self.options.crate_path.as_ref());
        if future.is_boxed {
            quote_spanned!(glue()=> #import __retries::Box::pin(async move { #retried }))
        } else {
            // Without the function, clippy would advise the user to write `async fn`.
            quote_spanned!(glue()=> #import __retries::identity(async move { #retried }))
        }
    }

    // Input:
    //     { code }
    //
    // Output, where each attempt has its own `n`:
    //     { head let mut n = n; let __returned = { code }; #[allow(unreachable_code)] { __returned } }
    /// Returns the user's block, in which each argument is as it was for the first attempt. It stays a block of
    /// its own: the user's items may not come after our statements, and what its last expression borrows must
    /// end before `n`. It may not come to its end, which is no reason to warn the user of our last expression.
    fn attempt_block(&self, head: TokenStream) -> Group {
        let block = &self.attempt.located.code;
        let mut bindings = TokenStream::new();
        let mut code = block.stream();
        for (argument, mode) in &self.attempt.arguments {
            bindings.extend(arguments::bind(argument, *mode));
            if let Some(name) = arguments::renamed_self(argument, *mode) {
                code = arguments::rename_self(code, &name);
            }
        }
        let mut inner = tokens::with_content(block, code);
        if head.is_empty() && bindings.is_empty() {
            return inner;
        }
        if !bindings.is_empty() || !self.attempt.has_statements() {
            // With the user's span, the compiler would call the user's own braces superfluous.
            inner.set_span(at(block.span()));
        }
        let mut content = head;
        if bindings.is_empty() {
            content.extend([TokenTree::from(inner)]);
        } else {
            content.extend(quote_spanned! {glue()=>
                #bindings
                let __returned = #inner;
                #[allow(unreachable_code)]
                {
                    __returned
                }
            });
        }
        tokens::with_content(block, content)
    }

    // Input:
    //     async { code }.await
    //
    // Output:
    //     use ::retries::__private as __retries;
    //     let __deadline = __retries::task::CallDeadline::start(&const { policy });
    //     __retries::begin!(__observer, __state, "get", policy);
    //     loop {
    //         let __wait = {
    //             let (__outcome, __watched) =
    //                 __retries::await_attempt!(__retries::in_scope(&__deadline, async { code }));
    //             match __retries::next_wait!(
    //                 __observer, __state, &const { policy }, __retries::judge(&__outcome, on), __outcome, __watched,
    //                 __retries::after_attempt!(&__deadline, __watched)
    //             ) {
    //                 __retries::Some(__wait) => __wait,
    //                 __retries::None => break __outcome,
    //             }
    //         };
    //         __retries::task::sleep::<__retries::task::DefaultTimer>(__wait).await;
    //         __retries::waited!(__observer);
    //     }
    //
    /// Returns the loop. Its names begin with `__`: hygiene keeps them from the user's variables, but a `let`
    /// would take a constant of the same name for a pattern.
    ///
    /// The inner block drops the outcome before the wait, so that the future is `Send` when the error is not.
    fn around(&self, attempt: &AttemptExpr) -> TokenStream {
        let options = self.options;
        let import = runtime::import(options.crate_path.as_ref());
        if let Some(bundle) = &options.bundle {
            let retry_loop = self.around_with_bundle(bundle, attempt);
            return quote_spanned!(glue()=> #import #retry_loop);
        }
        let policy = self.bind_policy();
        let bind_attempt_timeout = self.bind_attempt_timeout(&policy);
        let bind_budget = self.bind_budget();
        let kinds = self.bind_kinds(&policy);
        let bind_kinds = kinds.as_ref().map(|kinds| &kinds.statement);
        let (bind_policy, constant) = (&policy.statement, policy.constant.as_ref());
        let policy = &policy.reference;

        let arguments = self.attempt.arguments.iter();
        let rebinds = arguments.filter_map(|(argument, mode)| arguments::rebind(argument, *mode));
        let arguments = self.attempt.arguments.iter();
        let hints =
            arguments.filter_map(|(argument, mode)| arguments::hint_at_option(argument, *mode));
        let number = self.bind_number(policy);
        let spares: Vec<TokenStream> = self.attempt.cloned().map(arguments::spare).collect();
        let leave = if self.has_steps() {
            leave_with_step()
        } else {
            quote_spanned!(glue()=> break __outcome)
        };
        let restores: Vec<TokenStream> = self
            .attempt
            .cloned()
            .map(|argument| arguments::restore(argument, &leave))
            .collect();
        let may_retry = (!spares.is_empty()).then(|| {
            let may_retry = when::may_retry(policy, kinds.as_ref());
            quote_spanned!(glue()=> let __may_retry = #may_retry;)
        });
        let head = quote_spanned! {glue()=>
            #(#hints)*
            #number
            #may_retry
            #(#spares)*
        };

        let deadline = self.start_deadline(policy);
        let outcome = self.bind_outcome(attempt, policy);
        let (begin, retry_loop) = if self.has_steps() {
            let parts = StepParts {
                head,
                outcome,
                restores: &restores,
                policy,
                kinds: kinds.as_ref(),
            };
            (
                self.begin_steps(constant, kinds.as_ref()),
                self.step_loop(&parts),
            )
        } else {
            (
                self.begin(constant),
                self.plain_loop(&head, &outcome, &restores, policy),
            )
        };
        let rebinds = quote!(#(#rebinds)*);
        let before_call = quote_spanned! {glue()=>
            #bind_policy
            #bind_kinds
            #bind_attempt_timeout
        };
        if let (Some(or_else), true) = (&options.or_else, self.has_steps()) {
            let call = quote_spanned! {glue()=>
                #bind_budget
                #deadline
                #begin
                #retry_loop
            };
            let call = self.then_or_else(or_else, &call);
            return quote_spanned!(glue()=> #import #before_call #rebinds #call);
        }
        let call = quote_spanned! {glue()=>
            #before_call
            #bind_budget
            #rebinds
            #deadline
            #begin
            #retry_loop
        };
        if self.can_be_refused() {
            quote_spanned!(glue()=> #import '__call: { #call })
        } else {
            quote_spanned!(glue()=> #import #call)
        }
    }
    /// Returns the loop of a function without the words that keep the failure, or that end the call in other ways.
    fn plain_loop(
        &self,
        head: &TokenStream,
        outcome: &TokenStream,
        restores: &[TokenStream],
        policy: &TokenStream,
    ) -> TokenStream {
        let wait_or_break = self.wait_or_break(policy, restores);
        let sleep = self.sleep();
        let end_wait = self.end_wait();
        quote_spanned! {glue()=>
            loop {
                #head
                let __wait = {
                    #outcome
                    #wait_or_break
                };
                #sleep;
                #end_wait
            }
        }
    }
}
