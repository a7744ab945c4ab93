//! The rules of `when(…)`.

use retry_runtime::{Policy, PolicyError};

use super::{error, something_ends_the_call};
use crate::options::Options;
use crate::options::backoff::Backoff;
use crate::options::function;
use crate::options::limits::MaxAttempts;
use crate::options::literal_policy;
use crate::options::value::Value;
use crate::options::when::When;

pub(super) fn rules(options: &Options) -> Vec<syn::Result<()>> {
    let mut results = Vec::new();
    for (index, when) in options.whens.iter().enumerate() {
        results.push(allows_a_retry(when));
        results.push(something_ends_the_call(when.max_attempts.as_ref(), options));
        results.push(adds_to_the_attempts(when, options));
        results.push(is_a_valid_policy(when, options));
        results.push(is_not_hidden(when, &options.whens[..index]));
    }
    results
}

fn allows_a_retry(when: &When) -> syn::Result<()> {
    match &when.max_attempts {
        Some(MaxAttempts::Count(Value::Literal(0 | 1, span))) => error(
            *span,
            "`max_attempts` counts the first call too, so that this failure is never retried: write \
             `max_attempts = 2` for one retry, or `on = f` with a function that returns `false` for this failure",
        ),
        _ => Ok(()),
    }
}

/// Without a count of its own, a `when` takes its retries from the policy's count.
fn adds_to_the_attempts(when: &When, options: &Options) -> syn::Result<()> {
    match (&when.backoff, &when.max_attempts, &options.max_attempts) {
        (Some(backoff), None, Some(MaxAttempts::Count(Value::Literal(1, _)))) => error(
            backoff.span(),
            "`max_attempts = 1` of the whole call allows no retry to wait for: write `max_attempts = 10` in this \
             `when` too",
        ),
        _ => Ok(()),
    }
}

/// Validates the policy with the parts that the `when` replaces, if the policy itself is valid.
fn is_a_valid_policy(when: &When, options: &Options) -> syn::Result<()> {
    let policy = options.literal_policy.as_ref();
    let valid = policy.filter(|policy| policy.validate().is_ok());
    let replaced = valid.and_then(|policy| literal_policy::replace(policy, when));
    let Some(Err(policy_error)) = replaced.as_ref().map(Policy::validate) else {
        return Ok(());
    };
    let backoff = when.backoff.as_ref().map(Backoff::span);
    let place = backoff.unwrap_or_else(|| when.condition.span());
    match policy_error {
        PolicyError::NoRetryCanStart {
            first_wait,
            deadline,
        } => error(
            place,
            format!(
                "after this failure no retry can start: the first wait is at least {first_wait:?}, the deadline \
                 {deadline:?}: shorten the wait, or raise the deadline"
            ),
        ),
        PolicyError::BusyLoop => error(place, policy_error),
        // Each of the others has a rule of its own.
        _ => Ok(()),
    }
}

/// The first `when` whose condition is true holds.
fn is_not_hidden(when: &When, earlier: &[When]) -> syn::Result<()> {
    let text = |when: &When| function::text(&when.condition);
    let condition = text(when);
    if earlier.iter().all(|earlier| text(earlier) != condition) {
        return Ok(());
    }
    error(
        when.condition.span(),
        "an earlier `when` has this condition, so that this one is never reached: write both in one",
    )
}
