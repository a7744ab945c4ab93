//! The rules across options and function, one function a rule.

mod when;

use proc_macro2::{Ident, Span};
use retry_runtime::{Policy, PolicyError};
use std::fmt::Display;
use syn::Error;

use crate::attempt::argument::{Argument, BindingSite};
use crate::attempt::{AttemptKind, RetriedFunction};
use crate::codegen::runtime;
use crate::errors::Errors;
use crate::item::Item;
use crate::item::attr_tokens::AttrTokens;
use crate::item::passed_by::PassedBy;
use crate::options::Options;
use crate::options::backoff::Backoff;
use crate::options::conversions::Conversion;
use crate::options::function::{self, uses_self};
use crate::options::jitter::Jitter;
use crate::options::limits::{AttemptTimeout, Deadline, MaxAttempts};
use crate::options::literal_policy;
use crate::options::raw::OptionTokens;
use crate::options::value::Value;

pub(crate) fn options(options: &Options) -> Errors {
    let mut results = vec![at_least_one_attempt(options)];
    let of_whens = options.whens.iter().map(|when| &when.backoff);
    for backoff in [&options.backoff, &options.rate_limited]
        .into_iter()
        .chain(of_whens)
        .flatten()
    {
        results.push(cap_not_below_base(backoff));
        results.push(factor_not_below_one(backoff));
        results.push(decorrelated_has_a_cap(backoff, options));
    }
    results.push(ratio_within_one(options));
    results.push(something_ends_the_call(
        options.max_attempts.as_ref(),
        options,
    ));
    results.push(a_retry_can_start(options));
    results.push(attempt_timeout_below_deadline(options));
    results.push(reset_after_can_happen(options));
    results.push(attempt_timeout_of_a_policy(options));
    results.push(on_timeout_has_a_timeout(options));
    results.push(on_empty_has_a_budget(options));
    results.push(on_refused_has_a_budget(options));
    results.push(one_policy(options));
    results.extend(named_in_one_option(options));
    results.extend(when::rules(options));
    let mut errors: Errors = results.into_iter().collect();
    errors.append(none_takes_from_a_bundle(options));
    errors
}

pub(crate) fn item(options: &Options, item: &Item<RetriedFunction>) -> Errors {
    let functions = item.functions();
    let mut results: Vec<syn::Result<()>> = item.block_attrs().iter().map(retried_once).collect();
    results.extend(skipped_and_retried(item));
    results.push(some_method_is_retried(item));
    results.push(name_of_one_function(options, item));
    for retried in &functions {
        results.extend(retried.function.attrs.iter().map(retried_once));
        results.push(body_retried_once(retried));
        results.push(not_const(retried));
        results.push(options_use_its_own_self(options, retried));
        results.push(attempt_timeout_of_a_future(options, retried));
        results.push(before_retry_is_awaited(options, retried));
        results.push(before_retry_borrows_no_event(options, retried));
        results.push(or_else_is_awaited(options, retried));
    }
    let cloned = options.clones.names();
    let converted = options.conversions.iter().map(|it| &it.name);
    let named = cloned.iter().chain(&options.lent).chain(converted.clone());
    results.extend(named.map(|name| is_owned_argument(name, &functions)));
    for (word, name) in
        (options.lent.iter().map(|name| ("lend", name))).chain(converted.map(|name| ("into", name)))
    {
        results.push(has_a_name_of_its_own(word, name, &functions));
    }
    results.into_iter().collect()
}

const RETRIED_TWICE: &str =
    "a second `#[retry]` multiplies the attempts of the first: write the options of both in one";

fn retried_once(attr: &AttrTokens) -> syn::Result<()> {
    match attr.retry_name() {
        Some(second) => error(second.span(), RETRIED_TWICE),
        None => Ok(()),
    }
}

fn skipped_and_retried(item: &Item<RetriedFunction>) -> impl Iterator<Item = syn::Result<()>> {
    item.skipped_and_retried().iter().map(|second| {
        error(
            second.span(),
            "`skip` exempts the method, and this retries it: keep one of the two",
        )
    })
}

fn some_method_is_retried(item: &Item<RetriedFunction>) -> syn::Result<()> {
    match item {
        Item::Impl(block) if block.retried().next().is_none() => error(
            Span::call_site(),
            "no method of this `impl` is retried by its `#[retry]`: it covers those whose return type, as \
             it is written, ends in `Result` or is a future of one, and that have no `#[retry]` of their own",
        ),
        Item::Impl(_) | Item::Function(_) => Ok(()),
    }
}

