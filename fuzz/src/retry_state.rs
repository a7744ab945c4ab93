//! [`RetryState`] with any policy and any answers, against a slow model in 128 bits.

use retry_runtime::state::{RetryState, Step};
use retry_runtime::{Backoff, Decision, Policy, StopReason};
use std::ops::RangeInclusive;
use std::time::Duration;

use crate::choices::Choices;
use crate::policies::{Attempts, BackoffParts, Growth, JitterParts, PolicyParts};

/// The model counts nanoseconds, and no time is longer than the longest of the runtime.
const FOREVER: u128 = u64::MAX as u128;

pub fn check(input: &[u8]) {
    let choices = &mut Choices::new(input);
    let parts = PolicyParts::any(choices);
    let policy = parts.build();
    check_delays(&parts, choices);
    check_schedule(&policy, &parts);
    check_validated(&policy, &parts);

    let mut state = RetryState::new();
    let mut model = Model::new(&parts);
    while !choices.is_used_up() {
        let decision = decision(choices);
        let remaining = choices.option(Choices::duration);
        let random = choices.number();
        let attempt = state.attempt(&policy);
        assert_eq!(u128::from(attempt.number()), model.retries + 1);
        assert_eq!(attempt.max_attempts(), policy.attempt_limit());
        let step = state.on_failure(&policy, decision, remaining, random);
        let expected = model.on_failure(decision, remaining, random);
        match (step, expected) {
            (Step::Wait(wait), Expected::Wait(range)) => {
                let is_right = range.contains(&wait.as_nanos());
                assert!(is_right, "{wait:?} {range:?} {decision:?}\n{parts:?}");
                model.waited(wait.as_nanos());
            }
            (Step::Stop(reason), expected) => {
                match expected {
                    // The runtime rounds the last decorrelated wait, so that both may be right at the deadline.
                    Expected::Wait(range) => {
                        assert_eq!(reason, StopReason::Deadline);
                        assert!(*range.end() >= model.remaining(remaining), "{range:?}");
                    }
                    Expected::Stop(expected) => {
                        assert_eq!(reason, expected, "{decision:?} {parts:?}");
                    }
                }
                // The next failure is that of another call.
                (state, model) = (RetryState::new(), Model::new(&parts));
            }
            (step, expected) => panic!("{step:?} {expected:?}"),
        }
    }
}

fn decision(choices: &mut Choices) -> Decision {
    match choices.below(8) {
        0 => Decision::Stop,
        1 => Decision::TimedOut,
        2 => Decision::RateLimited,
        3 => Decision::RetryAfter(choices.duration()),
        4 => Decision::RateLimitedAfter(choices.duration()),
        _ => Decision::Retry,
    }
}

/// The documentation's rules for the next step, without a saturating operation.
struct Model<'a> {
    parts: &'a PolicyParts,
    retries: u128,
    /// The last wait that decorrelated jitter drew.
    previous: u128,
    draws: bool,
}

#[derive(Debug)]
enum Expected {
    Wait(RangeInclusive<u128>),
    Stop(StopReason),
}

impl<'a> Model<'a> {
    fn new(parts: &'a PolicyParts) -> Self {
        Self {
            parts,
            retries: 0,
            previous: 0,
            draws: false,
        }
    }

    fn on_failure(
        &mut self,
        decision: Decision,
        remaining: Option<Duration>,
        random: u64,
    ) -> Expected {
        self.draws = false;
        if decision == Decision::Stop {
            return Expected::Stop(StopReason::Permanent);
        }
        if attempt_limit(self.parts).is_some_and(|limit| self.retries + 1 >= limit) {
            return Expected::Stop(StopReason::Attempts);
        }
        let remaining = self.remaining(remaining);
        let (retry_after, is_rate_limited) = match decision {
            Decision::RetryAfter(wait) => (Some(wait), false),
            Decision::RateLimitedAfter(wait) => (Some(wait), true),
            Decision::RateLimited => (None, true),
            _ => (None, false),
        };
        let backoff = if is_rate_limited {
            rate_limited(self.parts)
        } else {
            backoff(self.parts)
        };
        let retry = self.retries + 1;
        let least = match nominal(&backoff, 1) {
            0 => nominal(&backoff, retry).max(1),
            first => first,
        };
        let range = match retry_after.map(nanos).filter(|wait| *wait >= least) {
            Some(wait) => {
                if wait > self.parts.max_retry_after.map_or(300_000_000_000, nanos) {
                    return Expected::Stop(StopReason::RetryAfterTooLong);
                }
                let latest = (wait + wait / 10).min(FOREVER).min(remaining.max(wait));
                drawn(wait, latest, random)
            }
            None => self.own_wait(&backoff, retry, random),
        };
        if remaining == 0 || *range.start() > remaining {
            return Expected::Stop(StopReason::Deadline);
        }
        Expected::Wait(*range.start()..=(*range.end()).min(remaining))
    }

