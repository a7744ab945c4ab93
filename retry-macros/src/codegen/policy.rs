//! The expression that builds the policy.

use proc_macro2::{Ident, TokenStream};
use quote::{quote, quote_spanned};
use std::time::Duration;
use syn::Path;

use crate::codegen::runtime::{at, glue};
use crate::options::backoff::Backoff;
use crate::options::bundle::Bundle;
use crate::options::jitter::Jitter;
use crate::options::limits::{AttemptTimeout, Deadline, MaxAttempts};
use crate::options::nested::Nested;
use crate::options::policy::{PolicyBase, PolicyOptions};
use crate::options::value::{Count, Time, Value};
use crate::options::when::When;

pub(crate) struct PolicyExpr {
    pub(crate) tokens: TokenStream,
    pub(crate) eval_time: EvalTime,
}

/// When an expression can be evaluated, the earliest first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum EvalTime {
    /// Now: it is a literal.
    Literal,
    /// In a constant item: it names constants.
    Const,
    /// In an inline constant: it may name a parameter of the function or of its `impl`.
    InlineConst,
    /// Once a call.
    Runtime,
}

impl EvalTime {
    /// A bundle is a constant, whatever its name looks like.
    fn of_bundle(bundle: &Bundle) -> Self {
        match Self::from_expr(&quote!(#bundle)) {
            Self::InlineConst => Self::InlineConst,
            Self::Literal | Self::Const | Self::Runtime => Self::Const,
        }
    }

    // Input:
    //     limits::PATIENT    Self::PATIENT    T::PATIENT     self.patience    patience()
    //
    // Output:
    //     Const              InlineConst      InlineConst    Runtime          Runtime
    /// Reads it from the expression: a path whose last word is in capitals is a constant or a `static`. If all of
    /// it is, its first word may be a generic parameter.
    pub(crate) fn from_expr(expr: &TokenStream) -> Self {
        let Ok(path) = syn::parse2::<Path>(expr.clone()) else {
            return Self::Runtime;
        };
        let Some(name) = path.segments.last().map(|last| last.ident.to_string()) else {
            return Self::Runtime;
        };
        let is_in_capitals = |name: &str| {
            name.starts_with(|c: char| c.is_ascii_uppercase())
                && !name.contains(|c: char| c.is_lowercase())
        };
        let is_constant = is_in_capitals(&name);
        match path.segments.first() {
            Some(first) if is_constant && first.ident == "Self" => Self::InlineConst,
            Some(first)
                if is_constant
                    && path.segments.len() > 1
                    && is_in_capitals(&first.ident.to_string()) =>
            {
                Self::InlineConst
            }
            _ if is_constant => Self::Const,
            _ => Self::Runtime,
        }
    }
}

// Input:
//     exp(base = "1s", cap = "60s"), jitter, max_attempts = 5, deadline = "30s"
//
// Output, where the times are literals:
//     __retries::policy(
//         __retries::exponential(1000000000u64, 60000000000u64),
//         __retries::Jitter::Additive,
//         5u32,
//     )
//     .deadline(__retries::Duration::new(30u64, 0u32))
//
// and where `base` is not:
//     __retries::policy(
//         __retries::Backoff::exponential(base).cap(__retries::Duration::new(60u64, 0u32)),
//         __retries::Jitter::Additive,
//         5u32,
//     )
//     .deadline(__retries::Duration::new(30u64, 0u32))
pub(crate) fn policy(options: &PolicyOptions) -> PolicyExpr {
    let mut writer = Writer {
        eval_time: EvalTime::Literal,
    };
    let base = options.base.as_ref().map(|base| writer.base(base));
    let backoff = options.backoff.map(|backoff| writer.backoff(backoff));
    let jitter = options.jitter.map(|jitter| writer.jitter(jitter));
    let count = match options.max_attempts {
        Some(MaxAttempts::Count(count)) => Some(writer.count(count)),
        Some(MaxAttempts::Unlimited(_)) | None => None,
    };
    let mut policy = match (base, backoff, jitter, count) {
        (None, Some(backoff), Some(jitter), Some(count)) => {
            quote_spanned!(glue()=> __retries::policy(#backoff, #jitter, #count))
        }
        (base, backoff, jitter, count) => {
            let mut policy = match base {
                Some(base) => quote_spanned!(glue()=> __retries::from_policy(#base)),
                None => quote_spanned!(glue()=> __retries::Policy::new()),
            };
            if let Some(backoff) = backoff {
                policy.extend(quote!(.backoff(#backoff)));
            }
            if let Some(jitter) = jitter {
                policy.extend(quote!(.jitter(#jitter)));
            }
            if let Some(count) = count {
                policy.extend(quote!(.max_attempts(#count)));
            }
            policy
        }
    };
    if let Some(MaxAttempts::Unlimited(_)) = options.max_attempts {
        policy.extend(quote!(.unlimited_attempts()));
    }
    if let Some(deadline) = options.deadline {
        let deadline = writer.deadline(deadline);
        policy.extend(quote!(.deadline(#deadline)));
    }
    if let Some(max_retry_after) = options.max_retry_after {
        let max_retry_after = writer.time(max_retry_after);
        policy.extend(quote!(.max_retry_after(#max_retry_after)));
    }
    if let Some(reset_after) = options.reset_after {
        let reset_after = writer.time(reset_after);
        policy.extend(quote!(.reset_after(#reset_after)));
    }
    if let Some(rate_limited) = options.rate_limited {
        let rate_limited = writer.backoff(rate_limited);
        policy.extend(quote!(.rate_limited(#rate_limited)));
    }
    match options.nested {
        Some(Nested::Stop(_)) => policy.extend(quote!(.stop_nested())),
        Some(Nested::Retry(_)) => policy.extend(quote!(.retry_nested())),
        None => {}
    }
    if let (Some(_), Some(AttemptTimeout::Never | AttemptTimeout::After(_))) =
        (options.base, options.attempt_timeout)
    {
        policy.extend(quote_spanned!(glue()=> .attempt_timeout(__retries::Duration::MAX)));
    }
    PolicyExpr {
        tokens: policy,
        eval_time: writer.eval_time,
    }
}

// Input:
//     fixed("5ms"), max_attempts = 10
//
// Output:
//     __retries::Kind {
//         backoff: __retries::Some(__retries::fixed(5000000u64)),
//         max_attempts: __retries::Some(10u32),
//     }
/// Returns what a `when` says of its kind of failures.
pub(crate) fn kind(when: &When) -> PolicyExpr {
    let mut writer = Writer {
        eval_time: EvalTime::Literal,
    };
    let none = || quote_spanned!(glue()=> __retries::None);
    let backoff = when.backoff.as_ref().map_or_else(none, |backoff| {
        let backoff = writer.backoff(backoff);
        quote_spanned!(glue()=> __retries::Some(#backoff))
    });
    let max_attempts = match &when.max_attempts {
        Some(MaxAttempts::Count(count)) => {
            let count = writer.count(count);
            quote_spanned!(glue()=> __retries::Some(#count))
        }
        Some(MaxAttempts::Unlimited(_)) => {
            let unlimited = u32::MAX;
            quote_spanned!(glue()=> __retries::Some(#unlimited))
        }
        None => none(),
    };
    PolicyExpr {
        tokens: quote_spanned! {glue()=>
            __retries::Kind { backoff: #backoff, max_attempts: #max_attempts }
        },
        eval_time: writer.eval_time,
    }
}

pub(crate) fn duration(time: Duration) -> TokenStream {
    let (seconds, nanos) = (time.as_secs(), time.subsec_nanos());
    quote_spanned!(glue()=> __retries::Duration::new(#seconds, #nanos))
}

/// Writes the parts of the policy, and finds the time at which all of them can be evaluated.
struct Writer {
    eval_time: EvalTime,
}

impl Writer {
    fn base(&mut self, base: &PolicyBase) -> TokenStream {
        match base {
            PolicyBase::Policy(policy) => self.expr(&quote!(#policy)),
            PolicyBase::Bundle(bundle) => {
                self.eval_time = self.eval_time.max(EvalTime::of_bundle(bundle));
                quote_spanned!(at(bundle.span())=> #bundle.__bundle_policy())
            }
        }
    }

    fn backoff(&mut self, backoff: &Backoff) -> TokenStream {
        let (name, times, cap) = match backoff {
            Backoff::Exponential { base, cap, .. } => ("exponential", vec![base], cap.as_ref()),
            Backoff::Fixed(delay) => ("fixed", vec![delay], None),
            Backoff::Linear { base, step, cap } => {
                let step = step.as_ref().unwrap_or(base);
                ("linear", vec![base, step], cap.as_ref())
            }
            Backoff::Fibonacci { base, cap } => ("fibonacci", vec![base], cap.as_ref()),
            Backoff::Custom(delay) => {
                self.eval_time = EvalTime::Runtime;
                return quote_spanned!(glue()=> __retries::Backoff::custom(#delay));
            }
            Backoff::Value(backoff) => return self.expr(backoff),
        };
        let name = Ident::new(name, glue());
        let nanos: Option<Vec<u64>> = times.iter().copied().chain(cap).map(nanos).collect();
        let mut expr = match nanos {
            Some(nanos) if cap.is_some() || matches!(backoff, Backoff::Fixed(_)) => {
                quote_spanned!(glue()=> __retries::#name(#(#nanos),*))
            }
            _ => {
                let times = times.into_iter().map(|time| self.time(time));
                let mut expr = quote_spanned!(glue()=> __retries::Backoff::#name(#(#times),*));
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
        let kind = match jitter {
            Jitter::None => "None",
            Jitter::Additive => "Additive",
            Jitter::Full => "Full",
            Jitter::Equal => "Equal",
            Jitter::Decorrelated(_) => "Decorrelated",
            Jitter::Ratio(ratio) => {
                let ratio = self.value(ratio);
                return quote_spanned!(glue()=> __retries::Jitter::ratio(#ratio));
            }
        };
        let kind = Ident::new(kind, glue());
        quote_spanned!(glue()=> __retries::Jitter::#kind)
    }

    fn count<'a>(&mut self, count: &'a Count) -> &'a Count {
        if matches!(count, Value::Expr(_)) {
            // It may be a parameter: `const N: u32` is a number too.
            self.eval_time = self.eval_time.max(EvalTime::InlineConst);
        }
        self.value(count)
    }

    fn deadline(&mut self, deadline: &Deadline) -> TokenStream {
        match deadline {
            Deadline::Never => quote_spanned!(glue()=> __retries::Duration::MAX),
            Deadline::After(time) => self.time(time),
        }
    }

    fn time(&mut self, time: &Time) -> TokenStream {
        match time {
            Value::Literal(time, _) => duration(*time),
            Value::Expr(expr) => self.expr(expr),
        }
    }

    fn value<'a, T>(&mut self, value: &'a Value<T>) -> &'a Value<T> {
        if let Value::Expr(expr) = value {
            self.expr(expr);
        }
        value
    }

    fn expr(&mut self, expr: &TokenStream) -> TokenStream {
        self.eval_time = self.eval_time.max(EvalTime::from_expr(expr));
        expr.clone()
    }
}

/// Returns the nanoseconds of a literal, if they fit.
fn nanos(time: &Time) -> Option<u64> {
    u64::try_from(time.literal()?.as_nanos()).ok()
}