fn name_of_one_function(options: &Options, item: &Item<RetriedFunction>) -> syn::Result<()> {
    match (&options.name, item) {
        (Some(name), Item::Impl(_)) => error(
            name.span(),
            "all methods of the `impl` would have this name: write `name` in a `#[retry(…)]` above one method, \
             or leave it out for `Type::method`",
        ),
        _ => Ok(()),
    }
}

fn options_use_its_own_self(options: &Options, retried: &RetriedFunction) -> syn::Result<()> {
    let function = &retried.function;
    let has_self = function.params.iter().any(|it| it.receiver().is_some());
    if has_self || !uses_self(&options.tokens) {
        return Ok(());
    }
    let name = function.path();
    let message = match &function.owner {
        Some(_) => format!(
            "`{name}` has no `self`, which the options of its `impl` use: write `#[retry(skip)]` above it, or \
             `#[retry(…)]` with options of its own"
        ),
        None => {
            format!("`{name}` has no `self`, which its options use: name an argument or a `static`")
        }
    };
    error(function.ident.span(), message)
}

/// An attribute that was imported under another name is visible only by its loop.
fn body_retried_once(retried: &RetriedFunction) -> syn::Result<()> {
    if runtime::is_imported_in(&retried.function.body.block) {
        return error(Span::call_site(), RETRIED_TWICE);
    }
    Ok(())
}

fn at_least_one_attempt(options: &Options) -> syn::Result<()> {
    match &options.max_attempts {
        Some(MaxAttempts::Count(Value::Literal(0, span))) => error(
            *span,
            "`max_attempts` counts the first call too: write `max_attempts = 1` to never retry",
        ),
        _ => Ok(()),
    }
}

fn cap_not_below_base(backoff: &Backoff) -> syn::Result<()> {
    match backoff.base_and_cap() {
        Some((Value::Literal(base, _), Value::Literal(cap, span))) if cap < base => {
            let (cap, base) = (*cap, *base);
            error(*span, PolicyError::CapBelowBase { cap, base })
        }
        _ => Ok(()),
    }
}

fn factor_not_below_one(backoff: &Backoff) -> syn::Result<()> {
    match backoff {
        Backoff::Exponential {
            factor: Some(Value::Literal(factor, span)),
            ..
        } if *factor < 1.0 => error(
            *span,
            "a factor below 1 lets the waits shrink: write `factor = 2`, or `fixed(…)` for equal waits",
        ),
        _ => Ok(()),
    }
}

fn ratio_within_one(options: &Options) -> syn::Result<()> {
    match &options.jitter {
        Some(Jitter::Ratio(Value::Literal(ratio, span))) if !(0.0..=1.0).contains(ratio) => error(
            *span,
            "a jitter ratio is from 0 to 1: `jitter = 0.25` waits 25 % less to 25 % more",
        ),
        _ => Ok(()),
    }
}

fn decorrelated_has_a_cap(backoff: &Backoff, options: &Options) -> syn::Result<()> {
    let has_cap = backoff.base_and_cap().is_some();
    match (&options.jitter, backoff) {
        // An expression may have one.
        (_, Backoff::Value(_)) => Ok(()),
        (Some(Jitter::Decorrelated(span)), _) if !has_cap => {
            error(*span, PolicyError::DecorrelatedWithoutCap)
        }
        _ => Ok(()),
    }
}

fn something_ends_the_call(limit: Option<&MaxAttempts>, options: &Options) -> syn::Result<()> {
    match limit {
        Some(MaxAttempts::Unlimited(span))
            if options.policy.is_none()
                && options.bundle.is_none()
                && options.deadline.is_none() =>
        {
            error(*span, PolicyError::NoLimit)
        }
        _ => Ok(()),
    }
}

/// Only the policy as a whole shows this.
fn a_retry_can_start(options: &Options) -> syn::Result<()> {
    let Some(Err(policy_error)) = options.literal_policy.as_ref().map(Policy::validate) else {
        return Ok(());
    };
    match (&policy_error, &options.deadline) {
        (PolicyError::NoRetryCanStart { .. }, Some(Deadline::After(deadline))) => {
            error(deadline.span(), policy_error)
        }
        (PolicyError::BusyLoop, _) => {
            let mut backoffs = [&options.backoff, &options.rate_limited]
                .into_iter()
                .flatten();
            let spinning = backoffs.find(|backoff| literal_policy::never_waits(backoff));
            spinning.map_or(Ok(()), |backoff| error(backoff.span(), policy_error))
        }
        _ => Ok(()),
    }
}