    /// Returns the wait of the backoff with its jitter: one time, or for decorrelated jitter a range, because the runtime
    /// rounds the last wait.
    fn own_wait(
        &mut self,
        backoff: &BackoffParts,
        retry: u128,
        random: u64,
    ) -> RangeInclusive<u128> {
        let cap = cap(backoff);
        let range = match jitter(self.parts) {
            JitterParts::Decorrelated => {
                let low = nominal(backoff, 1);
                let high = |previous: u128| (previous.max(low) * 3).min(FOREVER).min(cap);
                let rounded = self.previous - (self.previous >> 17);
                let (least, most) = (high(rounded), high(self.previous));
                self.draws = low < most;
                *drawn(low, least, random).start()..=*drawn(low, most, random).end()
            }
            jitter => {
                let (low, high) = range(jitter, nominal(backoff, retry), cap);
                drawn(low, high, random)
            }
        };
        assert!(*range.end() <= cap, "{range:?} {cap}");
        range
    }

    fn remaining(&self, remaining: Option<Duration>) -> u128 {
        let deadline = self.parts.deadline.map_or(FOREVER, nanos);
        remaining.map_or(FOREVER, nanos).min(deadline)
    }

    fn waited(&mut self, wait: u128) {
        self.retries += 1;
        if self.draws {
            self.previous = wait;
        }
    }
}

fn nanos(duration: Duration) -> u128 {
    duration.as_nanos().min(FOREVER)
}

const MILLISECOND: Duration = Duration::from_millis(1);

fn default_backoff(base: Duration) -> BackoffParts {
    BackoffParts {
        growth: Growth::Exponential(base, None),
        cap: Some(10_000 * MILLISECOND),
    }
}

fn backoff(parts: &PolicyParts) -> BackoffParts {
    parts.backoff.unwrap_or(default_backoff(100 * MILLISECOND))
}

fn rate_limited(parts: &PolicyParts) -> BackoffParts {
    let fallback = parts
        .backoff
        .unwrap_or(default_backoff(1_000 * MILLISECOND));
    parts.rate_limited.unwrap_or(fallback)
}

fn jitter(parts: &PolicyParts) -> JitterParts {
    match (parts.jitter, parts.backoff) {
        (Some(jitter), _) => jitter,
        (None, Some(_)) => JitterParts::None,
        (None, None) => JitterParts::Additive,
    }
}

fn attempt_limit(parts: &PolicyParts) -> Option<u128> {
    let has_deadline = parts.deadline.is_some_and(|time| nanos(time) < FOREVER);
    match parts.attempts {
        Some(Attempts::Count(u32::MAX) | Attempts::Unlimited) => None,
        Some(Attempts::Count(count)) => Some(count.max(1).into()),
        None if has_deadline => None,
        None => Some(3),
    }
}

fn cap(backoff: &BackoffParts) -> u128 {
    backoff.cap.map_or(FOREVER, nanos)
}

/// Returns the delay before a retry, computed step by step.
fn nominal(backoff: &BackoffParts, retry: u128) -> u128 {
    let earlier = retry.saturating_sub(1);
    let uncapped = match backoff.growth {
        Growth::Fixed(delay) => nanos(delay),
        Growth::Exponential(base, factor) => {
            let thousandths = thousandths(factor.unwrap_or(2.0));
            (0..earlier).fold(nanos(base), |delay, _| grown(delay, thousandths))
        }
        Growth::Linear(base, step) => nanos(base) + earlier * nanos(step),
        Growth::Fibonacci(base) => {
            let (number, _) = (0..earlier).fold((1_u128, 1_u128), |(this, next), _| {
                (next, (this + next).min(FOREVER))
            });
            nanos(base) * number
        }
        Growth::Custom(delay) => nanos(delay(u32::try_from(retry.max(1)).unwrap_or(u32::MAX))),
    };
    uncapped.min(cap(backoff)).min(FOREVER)
}

