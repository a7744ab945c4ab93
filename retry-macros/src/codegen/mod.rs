//! The loop around one attempt.

use proc_macro2::{Group, Ident, Span, TokenStream, TokenTree};
use quote::{quote, quote_spanned};
use syn::Token;
use syn::spanned::Spanned;

use crate::attempt::argument::{self as arguments, Argument, Treatment};
use crate::attempt::{Attempted, Shape};
use crate::item::function::Function;
use crate::item::type_tokens::WrittenType;
use crate::item::types::Output;
use crate::options::Args;
use crate::tokens;

mod bindings;
pub(crate) mod docs;
mod failure;
mod outcome;
pub(crate) mod policy;

pub(crate) struct RetryLoop<'a> {
    args: &'a Args,
    private: Ident,
    arguments: Vec<(Argument, Treatment)>,
    /// What an attempt returns, as a body may write it.
    output: WrittenType,
    /// Where a type is reported that is neither `Result` nor `Option`.
    output_span: Span,
    /// The function's name, with its type's where the whole `impl` is retried.
    path: String,
    /// Where an argument is reported that the body uses up: at the function, not at the attribute.
    name_span: Span,
    waits: Waits,
    /// Whether what is run is more than one expression.
    has_statements: bool,
}

/// What is evaluated anew for each attempt.
enum Attempt {
    Call(TokenStream),
    /// `async { … }`
    Block(Ident, Group),
    /// Any other future, of which only its type may tell what it yields.
    Future(TokenStream),
}

enum Waits {
    OnThread,
    /// With the span of what makes the function asynchronous.
    InTask(Span),
}

/// The runtime, imported once under a short name, for code that the compiler is to report at `place`: a
/// call whose path stands elsewhere is reported from there on.
fn private_at(place: Span) -> Ident {
    Ident::new(PRIVATE, place)
}

const PRIVATE: &str = "__retries";

/// Whether the body begins with the import that [`RetryLoop`] puts before its loop.
pub(crate) fn begins(body: &Group) -> bool {
    let import = body.stream().into_iter();
    let mut import = import.take_while(|token| !tokens::is_punct(token, ';'));
    import
        .next()
        .is_some_and(|token| tokens::is_word(&token, "use"))
        && import
            .last()
            .is_some_and(|token| tokens::is_word(&token, PRIVATE))
}

/// The glue's own span, reported at that place.
fn site_at(place: Span) -> Span {
    Span::mixed_site().located_at(place)
}

/// The glue's own span, reported where the tokens are.
fn site_of(tokens: &impl Spanned) -> Span {
    site_at(tokens.span())
}

