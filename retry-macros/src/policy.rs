//! From options to the expression that builds the policy.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use std::time::Duration;

use crate::args::{Args, Backoff, Deadline, Jitter, MaxAttempts};
use crate::value::{Time, Value};

/// The policy's expression, and whether the compiler can evaluate it.
pub(crate) struct Policy {
    pub(crate) expr: TokenStream,
    pub(crate) constant: bool,
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
pub(crate) fn policy(args: &Args, private: &TokenStream) -> Policy {
    let mut builder = Builder {
        private,
        constant: args.policy.is_none(),
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
    let backoff = backoff.map(|it| quote!(.backoff(#it)));
    let jitter = jitter.map(|it| quote!(.jitter(#it)));
    let deadline = deadline.map(|it| quote!(.deadline(#it)));
    let max_hint = max_hint.map(|it| quote!(.max_hint(#it)));
    Policy {
        expr: quote!(#start #backoff #jitter #max_attempts #deadline #max_hint),
        constant: builder.constant,
    }
}

/// A backoff that is written out says all about its waits: what it leaves out is no jitter.
fn jitter(args: &Args) -> Option<&Jitter> {
    let exact = args.backoff.is_some() && args.policy.is_none();
    args.jitter.as_ref().or(exact.then_some(&Jitter::None))
}

struct Builder<'a> {
    private: &'a TokenStream,
    constant: bool,
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
                self.constant = false;
                quote!(custom(#delay))
            }
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
        let only_a_deadline =
            args.policy.is_none() && matches!(args.deadline, Some(Deadline::After(_)));
        match &args.max_attempts {
            Some(MaxAttempts::Count(count)) => {
                let count = self.value(count);
                Some(quote!(.max_attempts(#count)))
            }
            Some(MaxAttempts::Unlimited) => Some(quote!(.unlimited_attempts())),
            None => only_a_deadline.then(|| quote!(.unlimited_attempts())),
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
            Value::Expr(expr) => {
                self.constant = false;
                expr.clone()
            }
        }
    }

    fn value<T: ToTokens>(&mut self, value: &Value<T>) -> TokenStream {
        match value {
            Value::Literal(literal, _) => literal.to_token_stream(),
            Value::Expr(expr) => {
                self.constant = false;
                expr.clone()
            }
        }
    }
}

fn duration(time: Duration, private: &TokenStream) -> TokenStream {
    let (seconds, nanos) = (time.as_secs(), time.subsec_nanos());
    quote!(#private::Duration::new(#seconds, #nanos))
}