fn attempt_timeout_below_deadline(options: &Options) -> syn::Result<()> {
    match (&options.attempt_timeout, &options.deadline) {
        (
            Some(AttemptTimeout::After(Value::Literal(timeout, span))),
            Some(Deadline::After(Value::Literal(deadline, _))),
        ) => {
            // Only the two times matter: one attempt makes every other rule hold.
            let policy = Policy::new().max_attempts(1).deadline(*deadline);
            policy
                .attempt_timeout(*timeout)
                .validate()
                .map_err(|policy_error| Error::new(*span, policy_error))
        }
        _ => Ok(()),
    }
}

fn reset_after_can_happen(options: &Options) -> syn::Result<()> {
    let Some(Value::Literal(reset_after, span)) = &options.reset_after else {
        return Ok(());
    };
    // Only the times matter: one attempt makes every other rule hold.
    let mut policy = Policy::new().max_attempts(1).reset_after(*reset_after);
    if let Some(Deadline::After(Value::Literal(deadline, _))) = &options.deadline {
        policy = policy.deadline(*deadline);
    }
    if let Some(AttemptTimeout::After(Value::Literal(timeout, _))) = &options.attempt_timeout {
        policy = policy.attempt_timeout(*timeout);
    }
    match policy.validate() {
        Err(
            policy_error @ (PolicyError::ResetAfterEveryAttempt
            | PolicyError::ResetNotBelowLimit { .. }),
        ) => error(*span, policy_error),
        _ => Ok(()),
    }
}

fn attempt_timeout_of_a_policy(options: &Options) -> syn::Result<()> {
    match (&options.attempt_timeout, &options.policy) {
        (Some(AttemptTimeout::OfPolicy(span)), None) if options.bundle.is_none() => error(
            *span,
            "there is no policy to take it from: write `policy = POLICY` too, or `attempt_timeout = \"2s\"`",
        ),
        _ => Ok(()),
    }
}

fn on_timeout_has_a_timeout(options: &Options) -> syn::Result<()> {
    match &options.on_timeout {
        Some(on_timeout) if !options.cuts_off_attempts() => {
            let has_base = options.bundle.is_some() || options.policy.is_some();
            let value = if has_base { "policy" } else { "\"2s\"" };
            error(
                on_timeout.span(),
                format!(
                    "`on_timeout` makes the error of an attempt that is cut off, and none is: write \
                     `attempt_timeout = {value}` too"
                ),
            )
        }
        _ => Ok(()),
    }
}

fn on_empty_has_a_budget(options: &Options) -> syn::Result<()> {
    match (&options.on_exhausted, &options.budget) {
        (Some(on_exhausted), None)
            if options.bundle.is_none() || options.without.budget.is_some() =>
        {
            error(
                on_exhausted.span(),
                "`on_exhausted` is for an empty budget, and there is none: write `budget = BUDGET` too",
            )
        }
        _ => Ok(()),
    }
}

/// Only a bundle has a word that can be taken away.
fn none_takes_from_a_bundle(options: &Options) -> Errors {
    let words = options.without.words();
    let message =
        |word| format!("there is no bundle to take `{word}` from: leave `{word} = none` out");
    words
        .filter(|_| options.bundle.is_none())
        .map(|(word, span)| error(span, message(word)))
        .collect()
}

fn one_policy(options: &Options) -> syn::Result<()> {
    match (&options.bundle, &options.policy) {
        (Some(_), Some(policy)) => error(
            policy.span(),
            "the bundle has a policy: write what differs as options, like `max_attempts = 5`, or leave the \
             bundle out",
        ),
        _ => Ok(()),
    }
}

fn named_in_one_option(options: &Options) -> impl Iterator<Item = syn::Result<()>> {
    let cloned = options.clones.names();
    let lent = options.lent.iter().filter_map(|name| {
        let earlier = cloned.contains(name).then_some("clone")?;
        Some((name, earlier))
    });
    let converted = options
        .conversions
        .iter()
        .filter_map(|Conversion { name, .. }| {
            let is_lent = || options.lent.contains(name).then_some("lend");
            let earlier = cloned.contains(name).then_some("clone").or_else(is_lent)?;
            Some((name, earlier))
        });
    lent.chain(converted).map(|(name, earlier)| {
        let message = format!("`{name}` is in `{earlier}` too: keep one of the two");
        error(name.span(), message)
    })
}

fn on_refused_has_a_budget(options: &Options) -> syn::Result<()> {
    match (&options.on_refused, &options.budget) {
        (Some(on_refused), None)
            if options.bundle.is_none() || options.without.budget.is_some() =>
        {
            error(
                on_refused.span(),
                "`on_refused` makes the error of a call that a budget refuses, and there is none: write \
             `budget = BUDGET` too, with a `Budget::adaptive`",
            )
        }
        _ => Ok(()),
    }
}