impl<'a> RetryLoop<'a> {
    pub(crate) fn new(args: &'a Args, function: &Function, attempted: &Attempted) -> Self {
        let shape = &attempted.shape;
        let private = private_at(Span::mixed_site());
        let written = function.return_type();
        let output = match (shape, written) {
            (Shape::Block(future) | Shape::Future(future), _) => match &future.output {
                Output::Written(ty) => ty.in_body(),
                Output::Of(ty) => quote!(<#ty as #private::Future>::Output).into(),
            },
            (Shape::Sync | Shape::Async, Some(ty)) => ty.in_body(),
            (Shape::Sync | Shape::Async, None) => quote!(()).into(),
        };
        let name_span = site_at(function.ident.span());
        let output_span = written.map_or(name_span, |ty| site_at(ty.span()));
        let waits = match (shape, &function.asyncness) {
            (Shape::Sync, _) => Waits::OnThread,
            (_, Some(span)) => Waits::InTask(site_at(*span)),
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
            path: function.path(),
            name_span,
            waits,
            has_statements: attempted.has_statements,
        }
    }

    /// The statement that imports the runtime.
    fn import(&self) -> TokenStream {
        let Some(path) = &self.args.runtime else {
            let private = &self.private;
            return quote_spanned!(Span::mixed_site()=> use ::retries::__private as #private;);
        };
        let place = site_of(path);
        let private = private_at(place);
        quote_spanned!(place=> use #path::__private as #private;)
    }

    /// Whether any argument must be declared otherwise than it is.
    pub(crate) fn redeclares(&self) -> bool {
        self.arguments
            .iter()
            .any(|(argument, treatment)| argument.declared_mutable(*treatment).is_some())
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
        let output = &self.output;
        let block = self.attempt_block(TokenStream::new(), block);
        let bars = Token![||](self.name_span);
        let call = quote_spanned!(Span::mixed_site()=> (#bars -> #output #block)());
        self.around(&Attempt::Call(call))
    }

    /// The block is the content of an async block.
    fn around_block(&self, block: &Group) -> TokenStream {
        let (private, output) = (&self.private, &self.output);
        let uniquely = self
            .arguments
            .iter()
            .filter_map(|(argument, treatment)| argument.borrow_uniquely(*treatment));
        let head = quote_spanned! {Span::mixed_site()=>
            if false {
                #(#uniquely)*
                return #private::never::<#output>();
            }
        };
        let block = self.attempt_block(head, block);
        let asyncness = match self.waits {
            Waits::InTask(span) => Ident::new("async", span),
            Waits::OnThread => Ident::new("async", self.name_span),
        };
        self.around(&Attempt::Block(asyncness, block))
    }

    /// The block is called as a closure and returns a future, as the whole function does. A body may
    /// coerce the future if it is boxed.
    pub(crate) fn around_future(&self, block: &Group, boxed: Option<&WrittenType>) -> TokenStream {
        let (private, site) = (&self.private, Span::mixed_site());
        let block = self.attempt_block(TokenStream::new(), block);
        let bars = Token![||](self.name_span);
        let returned = boxed.map(|ty| quote!(-> #ty));
        let call = quote_spanned!(site=> #private::once(#bars #returned #block));
        let retried = self.around(&Attempt::Future(call));
        let import = self.import();
        match boxed {
            Some(_) => quote_spanned!(site=> #import #private::Box::pin(async move { #retried })),
            // Through a function, lest clippy ask the user to write `async fn`.
            None => quote_spanned!(site=> #import #private::future(async move { #retried })),
        }
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
    fn attempt_block(&self, head: TokenStream, block: &Group) -> Group {
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
        if !bindings.is_empty() || !self.has_statements {
            // The compiler would call the user's own braces superfluous.
            inner.set_span(Span::mixed_site().located_at(block.span()));
        }
        let mut content = head;
        if bindings.is_empty() {
            content.extend([TokenTree::from(inner)]);
        } else {
            content.extend(quote_spanned! {Span::mixed_site()=>
                #bindings
                let __returned = #inner;
                __returned
            });
        }
        tokens::with_content(block, content)
    }

    // Input:
    //     async { body }.await
    //
    // Output:
    //     use ::retries::__private as retries;
    //     let clock = task::Stopwatch::start_for(&POLICY);
    //     begin!(watch, run, "get", POLICY);
    //     loop {
    //         let wait = {
    //             let outcome = async { body }.await;
    //             after!(watch, run, &POLICY, judge(&outcome, on), outcome, &clock)
    //         };
    //         task::sleep::<task::Enabled>(wait).await;
    //         waited!(watch);
    //     }
    //
    // The runtime's macros tell who watches, and vanish where its features say that nobody does.
    //
    // In the code the names begin with `__`: hygiene keeps them from the user's variables, but a `let`
    // would take a constant of the same name for a pattern.
    //
    // The inner block ends what an attempt returned before the wait, so that the future is `Send`
    // when the error is not.
    fn around(&self, attempt: &Attempt) -> TokenStream {
        let private = &self.private;
        let site = Span::mixed_site();
        let policy = self.policy();
        let bind_attempt_timeout = self.attempt_timeout(&policy);
        let bind_policy = &policy.binding;
        let (constant, policy) = (policy.constant.iter(), &policy.reference);
        let bind_budget = self.budget();
        let rebound = self
            .arguments
            .iter()
            .filter_map(|(argument, treatment)| argument.rebind(*treatment));
        let clock = self.start_clock(policy);
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
            let at_name = private_at(site_of(&argument.name));
            argument.spare(private, &at_name)
        });
        let restores = cloned.iter().map(|argument| argument.restore(private));
        let restores: Vec<TokenStream> = restores.collect();
        let outcome = self.outcome(attempt, policy);
        let after = self.after(policy, &restores);
        let (retry, sleep) = (self.retry(), self.sleep());
        let (spend, waited) = (self.spend(), self.waited());
        let (begin, path) = (self.begin(), &self.path);
        let import = self.import();
        quote_spanned! {site=>
            #import
            #bind_policy
            #bind_attempt_timeout
            #bind_budget
            #(#rebound)*
            #clock
            #private::#begin!(__watch, __run, #path #(, #constant)*);
            loop {
                #number
                #may_retry
                #(#spares)*
                let #retry = {
                    #outcome
                    #after
                };
                #sleep;
                #spend
                #private::#waited!(__watch);
            }
        }
    }

    fn cloned(&self) -> impl Iterator<Item = &Argument> {
        self.arguments
            .iter()
            .filter(|(_, treatment)| *treatment == Treatment::Clone)
            .map(|(argument, _)| argument)
    }
}
