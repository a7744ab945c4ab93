//! From options to the expression that builds the policy.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use std::time::Duration;
use syn::Path;

use crate::options::backoff::Backoff;
use crate::options::value::{Count, Time, Value};
use crate::options::{Args, Deadline, Jitter, MaxAttempts};

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
// Output, where the times are literals:
//     policy(exponential(1_000_000_000, 60_000_000_000), Jitter::Additive, 5)
//         .deadline(Duration::new(30, 0))
//
// and where one is not:
//     policy(
//         Backoff::exponential(base).cap(Duration::new(60, 0)),
//         Jitter::Additive,
//         5,
//     )
//     .deadline(Duration::new(30, 0))
pub(crate) fn policy(args: &Args, private: &Ident) -> Policy {
    let from = args.policy.as_ref().map(|it| Evaluated::when(&it.tokens()));
    let mut builder = Builder {
        private,
        evaluated: from.unwrap_or(Evaluated::Now),
    };
    let backoff = args.backoff.as_ref().map(|it| builder.backoff(it));
    let jitter = jitter(args).map(|it| builder.jitter(it));
    let count = match &args.max_attempts {
        Some(MaxAttempts::Count(count)) => Some(builder.count(count)),
        Some(MaxAttempts::Unlimited(_)) | None => None,
    };
    let mut expr = match (&args.policy, backoff, jitter, count) {
        (None, Some(backoff), Some(jitter), Some(count)) => {
            quote!(#private::policy(#backoff, #jitter, #count))
        }
        (policy, backoff, jitter, count) => {
            let mut expr = match policy {
                Some(policy) => quote!(#private::from_policy(#policy)),
                None => quote!(#private::Policy::new()),
            };
            if let Some(backoff) = backoff {
                expr.extend(quote!(.backoff(#backoff)));
            }
            if let Some(jitter) = jitter {
                expr.extend(quote!(.jitter(#jitter)));
            }
            if let Some(count) = count {
                expr.extend(quote!(.max_attempts(#count)));
            }
            expr
        }
    };
    let is_unlimited = matches!(args.max_attempts, Some(MaxAttempts::Unlimited(_)));
    if is_unlimited || only_a_deadline(args) {
        expr.extend(quote!(.unlimited_attempts()));
    }
    if let Some(deadline) = &args.deadline {
        let deadline = builder.deadline(deadline);
        expr.extend(quote!(.deadline(#deadline)));
    }
    if let Some(hint) = &args.max_hint {
        let hint = builder.time(hint);
        expr.extend(quote!(.max_hint(#hint)));
    }
    if let Some(throttle) = &args.throttle {
        let throttle = builder.backoff(throttle);
        expr.extend(quote!(.throttle(#throttle)));
    }
    Policy {
        expr,
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
        let (name, times, cap) = match backoff {
            Backoff::Exponential { base, cap, .. } => ("exponential", vec![base], cap.as_ref()),
            Backoff::Fixed(delay) => ("fixed", vec![delay], None),
            Backoff::Linear { base, step, cap } => {
                let step = step.as_ref().unwrap_or(base);
                ("linear", vec![base, step], cap.as_ref())
            }
            Backoff::Fibonacci { base, cap } => ("fibonacci", vec![base], cap.as_ref()),
            Backoff::Custom(delay) => {
                self.evaluated = Evaluated::AtRunTime;
                return quote!(#private::Backoff::custom(#delay));
            }
            Backoff::Value(backoff) => return self.expr(backoff),
        };
        let name = Ident::new(name, Span::call_site());
        let nanos: Option<Vec<u64>> = times.iter().copied().chain(cap).map(nanos).collect();
        let mut expr = match nanos {
            Some(nanos) if cap.is_some() || matches!(backoff, Backoff::Fixed(_)) => {
                quote!(#private::#name(#(#nanos),*))
            }
            _ => {
                let times = times.into_iter().map(|it| self.time(it));
                let mut expr = quote!(#private::Backoff::#name(#(#times),*));
                if let Some(cap) = cap {
                    let cap = self.time(cap);
                    expr.extend(quote!(.cap(#cap)));
                }
                expr
            }
        };
        if let Backoff::Exponential {
            factor: Some(factor),
            ..
        } = backoff
        {
            let factor = self.value(factor);
            expr.extend(quote!(.factor(#factor)));
        }
        expr
    }

    fn jitter(&mut self, jitter: &Jitter) -> TokenStream {
        let private = self.private;
        let kind = match jitter {
            Jitter::None => "None",
            Jitter::Additive => "Additive",
            Jitter::Full => "Full",
            Jitter::Equal => "Equal",
            Jitter::Decorrelated(_) => "Decorrelated",
            Jitter::Ratio(ratio) => {
                let ratio = self.value(ratio);
                return quote!(#private::Jitter::ratio(#ratio));
            }
        };
        let kind = Ident::new(kind, Span::call_site());
        quote!(#private::Jitter::#kind)
    }

    fn count<'a>(&mut self, count: &'a Count) -> &'a Count {
        if matches!(count, Value::Expr(_)) {
            // `const N: u32` is a number too.
            self.evaluated = self.evaluated.max(Evaluated::PerInstance);
        }
        self.value(count)
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

    fn value<'a, T>(&mut self, value: &'a Value<T>) -> &'a Value<T> {
        if let Value::Expr(expr) = value {
            self.note(expr);
        }
        value
    }

    fn expr(&mut self, expr: &TokenStream) -> TokenStream {
        self.note(expr);
        expr.clone()
    }

    fn note(&mut self, expr: &TokenStream) {
        self.evaluated = self.evaluated.max(Evaluated::when(expr));
    }
}

/// A literal's nanoseconds, if they are less than forever.
fn nanos(time: &Time) -> Option<u64> {
    u64::try_from(time.literal()?.as_nanos()).ok()
}

pub(crate) fn duration(time: Duration, private: &Ident) -> TokenStream {
    let (seconds, nanos) = (time.as_secs(), time.subsec_nanos());
    quote!(#private::Duration::new(#seconds, #nanos))
}
