//! The policy at compile time, for the rules and the documentation: they compute with the runtime's own
//! arithmetic.

use retry_runtime as runtime;
use std::time::Duration;

use crate::options::backoff::Backoff;
use crate::options::jitter::Jitter;
use crate::options::limits::{Deadline, MaxAttempts};
use crate::options::nested::Nested;
use crate::options::policy::PolicyOptions;
use crate::options::when::When;

/// Returns the policy, if all parts of it are literals.
pub(crate) fn evaluate(options: &PolicyOptions) -> Option<runtime::Policy> {
    if options.base.is_some() {
        return None;
    }
    let mut policy = runtime::Policy::new();
    if let Some(backoff) = options.backoff {
        policy = policy.backoff(evaluate_backoff(backoff)?);
    }
    if let Some(jitter) = options.jitter {
        policy = policy.jitter(evaluate_jitter(jitter)?);
    }
    policy = with_limit(policy, options.max_attempts)?;
    policy = match options.deadline {
        Some(Deadline::After(time)) => policy.deadline(time.literal()?),
        Some(Deadline::Never) => policy.deadline(Duration::MAX),
        None => policy,
    };
    if let Some(max_retry_after) = options.max_retry_after {
        policy = policy.max_retry_after(max_retry_after.literal()?);
    }
    if let Some(reset_after) = options.reset_after {
        policy = policy.reset_after(reset_after.literal()?);
    }
    if let Some(rate_limited) = options.rate_limited {
        policy = policy.rate_limited(evaluate_backoff(rate_limited)?);
    }
    Some(match options.nested {
        Some(Nested::Stop(_)) => policy.stop_nested(),
        Some(Nested::Retry(_)) | None => policy,
    })
}

/// Returns the policy after failures that the `when` is for, if all parts of it are literals.
pub(crate) fn replace(policy: &runtime::Policy, when: &When) -> Option<runtime::Policy> {
    let policy = match &when.backoff {
        Some(backoff) => policy.backoff(evaluate_backoff(backoff)?),
        None => *policy,
    };
    with_limit(policy, when.max_attempts.as_ref())
}

fn with_limit(policy: runtime::Policy, limit: Option<&MaxAttempts>) -> Option<runtime::Policy> {
    Some(match limit {
        Some(MaxAttempts::Count(count)) => policy.max_attempts(count.literal()?),
        Some(MaxAttempts::Unlimited(_)) => policy.unlimited_attempts(),
        None => policy,
    })
}

/// Returns whether every delay is zero: a backoff that grows waits before its second retry.
pub(crate) fn never_waits(backoff: &Backoff) -> bool {
    evaluate_backoff(backoff).is_some_and(|backoff| backoff.delay(2).is_zero())
}

fn evaluate_backoff(backoff: &Backoff) -> Option<runtime::Backoff> {
    let evaluated = match backoff {
        Backoff::Exponential { base, factor, .. } => {
            let exponential = runtime::Backoff::exponential(base.literal()?);
            match factor {
                Some(factor) => exponential.factor(factor.literal()?),
                None => exponential,
            }
        }
        Backoff::Fixed(delay) => runtime::Backoff::fixed(delay.literal()?),
        Backoff::Linear { base, step, .. } => {
            let step = step.as_ref().unwrap_or(base);
            runtime::Backoff::linear(base.literal()?, step.literal()?)
        }
        Backoff::Fibonacci { base, .. } => runtime::Backoff::fibonacci(base.literal()?),
        Backoff::Custom(_) | Backoff::Value(_) => return None,
    };
    match backoff.base_and_cap() {
        Some((_, cap)) => Some(evaluated.cap(cap.literal()?)),
        None => Some(evaluated),
    }
}

fn evaluate_jitter(jitter: &Jitter) -> Option<runtime::Jitter> {
    Some(match jitter {
        Jitter::None => runtime::Jitter::None,
        Jitter::Additive => runtime::Jitter::Additive,
        Jitter::Full => runtime::Jitter::Full,
        Jitter::Equal => runtime::Jitter::Equal,
        Jitter::Decorrelated(_) => runtime::Jitter::Decorrelated,
        Jitter::Ratio(ratio) => runtime::Jitter::ratio(ratio.literal()?),
    })
}
