//! Any policy, with the parts that it was made of.

use retry_runtime::{Backoff, Jitter, Policy};
use std::time::Duration;

use crate::choices::Choices;

/// A backoff as its methods were called.
#[derive(Clone, Copy, Debug)]
pub(crate) struct BackoffParts {
    pub(crate) growth: Growth,
    pub(crate) cap: Option<Duration>,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Growth {
    Fixed(Duration),
    Exponential(Duration, Option<f64>),
    Linear(Duration, Duration),
    Fibonacci(Duration),
    Custom(fn(u32) -> Duration),
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum JitterParts {
    None,
    Additive,
    Full,
    Equal,
    Decorrelated,
    Ratio(f64),
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Attempts {
    Count(u32),
    Unlimited,
}

/// A policy as its methods were called. A part that is `None` was left out.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PolicyParts {
    pub(crate) backoff: Option<BackoffParts>,
    pub(crate) rate_limited: Option<BackoffParts>,
    pub(crate) jitter: Option<JitterParts>,
    pub(crate) attempts: Option<Attempts>,
    pub(crate) deadline: Option<Duration>,
    pub(crate) attempt_timeout: Option<Duration>,
    pub(crate) max_retry_after: Option<Duration>,
    pub(crate) reset_after: Option<Duration>,
    pub(crate) stops_nested: bool,
}

impl BackoffParts {
    fn any(choices: &mut Choices) -> Self {
        let growth = match choices.below(6) {
            0 => Growth::Fixed(choices.duration()),
            1 => Growth::Exponential(choices.duration(), None),
            2 => Growth::Exponential(choices.duration(), Some(choices.float())),
            3 => Growth::Linear(choices.duration(), choices.duration()),
            4 => Growth::Fibonacci(choices.duration()),
            _ => Growth::Custom(choices.of(&[zero, alternating, longest])),
        };
        let cap = choices.option(Choices::duration);
        Self { growth, cap }
    }

    pub(crate) fn build(&self) -> Backoff {
        let backoff = match self.growth {
            Growth::Fixed(delay) => Backoff::fixed(delay),
            Growth::Exponential(base, None) => Backoff::exponential(base),
            Growth::Exponential(base, Some(factor)) => Backoff::exponential(base).factor(factor),
            Growth::Linear(base, step) => Backoff::linear(base, step),
            Growth::Fibonacci(base) => Backoff::fibonacci(base),
            Growth::Custom(delay) => Backoff::custom(delay),
        };
        match self.cap {
            Some(cap) => backoff.cap(cap),
            None => backoff,
        }
    }

    pub(crate) fn is_custom(&self) -> bool {
        matches!(self.growth, Growth::Custom(_))
    }
}

fn zero(_: u32) -> Duration {
    Duration::ZERO
}

fn alternating(n: u32) -> Duration {
    Duration::from_millis(u64::from(n % 2) * 500)
}

fn longest(_: u32) -> Duration {
    Duration::MAX
}

impl JitterParts {
    fn any(choices: &mut Choices) -> Self {
        match choices.below(6) {
            0 => Self::None,
            1 => Self::Additive,
            2 => Self::Full,
            3 => Self::Equal,
            4 => Self::Decorrelated,
            _ => Self::Ratio(choices.float()),
        }
    }

    fn build(self) -> Jitter {
        match self {
            Self::None => Jitter::None,
            Self::Additive => Jitter::Additive,
            Self::Full => Jitter::Full,
            Self::Equal => Jitter::Equal,
            Self::Decorrelated => Jitter::Decorrelated,
            Self::Ratio(ratio) => Jitter::ratio(ratio),
        }
    }
}

impl PolicyParts {
    pub(crate) fn any(choices: &mut Choices) -> Self {
        Self {
            backoff: choices.option(BackoffParts::any),
            rate_limited: choices.option(BackoffParts::any),
            jitter: choices.option(JitterParts::any),
            attempts: choices.option(|choices| {
                if choices.flag() {
                    Attempts::Unlimited
                } else {
                    Attempts::Count(choices.count())
                }
            }),
            deadline: choices.option(Choices::duration),
            attempt_timeout: choices.option(Choices::duration),
            max_retry_after: choices.option(Choices::duration),
            reset_after: choices.option(Choices::duration),
            stops_nested: choices.flag(),
        }
    }

    pub(crate) fn build(&self) -> Policy {
        let mut policy = Policy::new();
        if let Some(backoff) = self.backoff {
            policy = policy.backoff(backoff.build());
        }
        if let Some(rate_limited) = self.rate_limited {
            policy = policy.rate_limited(rate_limited.build());
        }
        if let Some(jitter) = self.jitter {
            policy = policy.jitter(jitter.build());
        }
        policy = match self.attempts {
            Some(Attempts::Count(count)) => policy.max_attempts(count),
            Some(Attempts::Unlimited) => policy.unlimited_attempts(),
            None => policy,
        };
        if let Some(deadline) = self.deadline {
            policy = policy.deadline(deadline);
        }
        if let Some(attempt_timeout) = self.attempt_timeout {
            policy = policy.attempt_timeout(attempt_timeout);
        }
        if let Some(max_retry_after) = self.max_retry_after {
            policy = policy.max_retry_after(max_retry_after);
        }
        if let Some(reset_after) = self.reset_after {
            policy = policy.reset_after(reset_after);
        }
        if self.stops_nested {
            policy = policy.stop_nested();
        }
        policy
    }

    pub(crate) fn has_custom_backoff(&self) -> bool {
        let backoffs = [self.backoff, self.rate_limited];
        backoffs.iter().flatten().any(BackoffParts::is_custom)
    }
}
