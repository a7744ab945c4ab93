//! Rules across options and function, one function a rule.

use crate::attempt::argument::{self as arguments, Argument};
use crate::attempt::{Attempted, Shape};
use crate::codegen as retry_loop;
use crate::errors::Errors;
use crate::item::attr_tokens::WrittenAttribute;
use crate::item::function::Function;
use crate::item::impl_block::ImplBlock;
use crate::item::passed_by::Passing;
use crate::options::backoff::Backoff;
use crate::options::literal_policy as known;
use crate::options::{Args, Clones, Deadline, Jitter, MaxAttempts};
use proc_macro2::Span;
use retry_runtime::{Flaw, Policy};

pub(crate) fn args(args: &Args, errors: &mut Errors) {
    at_least_one_attempt(args, errors);
    for backoff in [&args.backoff, &args.throttle].into_iter().flatten() {
        cap_not_below_base(backoff, errors);
        factor_not_below_one(backoff, errors);
        decorrelated_has_a_cap(backoff, args, errors);
    }
    ratio_within_one(args, errors);
    something_ends_the_call(args, errors);
    a_retry_can_start(args, errors);
    attempt_timeout_below_deadline(args, errors);
    on_empty_of_a_budget(args, errors);
}

pub(crate) fn function(args: &Args, function: &Function, errors: &mut Errors) {
    retried_once(&function.attrs, errors);
    body_retried_once(function, errors);
    not_const(function, errors);
    attempt_timeout_of_a_future(args, function, errors);
    only_owned_arguments_cloned(args, &[function], errors);
}

/// The rules for a function, of each method that the block's attribute retries.
pub(crate) fn impl_block(args: &Args, block: &ImplBlock, errors: &mut Errors) {
    retried_once(&block.attrs, errors);
    let methods: Vec<&Function> = block.retried().collect();
    for method in &methods {
        body_retried_once(method, errors);
        attempt_timeout_of_a_future(args, method, errors);
    }
    only_owned_arguments_cloned(args, &methods, errors);
}

const RETRIED_TWICE: &str =
    "a second `#[retry]` multiplies the attempts of the first: write the options of both in one";

fn retried_once(attrs: &[WrittenAttribute], errors: &mut Errors) {
    for second in attrs.iter().filter_map(WrittenAttribute::retry) {
        errors.push(second.span(), RETRIED_TWICE);
    }
}

/// An attribute that was imported under another name shows only when its loop is there.
fn body_retried_once(function: &Function, errors: &mut Errors) {
    if retry_loop::begins(&function.body.block) {
        errors.push(Span::call_site(), RETRIED_TWICE);
    }
}

fn at_least_one_attempt(args: &Args, errors: &mut Errors) {
    if let Some((0, span)) = args.max_attempts.as_ref().and_then(MaxAttempts::literal) {
        errors.push(
            span,
            "`max_attempts` counts the first call too: write `max_attempts = 1` to never retry",
        );
    }
}

fn cap_not_below_base(backoff: &Backoff, errors: &mut Errors) {
    let Some((base, cap)) = backoff.base_and_cap() else {
        return;
    };
    let (Some(base), Some(limit)) = (base.literal(), cap.literal()) else {
        return;
    };
    if limit < base {
        errors.push(cap.span(), Flaw::CapBelowBase { cap: limit, base });
    }
}

fn factor_not_below_one(backoff: &Backoff, errors: &mut Errors) {
    let Backoff::Exponential {
        factor: Some(factor),
        ..
    } = backoff
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

fn decorrelated_has_a_cap(backoff: &Backoff, args: &Args, errors: &mut Errors) {
    let Some(Jitter::Decorrelated(span)) = &args.jitter else {
        return;
    };
    if backoff.base_and_cap().is_none() && !matches!(backoff, Backoff::Value(_)) {
        errors.push(*span, Flaw::DecorrelatedWithoutCap);
    }
}

fn something_ends_the_call(args: &Args, errors: &mut Errors) {
    let Some(MaxAttempts::Unlimited(span)) = args.max_attempts else {
        return;
    };
    if args.policy.is_none() && args.deadline.is_none() {
        errors.push(span, Flaw::NoLimit);
    }
}

/// What only the policy as a whole shows.
fn a_retry_can_start(args: &Args, errors: &mut Errors) {
    let Some(policy) = known::policy(args) else {
        return;
    };
    let Err(flaw) = policy.check() else {
        return;
    };
    match (&flaw, &args.deadline, &args.backoff) {
        (Flaw::NoRetryCanStart { .. }, Some(Deadline::After(deadline)), _) => {
            errors.push(deadline.span(), flaw);
        }
        (Flaw::Spins, _, Some(backoff)) => errors.push(backoff.span(), flaw),
        _ => {}
    }
}

fn attempt_timeout_below_deadline(args: &Args, errors: &mut Errors) {
    let (Some(timeout), Some(Deadline::After(deadline))) = (&args.attempt_timeout, &args.deadline)
    else {
        return;
    };
    let (Some(attempt_timeout), Some(deadline)) = (timeout.literal(), deadline.literal()) else {
        return;
    };
    let policy = Policy::new().deadline(deadline);
    if let Err(flaw) = policy.check_attempt_timeout(attempt_timeout) {
        errors.push(timeout.span(), flaw);
    }
}

fn on_empty_of_a_budget(args: &Args, errors: &mut Errors) {
    if let (Some(on_empty), None) = (&args.on_empty, &args.budget) {
        errors.push(
            on_empty.span(),
            "`on_empty` is for an empty budget, and there is none: write `budget = BUDGET` too",
        );
    }
}

fn attempt_timeout_of_a_future(args: &Args, function: &Function, errors: &mut Errors) {
    let Some(timeout) = &args.attempt_timeout else {
        return;
    };
    if matches!(Attempted::of(function).shape, Shape::Sync) {
        let subject = match &function.owner {
            Some(_) => format!("`{}`, which is not async", function.path()),
            None => "a function that is not async".to_owned(),
        };
        errors.push(
            timeout.span(),
            format!(
                "`attempt_timeout` cannot cut off {subject}: nothing can take its thread away from it: \
                 set the client's own time-out, or make the function async"
            ),
        );
    }
}

fn not_const(function: &Function, errors: &mut Errors) {
    if let Some(constness) = &function.constness {
        errors.push(
            *constness,
            "a `const fn` runs at compile time, where there is nothing to wait for: remove `const` or `#[retry]`",
        );
    }
}

/// A name that is cloned is an owned argument of one of the functions. Methods of one `impl` need not all
/// have it.
fn only_owned_arguments_cloned(args: &Args, functions: &[&Function], errors: &mut Errors) {
    let Clones::Named(names) = &args.clones else {
        return;
    };
    let arguments: Vec<Argument> = functions
        .iter()
        .flat_map(|function| arguments::of(function, &Attempted::of(function)))
        .collect();
    for name in names {
        let mut found = arguments.iter().filter(|argument| argument.is_named(name));
        if found
            .clone()
            .any(|argument| argument.passing == Passing::Value)
        {
            continue;
        }
        let message = match (found.next(), functions) {
            (Some(_), _) => {
                format!("`{name}` is a reference, which each attempt can use: leave it out")
            }
            (None, [function]) => format!("`{}` has no argument `{name}`", function.ident),
            (None, _) => format!("no method that is retried here has an argument `{name}`"),
        };
        errors.push(name.span(), message);
    }
}
