//! What a call binds before its first attempt.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use quote::{quote, quote_spanned};

use super::{RetryLoop, Waits, private_at, site_at, site_of};
use crate::codegen::policy::{self, Evaluated};
use crate::options::Deadline;
use crate::options::raw::RawValue;
use crate::options::value::Value;

/// The policy as the loop uses it.
pub(super) struct Policy {
    pub(super) binding: Option<TokenStream>,
    pub(super) reference: TokenStream,
    /// The same for an item in the function, where it is one for all calls.
    pub(super) constant: Option<TokenStream>,
    evaluated: Evaluated,
}

/// The runtime for what asks the budget, which is where a type that is none is reported.
pub(super) fn at_budget(budget: &RawValue) -> Ident {
    private_at(site_at(budget.span()))
}

impl RetryLoop<'_> {
    pub(super) fn policy(&self) -> Policy {
        let private = &self.private;
        let site = Span::mixed_site();
        let policy::Policy { expr, evaluated } = policy::policy(self.args, private);
        let sound = || {
            let place = site_of(&self.args.policy_part());
            let private = private_at(place);
            quote_spanned!(place=> #private::assert_sound(#expr))
        };
        let constant = |expr: &TokenStream| {
            let name = quote_spanned!(site=> __RETRY_POLICY);
            (
                Some(quote_spanned!(site=> const #name: #private::Policy = #expr;)),
                quote_spanned!(site=> &#name),
                Some(name),
            )
        };
        let (binding, reference, constant) = match evaluated {
            Evaluated::Now => {
                let block = Group::new(Delimiter::Brace, expr.clone());
                (None, quote!(&const #block), Some(expr))
            }
            Evaluated::AsConstant => constant(&sound()),
            Evaluated::PerInstance => {
                let sound = sound();
                (None, quote!(&const { #sound }), None)
            }
            Evaluated::AtRunTime => (
                Some(quote_spanned!(site=> let __policy = #expr;)),
                quote_spanned!(site=> &__policy),
                None,
            ),
        };
        Policy {
            binding,
            reference,
            constant,
            evaluated,
        }
    }

    pub(super) fn attempt_timeout(&self, policy: &Policy) -> Option<TokenStream> {
        let private = &self.private;
        let time = match self.args.attempt_timeout.as_ref()? {
            Value::Literal(time, _) => policy::duration(*time, private),
            Value::Expr(expr)
                if Evaluated::when(expr).max(policy.evaluated) == Evaluated::AtRunTime =>
            {
                expr.clone()
            }
            Value::Expr(expr) => {
                let (place, policy) = (site_of(expr), &policy.reference);
                let assert = quote_spanned!(place=> #private::assert_attempt_timeout);
                quote_spanned!(place=> const { #assert(#policy, #expr) })
            }
        };
        let site = Span::mixed_site();
        Some(quote_spanned!(site=> let __attempt_timeout: #private::Duration = #time;))
    }

    pub(super) fn budget(&self) -> Option<TokenStream> {
        let private = &self.private;
        let budget = self.args.budget.as_ref()?;
        let at_budget = at_budget(budget);
        Some(quote_spanned! {site_at(budget.span())=>
            let __budget = #at_budget::budget(&#budget);
            #at_budget::Rule::began(__budget);
            let mut __withdrawn = #private::None;
        })
    }

    /// The macro that binds the call's progress, and who is told of it. Without hooks it is nobody, unless
    /// a feature of the runtime says otherwise.
    pub(super) fn begin(&self) -> Ident {
        let begin = match (self.has_hooks(), self.asks()) {
            (true, _) => "begin_with_hooks",
            (false, true) => "begin_with_budget",
            (false, false) => "begin",
        };
        Ident::new(begin, Span::mixed_site())
    }

    /// Whether a failure is more than the runtime's own affair: there is a budget, or there are hooks.
    pub(super) fn asks(&self) -> bool {
        self.args.budget.is_some() || self.has_hooks()
    }

    pub(super) fn has_hooks(&self) -> bool {
        self.args.on_retry.is_some() || self.args.on_give_up.is_some()
    }

    /// The statement that starts the clock, if there may be a deadline.
    pub(super) fn start_clock(&self, policy: &TokenStream) -> Option<TokenStream> {
        if !self.is_timed() {
            return None;
        }
        let time = self.time();
        let site = Span::mixed_site();
        Some(quote_spanned!(site=> let __clock = #time::Stopwatch::start_for(#policy);))
    }

    /// Whether there may be a deadline.
    pub(super) fn is_timed(&self) -> bool {
        match self.args.deadline {
            Some(Deadline::After(_)) => true,
            Some(Deadline::Never) => false,
            None => self.args.policy.is_some(),
        }
    }

    /// The runtime's clock and waits: those of threads, or of tasks.
    pub(super) fn time(&self) -> TokenStream {
        let private = &self.private;
        match self.waits {
            Waits::OnThread => quote!(#private::thread),
            Waits::InTask(_) => quote!(#private::task),
        }
    }

    /// What tells how long the call has lasted, which nobody asks without a deadline.
    pub(super) fn clock(&self) -> TokenTree {
        if self.is_timed() {
            Ident::new("__clock", Span::mixed_site()).into()
        } else {
            Group::new(Delimiter::Parenthesis, TokenStream::new()).into()
        }
    }
}
