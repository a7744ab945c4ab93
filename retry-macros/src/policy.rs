//! From options to the expression that builds the policy.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};
use std::time::Duration;
use syn::Path;

use crate::args::{Args, Deadline, Jitter, MaxAttempts};
use crate::backoff::Backoff;
use crate::value::{Time, Value};

/// The policy's expression, and when it can be evaluated.
pub(crate) struct Policy {
    pub(crate) expr: TokenStream,
    pub(crate) evaluated: Evaluated,
}

/// When an expression can be evaluated, from the earliest.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Evaluated {
    /// It is written out.
    Now,
    /// It names constants, and can itself be one.
    AsConstant,
    /// It names what may be a parameter of the function or its `impl`, which only an inline constant
    /// can.
    PerInstance,
    /// Once a call.
    AtRunTime,
}

impl Evaluated {
    /// A path whose last word is in capitals is a constant, or a `static`, which one may read.
    pub(crate) fn when(expr: &TokenStream) -> Self {
        let Ok(path) = syn::parse2::<Path>(expr.clone()) else {
            return Self::AtRunTime;
        };
        let Some(name) = path.segments.last().map(|last| last.ident.to_string()) else {
            return Self::AtRunTime;
        };
        let is_constant = name.starts_with(|c: char| c.is_ascii_uppercase())
            && !name.contains(|c: char| c.is_lowercase());
        match path.segments.first() {
            Some(first) if is_constant && first.ident == "Self" => Self::PerInstance,
            _ if is_constant => Self::AsConstant,
            _ => Self::AtRunTime,
        }
    }
}

// Input:
//     exp(base = "1s", cap = "60s"), jitter, max_attempts = 5, deadline = "30s"
//
// Output:
//     Policy::new()
//         .backoff(Backoff::exponential(Duration::new(1, 0)).cap(Duration::new(60, 0)))
//         .jitter(Jitter::Additive)
//         .max_attempts(5)
//         .deadline(Duration::new(30, 0))
pub(crate) fn policy(args: &Args, private: &Ident) -> Policy {
    let from = args.policy.as_ref().map(Evaluated::when);
    let mut builder = Builder {
        private,
        evaluated: from.unwrap_or(Evaluated::Now),
    };
    let start = match &args.policy {
        Some(policy) => quote!(#private::from_policy(#policy)),
        None => quote!(#private::Policy::new()),
    };
    let backoff = args.backoff.as_ref().map(|it| builder.backoff(it));
    let jitter = jitter(args).map(|it| builder.jitter(it));
    let max_attempts = builder.max_attempts(args);
    let deadline = args.deadline.as_ref().map(|it| builder.deadline(it));
    let max_hint = args.max_hint.as_ref().map(|it| builder.time(it));
    let throttle = args.throttle.as_ref().map(|it| builder.backoff(it));
    let backoff = backoff.map(|it| quote!(.backoff(#it)));
    let jitter = jitter.map(|it| quote!(.jitter(#it)));
    let deadline = deadline.map(|it| quote!(.deadline(#it)));
    let max_hint = max_hint.map(|it| quote!(.max_hint(#it)));
    let throttle = throttle.map(|it| quote!(.throttle(#it)));
    Policy {
        expr: quote!(#start #backoff #jitter #max_attempts #deadline #max_hint #throttle),
        evaluated: builder.evaluated,
    }
}

/// A backoff that is written out says all about its waits: what it leaves out is no jitter.
pub(crate) fn jitter(args: &Args) -> Option<&Jitter> {
    let exact = args.backoff.is_some() && args.policy.is_none();
    args.jitter.as_ref().or(exact.then_some(&Jitter::None))
}

/// A deadline without a count lifts the count.
pub(crate) fn only_a_deadline(args: &Args) -> bool {
    args.policy.is_none()
        && args.max_attempts.is_none()
        && matches!(args.deadline, Some(Deadline::After(_)))
}

struct Builder<'a> {
    private: &'a Ident,
    evaluated: Evaluated,
}

impl Builder<'_> {
    fn backoff(&mut self, backoff: &Backoff) -> TokenStream {
        let private = self.private;
        let kind = match backoff {
            Backoff::Exponential { base, factor, .. } => {
                let base = self.time(base);
                let factor = factor.as_ref().map(|factor| {
                    let factor = self.value(factor);
                    quote!(.factor(#factor))
                });
                quote!(exponential(#base) #factor)
            }
            Backoff::Fixed(delay) => {
                let delay = self.time(delay);
                quote!(fixed(#delay))
            }
            Backoff::Linear { base, step, .. } => {
                let step = self.time(step.as_ref().unwrap_or(base));
                let base = self.time(base);
                quote!(linear(#base, #step))
            }
            Backoff::Fibonacci { base, .. } => {
                let base = self.time(base);
                quote!(fibonacci(#base))
            }
            Backoff::Custom(delay) => {
                self.evaluated = Evaluated::AtRunTime;
                quote!(custom(#delay))
            }
            Backoff::Value(backoff) => return self.expr(backoff),
        };
        let cap = backoff.base_and_cap().map(|(_, cap)| {
            let cap = self.time(cap);
            quote!(.cap(#cap))
        });
        quote!(#private::Backoff::#kind #cap)
    }

    fn jitter(&mut self, jitter: &Jitter) -> TokenStream {
        let private = self.private;
        let kind = match jitter {
            Jitter::None => quote!(None),
            Jitter::Additive => quote!(Additive),
            Jitter::Full => quote!(Full),
            Jitter::Equal => quote!(Equal),
            Jitter::Decorrelated(_) => quote!(Decorrelated),
            Jitter::Ratio(ratio) => {
                let ratio = self.value(ratio);
                quote!(ratio(#ratio))
            }
        };
        quote!(#private::Jitter::#kind)
    }

    fn max_attempts(&mut self, args: &Args) -> Option<TokenStream> {
        match &args.max_attempts {
            Some(MaxAttempts::Count(count)) => {
                if matches!(count, Value::Expr(_)) {
                    // `const N: u32` is a number too.
                    self.evaluated = self.evaluated.max(Evaluated::PerInstance);
                }
                let count = self.value(count);
                Some(quote!(.max_attempts(#count)))
            }
            Some(MaxAttempts::Unlimited(_)) => Some(quote!(.unlimited_attempts())),
            None => only_a_deadline(args).then(|| quote!(.unlimited_attempts())),
        }
    }

    fn deadline(&mut self, deadline: &Deadline) -> TokenStream {
        let private = self.private;
        match deadline {
            Deadline::Never => quote!(#private::Duration::MAX),
            Deadline::After(time) => self.time(time),
        }
    }

    fn time(&mut self, time: &Time) -> TokenStream {
        let private = self.private;
        match time {
            Value::Literal(time, _) => duration(*time, private),
            Value::Expr(expr) => self.expr(expr),
        }
    }

    fn value<T: ToTokens>(&mut self, value: &Value<T>) -> TokenStream {
        match value {
            Value::Literal(literal, _) => literal.to_token_stream(),
            Value::Expr(expr) => self.expr(expr),
        }
    }

    fn expr(&mut self, expr: &TokenStream) -> TokenStream {
        self.evaluated = self.evaluated.max(Evaluated::when(expr));
        expr.clone()
    }
}

pub(crate) fn duration(time: Duration, private: &Ident) -> TokenStream {
    let (seconds, nanos) = (time.as_secs(), time.subsec_nanos());
    quote!(#private::Duration::new(#seconds, #nanos))
}
