//! `anyhow::Error` under the attribute: the first known error in its chain decides.
#![cfg(all(feature = "anyhow", feature = "tokio"))]

use std::cell::Cell;
use std::io::{self, ErrorKind};

use anyhow::{Context, anyhow};
use retries::{retry, transient, unprocessed};

/// How often the body ran before an error was returned.
async fn attempts(call: impl AsyncFn(&Cell<u32>) -> anyhow::Result<()>) -> u32 {
    let attempts = Cell::new(0);
    assert!(call(&attempts).await.is_err());
    attempts.get()
}

fn failed(attempts: &Cell<u32>, kind: ErrorKind) -> anyhow::Result<()> {
    attempts.set(attempts.get() + 1);
    Err(io::Error::from(kind))
        .context("reading the answer")
        .context("asking for the price")
}

#[tokio::test(start_paused = true)]
async fn a_known_error_below_any_context_decides() {
    #[retry(max_attempts = 4, on = transient)]
    async fn transient_below(attempts: &Cell<u32>) -> anyhow::Result<()> {
        failed(attempts, ErrorKind::ConnectionReset)
    }

    #[retry(max_attempts = 4, on = transient)]
    async fn permanent_below(attempts: &Cell<u32>) -> anyhow::Result<()> {
        failed(attempts, ErrorKind::PermissionDenied)
    }

    assert_eq!(self::attempts(transient_below).await, 4);
    assert_eq!(self::attempts(permanent_below).await, 1);
}

#[tokio::test(start_paused = true)]
async fn what_may_have_been_done_is_told_from_what_was_not() {
    #[retry(max_attempts = 4, on = unprocessed)]
    async fn refused(attempts: &Cell<u32>) -> anyhow::Result<()> {
        failed(attempts, ErrorKind::ConnectionRefused)
    }

    #[retry(max_attempts = 4, on = unprocessed)]
    async fn reset(attempts: &Cell<u32>) -> anyhow::Result<()> {
        failed(attempts, ErrorKind::ConnectionReset)
    }

    assert_eq!(attempts(refused).await, 4);
    assert_eq!(attempts(reset).await, 1);
}

#[tokio::test(start_paused = true)]
async fn a_text_is_permanent() {
    #[retry(max_attempts = 4, on = transient)]
    async fn told(attempts: &Cell<u32>) -> anyhow::Result<()> {
        attempts.set(attempts.get() + 1);
        Err(anyhow!("no such thing"))
    }

    assert_eq!(attempts(told).await, 1);
}

#[test]
fn a_sync_function_is_no_different() {
    #[retry(max_attempts = 4, on = transient, sleep = |_| ())]
    fn transient_below(attempts: &Cell<u32>) -> anyhow::Result<()> {
        failed(attempts, ErrorKind::TimedOut)
    }

    let attempts = Cell::new(0);
    let error = transient_below(&attempts).expect_err("it fails");
    assert_eq!(attempts.get(), 4);
    assert_eq!(error.to_string(), "asking for the price");
}
