//! The loop around one attempt.

use proc_macro2::{Group, Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::Type;
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
    /// Where an argument is reported that the body uses up: at the function, not at the attribute.
    name_span: Span,
    waits: Waits,
}

enum Waits {
    OnThread,
    /// With the span of what makes the function asynchronous.
    InTask(Span),
}

/// The runtime's path for code that the compiler is to report at `place`: a call whose path stands
/// elsewhere is reported from there on.
fn private_at(place: Span, args: &Args) -> TokenStream {
    match &args.runtime {
        Some(path) => quote_spanned!(path.span()=> #path::__private),
        None => quote_spanned!(place=> ::retries::__private),
    }
}

/// The glue's own span, reported where the tokens are.
fn site_of(tokens: &impl Spanned) -> Span {
    Span::mixed_site().located_at(tokens.span())
}

impl<'a> RetryLoop<'a> {
    pub(crate) fn new(args: &'a Args, function: &Function, attempted: &Attempted) -> Self {
        let shape = &attempted.shape;
        let private = private_at(Span::mixed_site(), args);
        let written = function.return_type();
        let output_span = written.map_or_else(|| site_of(&function.ident), site_of);
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
            (_, Some(token)) => Waits::InTask(site_of(token)),
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
            name_span: site_of(&function.ident),
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
        let block = self.attempt_block(&TokenStream::new(), block);
        let bars = quote_spanned!(self.name_span=> ||);
        self.around(&quote_spanned!(Span::mixed_site()=> #private::once(#bars -> #output #block)))
    }

    /// The block is the content of an async block.
    fn around_block(&self, block: &Group) -> TokenStream {
        let (private, output) = (&self.private, &self.output);
        let uniquely = self
            .arguments
            .iter()
            .filter_map(|(argument, treatment)| argument.borrow_uniquely(*treatment));
        let head = quote_spanned! {Span::mixed_site()=>
            if let #private::Some(__never) = #private::never::<#output>() {
                #(#uniquely)*
                return __never;
            }
        };
        let block = self.attempt_block(&head, block);
        let asyncness = match self.waits {
            Waits::InTask(span) => Ident::new("async", span),
            Waits::OnThread => Ident::new("async", self.name_span),
        };
        self.around(&quote_spanned!(Span::mixed_site()=> #asyncness #block.await))
    }

    /// The block is called as a closure and returns a future, which a body may coerce if it is boxed.
    pub(crate) fn around_future(&self, block: &Group, boxed: Option<&Type>) -> TokenStream {
        let private = &self.private;
        let block = self.attempt_block(&TokenStream::new(), block);
        let bars = quote_spanned!(self.name_span=> ||);
        let returned = boxed.map(|ty| quote!(-> #ty));
        self.around(&quote_spanned! {Span::mixed_site()=>
            #private::once(#bars #returned #block).await
        })
    }

    // Input:
    //     { body }
    //
    // Output, where each attempt has an `n` of its own:
    //     { head; let mut n = n; let returned = { body }; returned }
    //
    /// The user's block, in which each argument is as it was for the first attempt. It stays a block
    /// of its own: the user's items may not come after our statements, and what its last expression
    /// borrows must end before `n`.
    fn attempt_block(&self, head: &TokenStream, block: &Group) -> Group {
        let mut bindings = TokenStream::new();
        let mut body = block.stream();
        for (argument, treatment) in &self.arguments {
            bindings.extend(argument.bind(*treatment, &self.private));
            if let Some(name) = argument.renamed_self(*treatment) {
                body = tokens::rename_self(body, &name);
            }
        }
        let mut inner = tokens::with_content(block, body);
        if head.is_empty() && bindings.is_empty() {
            return inner;
        }
        if !bindings.is_empty() || !tokens::has_statements(block) {
            // The compiler would call the user's own braces superfluous.
            inner.set_span(Span::mixed_site().located_at(block.span()));
        }
        let content = if bindings.is_empty() {
            quote!(#head #inner)
        } else {
            quote_spanned! {Span::mixed_site()=>
                #head
                #bindings
                let __returned = #inner;
                __returned
            }
        };
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
    // In the code the names begin with `__`: hygiene keeps them from the user's variables, but a `let`
    // would take a constant of the same name for a pattern.
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
                quote_spanned!(site=> let __policy = #expr;),
                quote_spanned!(site=> &__policy),
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
            .map(|name| quote_spanned!(site=> let #name = #private::attempt(&__run, #policy);));
        let cloned: Vec<&Argument> = self.cloned().collect();
        let may_retry = (!cloned.is_empty()).then(
            || quote_spanned!(site=> let __may_retry = #private::may_retry(&__run, #policy);),
        );
        let spares = cloned.iter().map(|argument| {
            let at_name = private_at(site_of(&argument.name), self.args);
            argument.spare(private, &at_name)
        });
        let restores = cloned.iter().map(|argument| argument.restore(private));
        let decide = self.decide();
        let sleep = self.sleep();
        quote_spanned! {site=>
            #bind_policy
            #(#rebound)*
            let __clock = #clock;
            let mut __run = #private::Run::new();
            loop {
                #number
                #may_retry
                #(#spares)*
                let __wait = {
                    let __outcome = #attempt;
                    let __decision = #decide;
                    match #private::after(&mut __run, #policy, __decision, __clock.elapsed()) {
                        #private::Some(__wait) => {
                            #(#restores)*
                            __wait
                        }
                        #private::None => break __outcome,
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
        let policy = quote_spanned!(Span::mixed_site()=> &__policy);
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
        let ask = |on: &TokenStream| {
            let private = private_at(site_of(on), self.args);
            quote_spanned!(site_of(on)=> #private::decide(__value, #on))
        };
        let on_ok = match self.args.on_ok.as_ref().map(ask) {
            None => quote_spanned!(site=> #private::Ok(_) => break __outcome),
            Some(answer) => quote_spanned! {site=>
                #private::Ok(__value) => match #answer {
                    #private::Decision::Stop => break __outcome,
                    __decision => __decision,
                }
            },
        };
        let on = match self.args.on.as_ref().map(ask) {
            None => quote_spanned!(site=> #private::Err(_) => #private::Decision::Retry),
            Some(answer) => quote_spanned!(site=> #private::Err(__value) => #answer),
        };
        let at_type = private_at(self.output_span, self.args);
        let result = quote_spanned!(self.output_span=> #at_type::Outcome::as_result(&__outcome));
        quote_spanned! {site=>
            match #result {
                #on_ok,
                #on,
            }
        }
    }

    fn sleep(&self) -> TokenStream {
        let place = match (&self.waits, &self.args.sleep) {
            (_, Some(sleep)) => site_of(sleep),
            (Waits::InTask(span), None) => *span,
            (Waits::OnThread, None) => Span::mixed_site(),
        };
        let private = private_at(place, self.args);
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
