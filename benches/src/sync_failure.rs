//! A sync function that fails ten times, without waiting between the attempts: the policy has no waits, or the drawn
//! wait is dropped.

use std::hint::black_box;
use std::thread;
use std::time::Duration;

use backoff::backoff::Backoff;
use backon::{BlockingRetryable, ConstantBuilder, ExponentialBuilder};
use backon_macros::backon;
use retries::retry;

use crate::contestant::{Contestant, Entry};
use crate::policy::Times;
use crate::work::{Error, attempt, failure};

const ATTEMPTS: u32 = 10;
const RETRIES: usize = 9;
const WAIT: Duration = Duration::ZERO;

pub fn contestants() -> Vec<Entry> {
    vec![
        Entry::new(Contestant::Bare, || bare(failure())),
        Entry::new(Contestant::HandLoop, || hand_loop(failure())),
        Entry::new(Contestant::Ours, || ours(failure())),
        Entry::new(Contestant::Backon, || backon(failure())),
        Entry::new(Contestant::BackonMacros, || backon_macros(failure())),
        Entry::new(Contestant::Retry, || retry_crate(failure())),
        Entry::new(Contestant::Backoff, || backoff(failure())),
    ]
}

/// Waits doubling from a second to at most a minute, with full jitter. backon's jitter is additive, and
/// backoff's is half to one and a half times the wait.
///
/// The timer does nothing with the drawn wait. The crates retry and backoff always sleep: their policy
/// draws the wait and returns zero.
pub fn with_drawn_waits() -> Vec<Entry> {
    vec![
        Entry::new(Contestant::Bare, || bare(failure())),
        Entry::new(Contestant::HandLoop, || drawing_hand_loop(failure())),
        Entry::new(Contestant::Ours, || drawing_ours(failure())),
        Entry::new(Contestant::Backon, || drawing_backon(failure())),
        Entry::new(
            Contestant::BackonMacros,
            || drawing_backon_macros(failure()),
        ),
        Entry::new(Contestant::Retry, || drawing_retry_crate(failure())),
        Entry::new(Contestant::Backoff, || drawing_backoff(failure())),
    ]
}

#[inline(never)]
fn bare(input: u64) -> Result<u64, Error> {
    for _ in 0..ATTEMPTS - 1 {
        if let Ok(value) = attempt(input) {
            return Ok(value);
        }
    }
    attempt(input)
}

#[inline(never)]
fn hand_loop(input: u64) -> Result<u64, Error> {
    let mut attempts = 0;
    loop {
        attempts += 1;
        match attempt(input) {
            Err(_) if attempts < ATTEMPTS => thread::sleep(WAIT),
            outcome => return outcome,
        }
    }
}

#[retry(fixed("0s"), max_attempts = 10)]
#[inline(never)]
fn ours(input: u64) -> Result<u64, Error> {
    attempt(input)
}

fn backon_policy() -> ConstantBuilder {
    ConstantBuilder::default()
        .with_delay(WAIT)
        .with_max_times(RETRIES)
}

#[inline(never)]
fn backon(input: u64) -> Result<u64, Error> {
    (|| attempt(input)).retry(backon_policy()).call()
}

#[backon(backoff = backon_policy)]
#[inline(never)]
fn backon_macros(input: u64) -> Result<u64, Error> {
    attempt(input)
}

#[inline(never)]
fn retry_crate(input: u64) -> Result<u64, Error> {
    let policy = retry::delay::Fixed::from(WAIT).take(RETRIES);
    retry::retry(policy, || attempt(input)).map_err(|error| error.error)
}

#[inline(never)]
fn backoff(input: u64) -> Result<u64, Error> {
    let policy = Times {
        backoff: backoff::backoff::Constant::new(WAIT),
        left: RETRIES,
    };
    let attempt = || attempt(input).map_err(backoff::Error::transient);
    backoff::retry(policy, attempt).map_err(last_error)
}

fn last_error(error: backoff::Error<Error>) -> Error {
    match error {
        backoff::Error::Permanent(error) | backoff::Error::Transient { err: error, .. } => error,
    }
}

const BASE: Duration = Duration::from_secs(1);
const CAP: Duration = Duration::from_mins(1);

fn no_wait(drawn: Duration) {
    black_box(drawn);
}

#[inline(never)]
fn drawing_hand_loop(input: u64) -> Result<u64, Error> {
    let mut attempts = 0;
    loop {
        attempts += 1;
        match attempt(input) {
            Err(_) if attempts < ATTEMPTS => {
                let longest = BASE.saturating_mul(1 << (attempts - 1)).min(CAP);
                no_wait(longest.mul_f64(fastrand::f64()));
            }
            outcome => return outcome,
        }
    }
}

#[retry(
    exp(base = "1s", cap = "1m"),
    jitter = full,
    max_attempts = 10,
    sleep = no_wait
)]
#[inline(never)]
fn drawing_ours(input: u64) -> Result<u64, Error> {
    attempt(input)
}

fn drawing_backon_policy() -> ExponentialBuilder {
    ExponentialBuilder::default()
        .with_min_delay(BASE)
        .with_max_delay(CAP)
        .with_max_times(RETRIES)
        .with_jitter()
}

#[inline(never)]
fn drawing_backon(input: u64) -> Result<u64, Error> {
    (|| attempt(input))
        .retry(drawing_backon_policy())
        .sleep(no_wait)
        .call()
}

#[backon(backoff = drawing_backon_policy, sleep = no_wait)]
#[inline(never)]
fn drawing_backon_macros(input: u64) -> Result<u64, Error> {
    attempt(input)
}

fn drop_wait(drawn: Duration) -> Duration {
    no_wait(drawn);
    Duration::ZERO
}

#[inline(never)]
fn drawing_retry_crate(input: u64) -> Result<u64, Error> {
    let policy = retry::delay::Exponential::from_millis(1000)
        .map(|wait| wait.min(CAP))
        .map(retry::delay::jitter)
        .map(drop_wait)
        .take(RETRIES);
    retry::retry(policy, || attempt(input)).map_err(|error| error.error)
}

/// Draws the waits of another policy, but returns zero.
struct Dropped<B>(B);

impl<B: Backoff> Backoff for Dropped<B> {
    fn reset(&mut self) {
        self.0.reset();
    }

    fn next_backoff(&mut self) -> Option<Duration> {
        self.0.next_backoff().map(drop_wait)
    }
}

#[inline(never)]
fn drawing_backoff(input: u64) -> Result<u64, Error> {
    let backoff: backoff::ExponentialBackoff = backoff::ExponentialBackoffBuilder::new()
        .with_initial_interval(BASE)
        .with_multiplier(2.0)
        .with_max_interval(CAP)
        .with_max_elapsed_time(None)
        .build();
    let policy = Dropped(Times {
        backoff,
        left: RETRIES,
    });
    let attempt = || attempt(input).map_err(backoff::Error::transient);
    backoff::retry(policy, attempt).map_err(last_error)
}
