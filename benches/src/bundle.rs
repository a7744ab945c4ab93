//! Functions with a budget and two hooks that succeed at once: the words of a bundle, and the same words written out.
//! The hand-written loop has neither.

use retries::{Budget, Event, Policy, retry};

use crate::contestant::Entry;
use crate::work::{Error, Yields, attempt, complete, success};
use crate::{async_success, sync_success};

static BUDGET: Budget = Budget::new();

fn report(event: &Event<'_, Error>) {
    println!("{}", event.function());
}

#[retries::policy(
    exp(base = "1m", cap = "1h"),
    jitter,
    max_attempts = 5,
    budget = BUDGET,
    on_retry = report,
    on_give_up = report
)]
const PARTNERS: Policy<Error>;

pub fn blocking() -> Vec<Entry> {
    sync_success::beside_loop(|| bundle(success()))
}

pub fn blocking_written_out() -> Vec<Entry> {
    sync_success::beside_loop(|| written_out(success()))
}

pub fn asynchronous() -> Vec<Entry> {
    async_success::beside_loop(0, || complete(bundle_in_task(success())))
}

pub fn asynchronous_written_out() -> Vec<Entry> {
    async_success::beside_loop(0, || complete(written_out_in_task(success())))
}

#[retry(PARTNERS)]
#[inline(never)]
fn bundle(input: u64) -> Result<u64, Error> {
    attempt(input)
}

#[retry(
    exp(base = "1m", cap = "1h"),
    jitter,
    max_attempts = 5,
    budget = BUDGET,
    on_retry = report,
    on_give_up = report
)]
#[inline(never)]
fn written_out(input: u64) -> Result<u64, Error> {
    attempt(input)
}

#[retry(PARTNERS)]
async fn bundle_in_task(input: u64) -> Result<u64, Error> {
    Yields(0).await;
    attempt(input)
}

#[retry(
    exp(base = "1m", cap = "1h"),
    jitter,
    max_attempts = 5,
    budget = BUDGET,
    on_retry = report,
    on_give_up = report
)]
async fn written_out_in_task(input: u64) -> Result<u64, Error> {
    Yields(0).await;
    attempt(input)
}
