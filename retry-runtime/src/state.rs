//! The state of one call, and the decision after each failed attempt, as a pure function.
//!
//! Nothing here reads a clock or draws a random number. Both are arguments, so that threads, tasks, tests and
//! simulations share this code.

use core::time::Duration;

use crate::attempt::Attempt;
use crate::backoff::Backoff;
use crate::decision::{Decision, DelaySource, StopReason};
use crate::nanos::{self, CompactNanos};
use crate::policy::Policy;

/// The state of one call: the number of its retries.
///
/// Random numbers come from any generator. This example takes one of the crate `rand`, with a fixed seed:
///
/// ```
/// use rand::rngs::SmallRng;
/// use rand::{Rng, SeedableRng};
/// use retries::state::{RetryState, Step};
/// use retries::{Backoff, Decision, Jitter, Policy, StopReason};
/// use std::time::Duration;
///
/// let policy = Policy::new()
///     .backoff(Backoff::fixed(Duration::from_secs(2)))
///     .jitter(Jitter::Equal)
///     .max_attempts(2);
/// let mut generator = SmallRng::seed_from_u64(42);
/// let mut run = RetryState::new();
///
/// let first = run.on_failure(&policy, Decision::Retry, None, generator.next_u64());
/// let Step::Wait(wait) = first else { panic!("{first:?}") };
/// assert!(wait >= Duration::from_secs(1) && wait <= Duration::from_secs(2));
///
/// let second = run.on_failure(&policy, Decision::Retry, None, generator.next_u64());
/// assert_eq!(second, Step::Stop(StopReason::Attempts));
/// ```
// 7 bytes; with the future's 1-byte state tag it fits in 8.
#[derive(Clone, Copy, Debug, Default)]
#[repr(Rust, packed)]
pub struct RetryState {
    retries: u32,
    /// The last wait drawn, for decorrelated jitter.
    previous: CompactNanos,
}

/// What a call does after a failed attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub enum Step {
    /// Wait this long, then try again.
    Wait(Duration),
    /// Return the last outcome.
    Stop(StopReason),
}

impl RetryState {
    /// Makes the state of a call that has not failed yet.
    #[must_use]
    #[inline]
    pub const fn new() -> Self {
        Self {
            previous: CompactNanos::from_nanos(0),
            retries: 0,
        }
    }

    /// Returns the attempt that is under way.
    #[must_use]
    #[inline]
    pub const fn attempt(&self, policy: &Policy) -> Attempt {
        Attempt::new(self.retries.saturating_add(1), policy.attempt_limit())
    }

    /// Returns the number of retries.
    #[cfg(feature = "std")]
    pub(crate) const fn retries(self) -> u32 {
        self.retries
    }

    /// Counts a failed attempt and returns the next step. `remaining` is the time that is left until the deadline,
    /// the sooner of the policy's and of those of the calls around this one: zero if it has passed. Without it, all
    /// of the policy's deadline is left, if it has one. `random` is a uniformly random number; it
    /// matters only with jitter, and for a wait that the server asked for, to which up to a tenth is added.
    ///
    /// ```
    /// use retries::state::{RetryState, Step};
    /// use retries::{Backoff, Decision, Policy, StopReason};
    /// use std::time::Duration;
    ///
    /// let policy = Policy::new()
    ///     .backoff(Backoff::fixed(Duration::from_secs(2)))
    ///     .deadline(Duration::from_secs(5));
    /// let elapsed = Duration::from_secs(4);
    /// let remaining = policy.time_limit().map(|limit| limit.saturating_sub(elapsed));
    /// let step = RetryState::new().on_failure(&policy, Decision::Retry, remaining, 0);
    /// assert_eq!(step, Step::Stop(StopReason::Deadline));
    /// ```
    pub fn on_failure(
        &mut self,
        policy: &Policy,
        decision: Decision,
        remaining: Option<Duration>,
        random: u64,
    ) -> Step {
        match self.next_wait(policy, decision, remaining, || random) {
            Ok((wait, _)) => Step::Wait(wait),
            Err(reason) => Step::Stop(reason),
        }
    }

    /// Like [`on_failure`](Self::on_failure), but also returns the source of the wait, and draws the random
    /// number only if it matters.
    pub(crate) fn next_wait(
        &mut self,
        policy: &Policy,
        decision: Decision,
        remaining: Option<Duration>,
        random: impl FnOnce() -> u64,
    ) -> Result<(Duration, DelaySource), StopReason> {
        if matches!(decision, Decision::Stop) {
            return Err(StopReason::Permanent);
        }
        if !policy.allows_after(self.retries) {
            return Err(StopReason::Attempts);
        }
        let remaining = nanos::min(
            remaining.map_or(nanos::FOREVER, nanos::from_duration),
            policy.time_left(0),
        );
        let retry = self.retries.saturating_add(1);
        let (backoff, delay_source) = if decision.is_rate_limited() {
            (policy.rate_limited_ref(), DelaySource::RateLimited)
        } else {
            (policy.backoff_ref(), DelaySource::Backoff)
        };
        let (wait, delay_source) = match server_wait(decision, backoff, retry) {
            Some(wait) if !policy.allows_retry_after(wait) => {
                return Err(StopReason::RetryAfterTooLong);
            }
            Some(wait) => {
                // Clients that received the same wait must not retry together.
                let latest = remaining.max(wait);
                let high = wait.saturating_add(wait / 10).min(latest);
                (nanos::sample(wait, high, random()), DelaySource::RetryAfter)
            }
            None => (self.draw(policy, backoff, retry, random), delay_source),
        };
        if !nanos::has_time_for(wait, remaining) {
            return Err(StopReason::Deadline);
        }
        self.retries = retry;
        Ok((Duration::from_nanos(wait), delay_source))
    }

    /// Draws the backoff's delay with its jitter.
    fn draw(
        &mut self,
        policy: &Policy,
        backoff: &Backoff,
        retry: u32,
        chance: impl FnOnce() -> u64,
    ) -> u64 {
        let (low, high) = policy.range(backoff, retry, self.previous);
        if low == high {
            return low;
        }
        let wait = nanos::sample(low, high, chance());
        if policy.is_decorrelated() {
            self.previous = CompactNanos::from_nanos(wait);
        }
        wait
    }
}

/// Returns the wait that the server asked for. A wait shorter than the backoff's first delay is ignored:
/// otherwise a server that always sends a wait of zero would make the client retry without a pause.
///
/// A first delay of zero allows one retry at once: after that, a shorter wait than the backoff's own is
/// ignored.
fn server_wait(decision: Decision, backoff: &Backoff, retry: u32) -> Option<u64> {
    let wait = nanos::from_duration(decision.retry_after()?);
    let least = match backoff.nominal(1) {
        0 => backoff.nominal(retry).max(1),
        first => first,
    };
    (wait >= least).then_some(wait)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_without_a_limit_goes_on_when_its_count_is_full() {
        let policy = Policy::new().unlimited_attempts();
        let mut run = RetryState {
            retries: u32::MAX - 3,
            ..RetryState::new()
        };
        for _ in 0..5 {
            let step = run.on_failure(&policy, Decision::Retry, None, 0);
            assert!(matches!(step, Step::Wait(_)), "{step:?}");
        }
        assert_eq!(run.attempt(&policy).number(), u32::MAX);
    }
}