fn grown(delay: u128, thousandths: u128) -> u128 {
    let product = delay * thousandths;
    if product <= FOREVER || thousandths == 2000 {
        (product / 1000).min(FOREVER)
    } else {
        // The runtime loses the last three digits of such a time, unless it doubles.
        (delay / 1000 * thousandths).clamp(delay, FOREVER)
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a cast saturates, as the factor of a policy does"
)]
fn thousandths(factor: f64) -> u128 {
    ((factor * 1000.0 + 0.5) as u32).max(1000).into()
}

/// Returns the ends of the range of all jitters but the decorrelated.
fn range(jitter: JitterParts, delay: u128, cap: u128) -> (u128, u128) {
    match jitter {
        JitterParts::None | JitterParts::Decorrelated => (delay, delay),
        JitterParts::Additive => {
            let low = delay.min(cap / 2);
            (low, low * 2)
        }
        JitterParts::Full => (0, delay),
        JitterParts::Equal => (delay / 2, delay),
        JitterParts::Ratio(ratio) => {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a cast saturates, as the ratio of a policy does"
            )]
            let millionths = u128::from((ratio * 1e6 + 0.5) as u32).min(1_000_000);
            let spread = delay * millionths / 1_000_000;
            (delay - spread, (delay + spread).min(cap))
        }
    }
}

/// Returns the point of the range that a random word means.
fn drawn(low: u128, high: u128, random: u64) -> RangeInclusive<u128> {
    let exact = low + ((u128::from(random) * (high - low + 1)) >> 64);
    exact..=exact
}

fn check_delays(parts: &PolicyParts, choices: &mut Choices) {
    for backoff in [parts.backoff, parts.rate_limited].iter().flatten() {
        let built: Backoff = backoff.build();
        for retry in (0..5).chain([40, 93, 94, 95, 200]) {
            let delay = built.delay(retry).as_nanos();
            assert_eq!(delay, nominal(backoff, retry.into()), "{backoff:?} {retry}");
        }
        let retry = choices.count();
        let delay = built.delay(retry);
        assert!(nanos(delay) <= cap(backoff), "{backoff:?} {retry}");
        let grows = backoff.is_custom() || delay <= built.delay(retry.saturating_add(1));
        assert!(grows, "{backoff:?} {retry}");
    }
}

/// The schedule lists waits that the model may draw, and ends no later than the attempts.
fn check_schedule(policy: &Policy, parts: &PolicyParts) {
    let cap = cap(&backoff(parts));
    let deadline = parts.deadline.map_or(FOREVER, nanos);
    let (mut retries, mut earliest) = (0_u128, 0_u128);
    for wait in policy.schedule().take(20) {
        retries += 1;
        earliest += wait.min.as_nanos();
        assert_eq!(u128::from(wait.retry), retries);
        assert!(wait.min <= wait.max && wait.max.as_nanos() <= cap);
        assert!(
            deadline == FOREVER || earliest <= deadline,
            "{wait} {deadline}"
        );
        assert!(attempt_limit(parts).is_none_or(|limit| retries < limit));
    }
}

/// A policy without a mistake makes a retry, and does not spin.
fn check_validated(policy: &Policy, parts: &PolicyParts) {
    match policy.validate() {
        Ok(()) if !parts.has_custom_backoff() => {
            let has_retry = policy.schedule().next().is_some();
            assert!(has_retry || policy.attempt_limit() == Some(1));
            let waits = nominal(&backoff(parts), 2) > 0;
            assert!(waits || policy.attempt_limit().is_some());
        }
        Ok(()) => {}
        Err(error) => {
            let text = error.to_string();
            // A message that is cut off has no advice at its end.
            let ends = ["`", "out", "ever", "waits"];
            assert!(ends.iter().any(|end| text.ends_with(end)), "{text}");
        }
    }
}
