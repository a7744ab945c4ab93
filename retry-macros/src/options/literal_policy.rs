//! The policy itself, where all of it is written out: what the runtime would make of it.

use retry_runtime as runtime;
use std::time::Duration;

use crate::codegen::policy;
use crate::options::backoff::Backoff;
use crate::options::{Args, Deadline, Jitter, MaxAttempts};

/// The policy, if every part of it is a literal.
pub(crate) fn policy(args: &Args) -> Option<runtime::Policy> {
    if args.policy.is_some() {
        return None;
    }
    let mut known = runtime::Policy::new();
    if let Some(backoff) = &args.backoff {
        known = known.backoff(self::backoff(backoff)?);
    }
    if let Some(jitter) = policy::jitter(args) {
        known = known.jitter(self::jitter(jitter)?);
    }
    known = match &args.max_attempts {
        Some(MaxAttempts::Count(count)) => known.max_attempts(count.literal()?),
        Some(MaxAttempts::Unlimited(_)) => known.unlimited_attempts(),
        None if policy::only_a_deadline(args) => known.unlimited_attempts(),
        None => known,
    };
    known = match &args.deadline {
        Some(Deadline::After(time)) => known.deadline(time.literal()?),
        Some(Deadline::Never) => known.deadline(Duration::MAX),
        None => known,
    };
    if let Some(hint) = &args.max_hint {
        known = known.max_hint(hint.literal()?);
    }
    if let Some(throttle) = &args.throttle {
        known = known.throttle(backoff(throttle)?);
    }
    Some(known)
}

fn backoff(backoff: &Backoff) -> Option<runtime::Backoff> {
    let known = match backoff {
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
        Some((_, cap)) => Some(known.cap(cap.literal()?)),
        None => Some(known),
    }
}

fn jitter(jitter: &Jitter) -> Option<runtime::Jitter> {
    Some(match jitter {
        Jitter::None => runtime::Jitter::None,
        Jitter::Additive => runtime::Jitter::Additive,
        Jitter::Full => runtime::Jitter::Full,
        Jitter::Equal => runtime::Jitter::Equal,
        Jitter::Decorrelated(_) => runtime::Jitter::Decorrelated,
        Jitter::Ratio(ratio) => runtime::Jitter::ratio(ratio.literal()?),
    })
}
