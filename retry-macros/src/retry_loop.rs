//! The loop around one attempt.

use proc_macro2::{Group, Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::spanned::Spanned;

use crate::args::{Args, Deadline};
use crate::arguments::{self, Argument, Treatment};
use crate::function::Function;
use crate::policy::{self, Policy};
use crate::shape::{Attempted, Shape};
use crate::tokens;
use crate::types::{self, Output};

pub(crate) struct RetryLoop<'a> {
    args: &'a Args,
    private: TokenStream,
    arguments: Vec<(Argument, Treatment)>,
    /// What an attempt returns, as a body may write it.
    output: TokenStream,
    /// Where a type is reported that is neither `Result` nor `Option`.
    output_span: Span,
    waits: Waits,
}

enum Waits {
    OnThread,
    /// With the span of what makes the function asynchronous.
    InTask(Span),
}

impl<'a> RetryLoop<'a> {
    pub(crate) fn new(args: &'a Args, function: &Function, attempted: &Attempted) -> Self {
        let shape = &attempted.shape;
        let private = match &args.runtime {
            Some(path) => quote!(#path::__private),
            None => quote_spanned!(Span::mixed_site()=> ::retries::__private),
        };
        let written = function.return_type();
        let output_span = written.map_or_else(|| function.ident.span(), Spanned::span);
        let output = match (shape, written) {
            (Shape::Block(future) | Shape::Future(future), _) => match &future.output {
                Output::Written(ty) => types::in_body(ty).into_token_stream(),
                Output::Of(ty) => quote!(<#ty as #private::Future>::Output),
            },
            (Shape::Sync | Shape::Async, Some(ty)) => types::in_body(ty).into_token_stream(),
            (Shape::Sync | Shape::Async, None) => quote!(()),
        };
        let waits = match (shape, &function.asyncness) {
            (Shape::Sync, _) => Waits::OnThread,
            (_, Some(token)) => Waits::InTask(token.span),
            (_, None) => Waits::InTask(output_span),
        };
        let arguments = arguments::of(function, attempted)
            .into_iter()
            .map(|argument| {
                let treatment = argument.treatment(&args.clones, function, attempted);
                (argument, treatment)
            })
            .collect();
        Self {
            args,
            private,
            arguments,
            output,
            output_span,
            waits,
        }
    }

    pub(crate) fn private(&self) -> &TokenStream {
        &self.private
    }

    /// Whether an argument must be declared `mut` or not, if it must not stay as it is.
    pub(crate) fn declared_mutable(&self, name: &Ident) -> Option<bool> {
        let (argument, treatment) = self.arguments.iter().find(|(it, _)| it.name == *name)?;
        argument.declared_mutable(*treatment)
    }

    /// The block is what the user wrote to be run.
    pub(crate) fn around_part(&self, block: &Group) -> TokenStream {
        match self.waits {
            Waits::OnThread => self.around_call(block),
            Waits::InTask(_) => self.around_block(block),
        }
    }

    /// The block is called as a closure.
    fn around_call(&self, block: &Group) -> TokenStream {
        let (private, output) = (&self.private, &self.output);
        let block = self.attempt_block(TokenStream::new(), block);
        self.around(&quote_spanned!(Span::mixed_site()=> #private::once(|| -> #output #block)))
    }

    /// The block is the content of an async block.
    fn around_block(&self, block: &Group) -> TokenStream {
        let (private, output) = (&self.private, &self.output);
        let uniquely = self
            .arguments
            .iter()
            .filter_map(|(argument, treatment)| argument.borrow_uniquely(*treatment));
        let head = quote_spanned! {Span::mixed_site()=>
            if let #private::Some(never) = #private::never::<#output>() {
                #(#uniquely)*
                return never;
            }
        };
        let block = self.attempt_block(head, block);
        self.around(&quote_spanned!(Span::mixed_site()=> async #block.await))
    }

    /// The block is called as a closure and returns a future.
    pub(crate) fn around_future(&self, block: &Group) -> TokenStream {
        let private = &self.private;
        let block = self.attempt_block(TokenStream::new(), block);
        self.around(&quote_spanned!(Span::mixed_site()=> #private::once(|| #block).await))
    }

    /// The user's block, in which each argument is as it was for the first attempt.
    fn attempt_block(&self, head: TokenStream, block: &Group) -> Group {
        let mut content = head;
        let mut body = block.stream();
        for (argument, treatment) in &self.arguments {
            content.extend(argument.bind(*treatment, &self.private));
            if let Some(name) = argument.renamed_self(*treatment) {
                body = tokens::rename_self(body, &name);
            }
        }
        content.extend(body);
        tokens::with_content(block, content)
    }

    // Input:
    //     async { body }.await
    //
    // Output:
    //     let clock = task::Stopwatch::start();
    //     let mut run = Run::new();
    //     loop {
    //         let wait = {
    //             let outcome = async { body }.await;
    //             let decision = match Outcome::as_result(&outcome) {
    //                 Ok(_) => break outcome,
    //                 Err(error) => decide(error, on),
    //             };
    //             match after(&mut run, &POLICY, decision, clock.elapsed()) {
    //                 Some(wait) => wait,
    //                 None => break outcome,
    //             }
    //         };
    //         task::sleep::<task::Enabled>(wait).await;
    //     }
    //
    // The inner block ends what an attempt returned before the wait, so that the future is `Send`
    // when the error is not.
    fn around(&self, attempt: &TokenStream) -> TokenStream {
        let private = &self.private;
        let site = Span::mixed_site();
        let Policy { expr, constant } = policy::policy(self.args, private);
        let (bind_policy, policy) = if constant {
            (TokenStream::new(), quote!(&const { #expr }))
        } else {
            (
                quote_spanned!(site=> let policy = #expr;),
                quote_spanned!(site=> &policy),
            )
        };
        let rebound = self
            .arguments
            .iter()
            .filter_map(|(argument, treatment)| argument.rebind(*treatment));
        let clock = self.clock();
        let number = self
            .args
            .attempt
            .as_ref()
            .map(|name| quote_spanned!(site=> let #name = #private::attempt(&run, #policy);));
        let cloned: Vec<&Argument> = self.cloned().collect();
        let may_retry = (!cloned.is_empty())
            .then(|| quote_spanned!(site=> let may_retry = #private::may_retry(&run, #policy);));
        let spares = cloned.iter().map(|argument| argument.spare(private));
        let restores = cloned.iter().map(|argument| argument.restore(private));
        let decide = self.decide();
        let sleep = self.sleep();
        quote_spanned! {site=>
            #bind_policy
            #(#rebound)*
            let clock = #clock;
            let mut run = #private::Run::new();
            loop {
                #number
                #may_retry
                #(#spares)*
                let wait = {
                    let outcome = #attempt;
                    let decision = #decide;
                    match #private::after(&mut run, #policy, decision, clock.elapsed()) {
                        #private::Some(wait) => {
                            #(#restores)*
                            wait
                        }
                        #private::None => break outcome,
                    }
                };
                #sleep;
            }
        }
    }

    fn cloned(&self) -> impl Iterator<Item = &Argument> {
        self.arguments
            .iter()
            .filter(|(_, treatment)| *treatment == Treatment::Clone)
            .map(|(argument, _)| argument)
    }

    fn clock(&self) -> TokenStream {
        let private = &self.private;
        let module = match self.waits {
            Waits::OnThread => quote!(thread),
            Waits::InTask(_) => quote!(task),
        };
        let policy = quote_spanned!(Span::mixed_site()=> &policy);
        match (&self.args.deadline, &self.args.policy) {
            (Some(Deadline::After(_)), _) => quote!(#private::#module::Stopwatch::start()),
            (None, Some(_)) => quote!(#private::#module::Stopwatch::start_for(#policy)),
            (Some(Deadline::Never), _) | (None, None) => quote!(#private::Untimed),
        }
    }

    /// The expression that asks `on` about a failure and `on_ok` about a success, and leaves the
    /// loop with any outcome that is to be kept.
    fn decide(&self) -> TokenStream {
        let private = &self.private;
        let site = Span::mixed_site();
        let on_ok = match &self.args.on_ok {
            None => quote_spanned!(site=> #private::Ok(_) => break outcome),
            Some(on_ok) => quote_spanned! {site=>
                #private::Ok(value) => match #private::decide(value, #on_ok) {
                    #private::Decision::Stop => break outcome,
                    decision => decision,
                }
            },
        };
        let on = match &self.args.on {
            None => quote_spanned!(site=> #private::Err(_) => #private::Decision::Retry),
            Some(on) => quote_spanned!(site=> #private::Err(error) => #private::decide(error, #on)),
        };
        let as_result = quote_spanned! {site.located_at(self.output_span)=>
            #private::Outcome::as_result
        };
        quote_spanned! {site=>
            match #as_result(&outcome) {
                #on_ok,
                #on,
            }
        }
    }

    fn sleep(&self) -> TokenStream {
        let private = &self.private;
        let site = Span::mixed_site();
        match (&self.waits, &self.args.sleep) {
            (Waits::OnThread, None) => quote_spanned!(site=> #private::thread::sleep(wait)),
            (Waits::OnThread, Some(sleep)) => {
                quote_spanned!(site=> #private::wait_by(wait, #sleep))
            }
            (Waits::InTask(span), None) => quote_spanned! {site.located_at(*span)=>
                #private::task::sleep::<#private::task::Enabled>(wait).await
            },
            (Waits::InTask(_), Some(sleep)) => {
                quote_spanned!(site=> #private::wait_by(wait, #sleep).await)
            }
        }
    }
}
