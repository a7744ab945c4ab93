//! An async function that succeeds at the first try, after any number of polls.

use backon::Retryable;
use backon_macros::backon;
use retries::retry;
use tower::{Service, ServiceExt, retry::Retry, service_fn};

use crate::contestant::{Contestant, Entry};
use crate::policy::{self, BASE, CAP, MAX_ATTEMPTS};
use crate::work::{Error, Yields, attempt, complete, success};

pub fn contestants(polls: u32) -> Vec<Entry> {
    let mut service = Retry::new(policy::tower(), service_fn(bare));
    let mut tower = async move |call| service.ready().await?.call(call).await;

    let call = move || Call::with(polls);
    vec![
        Entry::new(Contestant::Bare, move || complete(bare(call()))),
        Entry::new(Contestant::HandLoop, move || complete(hand_loop(call()))),
        Entry::new(Contestant::Ours, move || complete(ours(call()))),
        Entry::new(Contestant::Backon, move || complete(backon(call()))),
        Entry::new(Contestant::BackonMacros, move || {
            complete(backon_macros(call()))
        }),
        Entry::new(Contestant::TokioRetry2, move || {
            complete(tokio_retry2(call()))
        }),
        Entry::new(Contestant::Tower, move || complete(tower(call()))),
        Entry::new(Contestant::Backoff, move || complete(backoff(call()))),
        Entry::new(Contestant::TokioRetry, move || {
            complete(tokio_retry(call()))
        }),
        Entry::new(Contestant::Tryhard, move || complete(tryhard(call()))),
    ]
}

/// The bare function, the hand-written loop, and a function with words that they do not have.
pub fn beside_loop<R>(polls: u32, ours: impl FnMut() -> R + 'static) -> Vec<Entry> {
    let mut entries = contestants(polls);
    entries.truncate(2);
    entries.push(Entry::new(Contestant::Ours, ours));
    entries
}

#[derive(Clone, Copy)]
pub struct Call {
    pub polls: u32,
    pub input: u64,
}

impl Call {
    pub fn with(polls: u32) -> Self {
        Self {
            polls,
            input: success(),
        }
    }
}

async fn bare(call: Call) -> Result<u64, Error> {
    Yields(call.polls).await;
    attempt(call.input)
}

async fn hand_loop(call: Call) -> Result<u64, Error> {
    let mut attempts = 0;
    loop {
        attempts += 1;
        match bare(call).await {
            Err(_) if attempts < MAX_ATTEMPTS => {
                tokio::time::sleep(policy::hand_loop(attempts)).await;
            }
            outcome => return outcome,
        }
    }
}

#[retry(exp(base = "1m", cap = "1h"), jitter, max_attempts = 5)]
async fn ours(call: Call) -> Result<u64, Error> {
    Yields(call.polls).await;
    attempt(call.input)
}

async fn backon(call: Call) -> Result<u64, Error> {
    (|| bare(call)).retry(policy::backon()).await
}

#[backon(backoff = policy::backon)]
async fn backon_macros(call: Call) -> Result<u64, Error> {
    Yields(call.polls).await;
    attempt(call.input)
}

async fn tokio_retry2(call: Call) -> Result<u64, Error> {
    let attempt = || async {
        bare(call)
            .await
            .map_err(tokio_retry2::RetryError::transient)
    };
    tokio_retry2::Retry::spawn(policy::tokio_retry2(), attempt).await
}

async fn backoff(call: Call) -> Result<u64, Error> {
    let attempt = || async { bare(call).await.map_err(backoff::Error::transient) };
    backoff::future::retry(policy::backoff(), attempt).await
}

async fn tokio_retry(call: Call) -> Result<u64, Error> {
    tokio_retry::Retry::start(policy::tokio_retry(), || bare(call)).await
}

async fn tryhard(call: Call) -> Result<u64, Error> {
    tryhard::retry_fn(|| bare(call))
        .retries(MAX_ATTEMPTS - 1)
        .exponential_backoff(BASE)
        .max_delay(CAP)
        .await
}
