//! Rules across options and function, one function a rule.

use crate::args::{Args, Backoff, Clones, Jitter, MaxAttempts};
use crate::arguments;
use crate::errors::Errors;
use crate::function::Function;
use crate::param::Passing;
use crate::shape::Attempted;

pub(crate) fn args(args: &Args, errors: &mut Errors) {
    at_least_one_attempt(args, errors);
    cap_not_below_base(args, errors);
    factor_not_below_one(args, errors);
    ratio_within_one(args, errors);
    decorrelated_has_a_cap(args, errors);
}

pub(crate) fn function(args: &Args, function: &Function, errors: &mut Errors) {
    not_const(function, errors);
    only_owned_arguments_cloned(args, function, errors);
}

fn at_least_one_attempt(args: &Args, errors: &mut Errors) {
    if let Some((0, span)) = args.max_attempts.as_ref().and_then(MaxAttempts::literal) {
        errors.push(
            span,
            "`max_attempts` counts the first call too: write `max_attempts = 1` to never retry",
        );
    }
}

fn cap_not_below_base(args: &Args, errors: &mut Errors) {
    let Some((base, cap)) = args.backoff.as_ref().and_then(Backoff::base_and_cap) else {
        return;
    };
    let (Some(base), Some(limit)) = (base.literal(), cap.literal()) else {
        return;
    };
    if limit < base {
        errors.push(
            cap.span(),
            format!(
                "the cap ({limit:?}) is below the base ({base:?}): \
                 raise the cap, or write `fixed(\"{limit:?}\")` for equal waits"
            ),
        );
    }
}

fn factor_not_below_one(args: &Args, errors: &mut Errors) {
    let Some(Backoff::Exponential {
        factor: Some(factor),
        ..
    }) = &args.backoff
    else {
        return;
    };
    if factor.literal().is_some_and(|number| number < 1.0) {
        errors.push(
            factor.span(),
            "a factor below 1 lets the waits shrink: write `factor = 2`, or `fixed(…)` for equal waits",
        );
    }
}

fn ratio_within_one(args: &Args, errors: &mut Errors) {
    let Some(Jitter::Ratio(ratio)) = &args.jitter else {
        return;
    };
    if ratio
        .literal()
        .is_some_and(|number| !(0.0..=1.0).contains(&number))
    {
        errors.push(
            ratio.span(),
            "a jitter ratio is from 0 to 1: `jitter = 0.25` waits 25 % less to 25 % more",
        );
    }
}

fn decorrelated_has_a_cap(args: &Args, errors: &mut Errors) {
    let (Some(Jitter::Decorrelated(span)), Some(backoff)) = (&args.jitter, &args.backoff) else {
        return;
    };
    if backoff.base_and_cap().is_none() {
        errors.push(
            *span,
            "decorrelated waits grow up to three times each, and need a cap: \
             write `exp(base = \"1s\", cap = \"60s\")`",
        );
    }
}

fn not_const(function: &Function, errors: &mut Errors) {
    if let Some(constness) = &function.constness {
        errors.push(
            constness.span,
            "a `const fn` runs at compile time, where there is nothing to wait for: remove `const` or `#[retry]`",
        );
    }
}

fn only_owned_arguments_cloned(args: &Args, function: &Function, errors: &mut Errors) {
    let Clones::Named(names) = &args.clones else {
        return;
    };
    let arguments = arguments::of(function, &Attempted::of(function));
    for name in names {
        match arguments.iter().find(|argument| argument.is_named(name)) {
            Some(argument) if argument.passing == Passing::Value => {}
            Some(_) => errors.push(
                name.span(),
                format!("`{name}` is a reference, which each attempt can use: leave it out"),
            ),
            None => errors.push(
                name.span(),
                format!("`{}` has no argument `{name}`", function.ident),
            ),
        }
    }
}
