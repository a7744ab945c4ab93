//! The words of scopes on functions that succeed at once: `nested = stop`, and what each further poll costs with it and
//! with a deadline. The hand-written loop has neither.

use retries::retry;

use crate::async_success::{self, Call};
use crate::contestant::Entry;
use crate::sync_success;
use crate::work::{Error, Yields, attempt, complete, success};

pub fn blocking_nested() -> Vec<Entry> {
    sync_success::beside_loop(|| nested(success()))
}

pub fn nested_after(polls: u32) -> Vec<Entry> {
    async_success::beside_loop(polls, move || {
        let _ = complete(nested_in_task(Call::with(polls)));
    })
}

pub fn deadline_after(polls: u32) -> Vec<Entry> {
    async_success::beside_loop(polls, move || {
        let _ = complete(deadline_in_task(Call::with(polls)));
    })
}

#[retry(
    exp(base = "1m", cap = "1h"),
    jitter,
    max_attempts = 5,
    nested = stop
)]
#[inline(never)]
fn nested(input: u64) -> Result<u64, Error> {
    attempt(input)
}

#[retry(
    exp(base = "1m", cap = "1h"),
    jitter,
    max_attempts = 5,
    nested = stop
)]
async fn nested_in_task(call: Call) -> Result<u64, Error> {
    Yields(call.polls).await;
    attempt(call.input)
}

#[retry(
    exp(base = "1m", cap = "1h"),
    jitter,
    max_attempts = 5,
    deadline = "1d"
)]
async fn deadline_in_task(call: Call) -> Result<u64, Error> {
    Yields(call.polls).await;
    attempt(call.input)
}
