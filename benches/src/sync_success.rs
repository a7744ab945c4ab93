//! A sync function that succeeds at once.

use std::thread;

use backon::BlockingRetryable;
use backon_macros::backon;
use retries::retry;

use crate::contestant::{Contestant, Entry};
use crate::policy::{self, MAX_ATTEMPTS};
use crate::work::{Error, attempt, success};

pub fn contestants() -> Vec<Entry> {
    vec![
        Entry::new(Contestant::Bare, || bare(success())),
        Entry::new(Contestant::HandLoop, || hand_loop(success())),
        Entry::new(Contestant::Ours, || ours(success())),
        Entry::new(Contestant::Backon, || backon(success())),
        Entry::new(Contestant::BackonMacros, || backon_macros(success())),
        Entry::new(Contestant::Retry, || retry_crate(success())),
        Entry::new(Contestant::Backoff, || backoff(success())),
    ]
}

/// The bare function, the hand-written loop, and a function with words that they do not have.
pub fn beside_loop<R>(ours: impl FnMut() -> R + 'static) -> Vec<Entry> {
    let mut entries = contestants();
    entries.truncate(2);
    entries.push(Entry::new(Contestant::Ours, ours));
    entries
}

#[inline(never)]
fn bare(input: u64) -> Result<u64, Error> {
    attempt(input)
}

#[inline(never)]
fn hand_loop(input: u64) -> Result<u64, Error> {
    let mut attempts = 0;
    loop {
        attempts += 1;
        match attempt(input) {
            Err(_) if attempts < MAX_ATTEMPTS => thread::sleep(policy::hand_loop(attempts)),
            outcome => return outcome,
        }
    }
}

#[retry(exp(base = "1m", cap = "1h"), jitter, max_attempts = 5)]
#[inline(never)]
fn ours(input: u64) -> Result<u64, Error> {
    attempt(input)
}

#[inline(never)]
fn backon(input: u64) -> Result<u64, Error> {
    (|| attempt(input)).retry(policy::backon()).call()
}

#[backon(backoff = policy::backon)]
#[inline(never)]
fn backon_macros(input: u64) -> Result<u64, Error> {
    attempt(input)
}

#[inline(never)]
fn retry_crate(input: u64) -> Result<u64, Error> {
    retry::retry(policy::retry(), || attempt(input)).map_err(|error| error.error)
}

#[inline(never)]
fn backoff(input: u64) -> Result<u64, Error> {
    let attempt = || attempt(input).map_err(backoff::Error::transient);
    backoff::retry(policy::backoff(), attempt).map_err(|error| match error {
        backoff::Error::Permanent(error) | backoff::Error::Transient { err: error, .. } => error,
    })
}
