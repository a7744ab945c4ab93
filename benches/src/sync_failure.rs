//! A sync function that fails ten times, without waiting in between: as the policy has it, or because
//! what would wait does nothing with the time that was drawn.

use std::hint::black_box;
use std::thread;
use std::time::Duration;

use backon::{BlockingRetryable, ConstantBuilder};
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

/// Waits doubling from a second to at most a minute, with full jitter.
pub fn with_drawn_waits() -> Vec<Entry> {
    vec![
        Entry::new(Contestant::Bare, || bare(failure())),
        Entry::new(Contestant::HandLoop, || drawing_hand_loop(failure())),
        Entry::new(Contestant::Ours, || drawing_ours(failure())),
        Entry::new(Contestant::Backon, || drawing_backon(failure())),
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
    backoff::retry(policy, attempt).map_err(|error| match error {
        backoff::Error::Permanent(error) | backoff::Error::Transient { err: error, .. } => error,
    })
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

/// Its jitter is an additive one.
#[inline(never)]
fn drawing_backon(input: u64) -> Result<u64, Error> {
    let policy = backon::ExponentialBuilder::default()
        .with_min_delay(BASE)
        .with_max_delay(CAP)
        .with_max_times(RETRIES)
        .with_jitter();
    (|| attempt(input)).retry(policy).sleep(no_wait).call()
}