fn attempt_timeout_of_a_future(options: &Options, retried: &RetriedFunction) -> syn::Result<()> {
    let timeout = options
        .attempt_timeout
        .as_ref()
        .and_then(AttemptTimeout::span);
    let (Some(timeout), AttemptKind::Blocking) = (timeout, &retried.attempt.kind) else {
        return Ok(());
    };
    let subject = subject(retried);
    error(
        timeout,
        format!(
            "`attempt_timeout` cannot cut off {subject}: nothing can take its thread away from it: \
             set the client's own timeout, or make the function async"
        ),
    )
}

fn before_retry_is_awaited(options: &Options, retried: &RetriedFunction) -> syn::Result<()> {
    is_awaited(
        options.before_retry.as_ref(),
        "before_retry",
        "event",
        retried,
    )
}

/// Only an async closure can lend its argument to its future.
fn before_retry_borrows_no_event(options: &Options, retried: &RetriedFunction) -> syn::Result<()> {
    match (&options.before_retry, &retried.attempt.kind) {
        (Some(_), AttemptKind::Blocking) | (None, _) => Ok(()),
        (Some(code), _) => match function::lent_to_block(code) {
            Some(event) => error(
                event.span(),
                format!(
                    "the future outlives `{event}`, and cannot use it: write `async |{event}| …` instead of \
                     `|{event}| async …`"
                ),
            ),
            None => Ok(()),
        },
    }
}

fn or_else_is_awaited(options: &Options, retried: &RetriedFunction) -> syn::Result<()> {
    let code = options.or_else.as_ref().map(|or_else| &or_else.code);
    is_awaited(code, "or_else", "error", retried)
}

/// A closure that returns a future needs an async function. The compiler reports a path to an `async fn`.
fn is_awaited(
    code: Option<&OptionTokens>,
    name: &str,
    argument: &str,
    retried: &RetriedFunction,
) -> syn::Result<()> {
    match (code, &retried.attempt.kind) {
        (Some(code), AttemptKind::Blocking) if function::is_async(code) => error(
            code.span(),
            format!(
                "`{name}` cannot be awaited in {}: write `{name} = |{argument}| …`, without `async`, or make the \
                 function async",
                subject(retried)
            ),
        ),
        _ => Ok(()),
    }
}

/// Names a blocking function, if the options are those of its `impl`.
fn subject(retried: &RetriedFunction) -> String {
    match &retried.function.owner {
        Some(_) => format!("`{}`, which is not async", retried.function.path()),
        None => "a function that is not async".to_owned(),
    }
}

fn not_const(retried: &RetriedFunction) -> syn::Result<()> {
    match retried.function.constness {
        Some(constness) => error(
            constness,
            "a `const fn` runs at compile time, where there is nothing to wait for: remove `const` or `#[retry]`",
        ),
        None => Ok(()),
    }
}

/// The name must be an owned argument of one of the functions. Not all methods of an `impl` need to have it.
fn is_owned_argument(name: &Ident, functions: &[&RetriedFunction]) -> syn::Result<()> {
    let called = arguments_called(name, functions);
    if called.iter().any(|it| it.passed_by == PassedBy::Value) {
        return Ok(());
    }
    let message = match (called.is_empty(), functions) {
        (false, _) => {
            format!("`{name}` is a reference, which each attempt can use: leave it out")
        }
        (true, [retried]) => format!("`{}` has no argument `{name}`", retried.function.ident),
        (true, _) => format!("no method that is retried here has an argument `{name}`"),
    };
    error(name.span(), message)
}

/// Neither `self` nor a part of a pattern can be bound to a reference, or to another type, under its own name.
fn has_a_name_of_its_own(
    word: &str,
    name: &Ident,
    functions: &[&RetriedFunction],
) -> syn::Result<()> {
    let called = arguments_called(name, functions);
    let is_in_pattern = |argument: &&Argument| argument.site == BindingSite::Pattern;
    if name == "self" {
        let message = format!("`{word}` takes no `self`: write `clone(self)`");
        return error(name.span(), message);
    }
    if called.iter().any(is_in_pattern) {
        let message = format!(
            "`{name}` is a part of a pattern: let the function take one name, and take it apart in the body"
        );
        return error(name.span(), message);
    }
    Ok(())
}

/// Returns the arguments of all functions that the user calls by this name.
fn arguments_called<'a>(name: &Ident, functions: &[&'a RetriedFunction]) -> Vec<&'a Argument> {
    let arguments = functions
        .iter()
        .flat_map(|retried| &retried.attempt.arguments);
    arguments
        .map(|(argument, _)| argument)
        .filter(|it| it.is_called(name))
        .collect()
}

fn error(span: Span, message: impl Display) -> syn::Result<()> {
    Err(Error::new(span, message))
}
