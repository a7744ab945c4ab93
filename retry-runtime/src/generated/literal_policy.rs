//! Policies as generated code writes them if all their times are literals: in plain numbers and few calls,
//! which cost the compiler least.

use core::time::Duration;

use crate::backoff::Backoff;
use crate::jitter::Jitter;
use crate::policy::Policy;

/// A policy with this backoff, jitter and number of attempts.
#[must_use]
pub const fn policy(backoff: Backoff, jitter: Jitter, max_attempts: u32) -> Policy {
    Policy::new()
        .backoff(backoff)
        .jitter(jitter)
        .max_attempts(max_attempts)
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

#[cfg(test)]
mod tests {
    use super::{Backoff, Duration, Jitter, Policy, exponential, fibonacci, fixed, linear, policy};

    #[test]
    fn a_policy_in_numbers_is_the_one_that_its_builder_makes() {
        let ms = Duration::from_millis;
        for (numbers, built) in [
            (
                exponential(100_000_000, 10_000_000_000),
                Backoff::exponential(ms(100)).cap(ms(10_000)),
            ),
            (fixed(2_000_000), Backoff::fixed(ms(2))),
            (
                linear(1_000_000, 5_000_000, 9_000_000),
                Backoff::linear(ms(1), ms(5)).cap(ms(9)),
            ),
            (
                fibonacci(1_000_000, 9_000_000),
                Backoff::fibonacci(ms(1)).cap(ms(9)),
            ),
        ] {
            assert_eq!(
                policy(numbers, Jitter::Full, 4),
                Policy::new()
                    .backoff(built)
                    .jitter(Jitter::Full)
                    .max_attempts(4)
            );
        }
    }
}
