//! The loop around one attempt.

use proc_macro2::{Group, Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::Type;
use syn::spanned::Spanned;

use crate::args::{Args, Deadline, OnEmpty};
use crate::arguments::{self, Argument, Treatment};
use crate::function::Function;
use crate::policy::{self, Evaluated, Policy};
use crate::shape::{Attempted, Shape};
use crate::tokens;
use crate::types::{self, Output};
use crate::value::Value;

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

/// What is evaluated anew for each attempt.
enum Attempt {
    Call(TokenStream),
    Future(TokenStream),
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
        let call = quote_spanned!(Span::mixed_site()=> #private::once(#bars -> #output #block));
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
        self.around(&Attempt::Future(quote!(#asyncness #block)))
    }

    /// The block is called as a closure and returns a future, which a body may coerce if it is boxed.
    pub(crate) fn around_future(&self, block: &Group, boxed: Option<&Type>) -> TokenStream {
        let private = &self.private;
        let block = self.attempt_block(&TokenStream::new(), block);
        let bars = quote_spanned!(self.name_span=> ||);
        let returned = boxed.map(|ty| quote!(-> #ty));
        let call = quote_spanned!(Span::mixed_site()=> #private::once(#bars #returned #block));
        self.around(&Attempt::Future(call))
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
    fn around(&self, attempt: &Attempt) -> TokenStream {
        let private = &self.private;
        let site = Span::mixed_site();
        let (bind_policy, policy) = self.policy();
        let bind_attempt_timeout = self.attempt_timeout(&policy);
        let bind_budget = self.budget();
        let rebound = self
            .arguments
            .iter()
            .filter_map(|(argument, treatment)| argument.rebind(*treatment));
        let clock = self.clock(&policy);
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
        let outcome = self.outcome(attempt, &policy);
        let decide = self.decide();
        let after = self.after(&policy, &quote_spanned!(site=> { #(#restores)* __wait }));
        let wait = self.wait();
        quote_spanned! {site=>
            #bind_policy
            #bind_attempt_timeout
            #bind_budget
            #(#rebound)*
            let __clock = #clock;
            let mut __run = #private::Run::new();
            loop {
                #number
                #may_retry
                #(#spares)*
                let __wait = {
                    #outcome
                    let __decision = #decide;
                    #after
                };
                #wait
            }
        }
    }

    /// The statement that binds the policy, and the reference to it.
    fn policy(&self) -> (TokenStream, TokenStream) {
        let private = &self.private;
        let site = Span::mixed_site();
        let Policy { expr, evaluated } = policy::policy(self.args, private);
        let sound = || {
            let place = site_of(&self.args.policy_part());
            let private = private_at(place, self.args);
            quote_spanned!(place=> #private::assert_sound(#expr))
        };
        match evaluated {
            Evaluated::Now => (TokenStream::new(), quote!(&const { #expr })),
            Evaluated::AsConstant => {
                let sound = sound();
                (
                    quote_spanned!(site=> const __RETRY_POLICY: #private::Policy = #sound;),
                    quote_spanned!(site=> &__RETRY_POLICY),
                )
            }
            Evaluated::PerInstance => {
                let sound = sound();
                (TokenStream::new(), quote!(&const { #sound }))
            }
            Evaluated::AtRunTime => (
                quote_spanned!(site=> let __policy = #expr;),
                quote_spanned!(site=> &__policy),
            ),
        }
    }

    fn attempt_timeout(&self, policy: &TokenStream) -> Option<TokenStream> {
        let private = &self.private;
        let site = Span::mixed_site();
        let time = match self.args.attempt_timeout.as_ref()? {
            Value::Literal(time, _) => policy::duration(*time, private),
            Value::Expr(expr) if Evaluated::when(expr) == Evaluated::AtRunTime => expr.clone(),
            Value::Expr(expr) => match policy::policy(self.args, private).evaluated {
                Evaluated::AtRunTime => expr.clone(),
                _ => {
                    let place = site_of(expr);
                    let assert = quote_spanned!(place=> #private::assert_attempt_timeout);
                    quote_spanned!(place=> const { #assert(#policy, #expr) })
                }
            },
        };
        Some(quote_spanned!(site=> let __attempt_timeout: #private::Duration = #time;))
    }

    /// The runtime's path for what asks the budget, which is where a type that is none is reported.
    fn at_budget(&self, budget: &TokenStream) -> TokenStream {
        private_at(site_of(budget), self.args)
    }

    fn budget(&self) -> Option<TokenStream> {
        let private = &self.private;
        let budget = self.args.budget.as_ref()?;
        let place = site_of(budget);
        let at_budget = self.at_budget(budget);
        Some(quote_spanned! {place=>
            let __budget = #at_budget::budget(&#budget);
            #at_budget::Rule::began(__budget);
            let mut __withdrawn = #private::None;
        })
    }

    /// The statements that make an attempt and bind what came of it.
    fn outcome(&self, attempt: &Attempt, policy: &TokenStream) -> TokenStream {
        let site = Span::mixed_site();
        match (attempt, &self.args.attempt_timeout) {
            (Attempt::Call(call), _) => quote_spanned!(site=> let __outcome = #call;),
            (Attempt::Future(future), None) => {
                quote_spanned!(site=> let __outcome = #future.await;)
            }
            (Attempt::Future(future), Some(_)) => self.cut_off(future, policy),
        }
    }

    // Input:
    //     async { body }
    //
    // Output:
    //     let limit = attempt_limit(&POLICY, attempt_timeout, clock.elapsed());
    //     let ended = {
    //         let attempt = pin!(async { body });
    //         task::cut_off::<task::Enabled, _>(attempt, limit).await
    //     };
    //     let was_cut_off = ended.is_none();
    //     let outcome = match ended { Some(outcome) => outcome, None => cut_off(&run, &POLICY, limit) };
    fn cut_off(&self, future: &TokenStream, policy: &TokenStream) -> TokenStream {
        let private = &self.private;
        let at_type = private_at(self.output_span, self.args);
        let ended = match &self.args.sleep {
            None => quote_spanned! {Span::mixed_site()=>
                #private::task::cut_off::<#private::task::Enabled, _>(__attempt, __limit)
            },
            Some(sleep) => quote_spanned! {Span::mixed_site()=>
                #private::task::cut_off_by(__attempt, __limit, #sleep)
            },
        };
        let made = quote_spanned!(self.output_span=> #at_type::cut_off(&__run, #policy, __limit));
        quote_spanned! {Span::mixed_site()=>
            let __limit = #private::attempt_limit(#policy, __attempt_timeout, __clock.elapsed());
            let __ended = {
                let __attempt = #private::pin!(#future);
                let __ended = #ended.await;
                __ended
            };
            let __was_cut_off = __ended.is_none();
            let __outcome = match __ended {
                #private::Some(__outcome) => __outcome,
                #private::None => #made,
            };
        }
    }

    /// The expression that asks whether there is another attempt: `wait`, or it leaves the loop.
    fn after(&self, policy: &TokenStream, wait: &TokenStream) -> TokenStream {
        let private = &self.private;
        let site = Span::mixed_site();
        let told = quote_spanned!(site=> &mut __run, #policy, __decision, __clock.elapsed());
        let Some(budget) = &self.args.budget else {
            return quote_spanned! {site=>
                match #private::after(#told) {
                    #private::Some(__wait) => #wait,
                    #private::None => break __outcome,
                }
            };
        };
        let budget = quote_spanned!(site_of(budget)=> &__budget);
        let clock = match self.waits {
            Waits::OnThread => quote!(#private::thread::now),
            Waits::InTask(_) => quote!(#private::task::now),
        };
        let sleep = self.sleep();
        let refused = match self.args.on_empty {
            Some(OnEmpty::Wait(_)) => quote_spanned! {site=>
                #private::Verdict::Refused(__wait) => {
                    #sleep;
                    break __outcome;
                }
            },
            Some(OnEmpty::Return(_)) | None => {
                quote_spanned!(site=> #private::Verdict::Refused(_) => break __outcome,)
            }
        };
        quote_spanned! {site=>
            match #private::after_asking(#told, #budget, #clock) {
                #private::Verdict::Retry(__wait, __amount) => {
                    __withdrawn = #private::Some(__amount);
                    #wait
                }
                #refused
                #private::Verdict::Stop => break __outcome,
            }
        }
    }

    /// The statements that wait, and give back what the budget gave if they are not waited for.
    fn wait(&self) -> TokenStream {
        let sleep = self.sleep();
        let Some(budget) = &self.args.budget else {
            return quote!(#sleep;);
        };
        let at_budget = self.at_budget(budget);
        quote_spanned! {site_of(budget)=>
            let __withdrawal = #at_budget::Withdrawal::hold(__budget, __withdrawn);
            #sleep;
            #at_budget::Withdrawal::spend(__withdrawal);
        }
    }

    fn cloned(&self) -> impl Iterator<Item = &Argument> {
        self.arguments
            .iter()
            .filter(|(_, treatment)| *treatment == Treatment::Clone)
            .map(|(argument, _)| argument)
    }

    fn clock(&self, policy: &TokenStream) -> TokenStream {
        let private = &self.private;
        let module = match self.waits {
            Waits::OnThread => quote!(thread),
            Waits::InTask(_) => quote!(task),
        };
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
        let succeeded = match &self.args.budget {
            None => quote_spanned!(site=> break __outcome),
            Some(budget) => {
                let at_budget = self.at_budget(budget);
                quote_spanned! {site_of(budget)=> {
                    #at_budget::Rule::succeeded(__budget, __withdrawn);
                    break __outcome;
                }}
            }
        };
        let on_ok = match self.args.on_ok.as_ref().map(ask) {
            None => quote_spanned!(site=> #private::Ok(_) => #succeeded),
            Some(answer) => quote_spanned! {site=>
                #private::Ok(__value) => match #answer {
                    #private::Decision::Stop => #succeeded,
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
        let decide = quote_spanned! {site=>
            match #result {
                #on_ok,
                #on,
            }
        };
        match (&self.waits, &self.args.attempt_timeout) {
            (Waits::InTask(_), Some(_)) => quote_spanned! {site=>
                if __was_cut_off { #private::Decision::TimedOut } else { #decide }
            },
            _ => decide,
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
