//! Policies as generated code writes them where all their times are literals: in plain numbers and few
//! calls, which take the compiler least.

use core::time::Duration;

use crate::backoff::Backoff;
use crate::jitter::Jitter;
use crate::policy::Policy;

/// With this backoff, jitter and number of attempts.
#[must_use]
pub const fn policy(backoff: Backoff, jitter: Jitter, max_attempts: u32) -> Policy {
    Policy::of(backoff, jitter, max_attempts)
}

/// `exp(base = …, cap = …)`, in nanoseconds.
#[must_use]
pub const fn exponential(base: u64, cap: u64) -> Backoff {
    Backoff::exponential(Duration::from_nanos(base)).cap(Duration::from_nanos(cap))
}

/// `fixed(…)`, in nanoseconds.
#[must_use]
pub const fn fixed(delay: u64) -> Backoff {
    Backoff::fixed(Duration::from_nanos(delay))
}

/// `linear(base = …, step = …, cap = …)`, in nanoseconds.
#[must_use]
pub const fn linear(base: u64, step: u64, cap: u64) -> Backoff {
    Backoff::linear(Duration::from_nanos(base), Duration::from_nanos(step))
        .cap(Duration::from_nanos(cap))
}

/// `fibonacci(base = …, cap = …)`, in nanoseconds.
#[must_use]
pub const fn fibonacci(base: u64, cap: u64) -> Backoff {
    Backoff::fibonacci(Duration::from_nanos(base)).cap(Duration::from_nanos(cap))
}
