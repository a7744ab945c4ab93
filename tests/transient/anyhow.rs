//! The first known error in the chain of an `anyhow::Error` decides.

use std::cell::Cell;
use std::error::Error as StdError;
use std::fmt;
use std::future::pending;
use std::io::{self, ErrorKind};
use std::time::Duration;

use anyhow::{Context, anyhow};
use retries::{Decision, Transient, retry, transient, unprocessed};
use tokio::time::timeout;

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
async fn unprocessed_stops_at_what_may_have_been_done() {
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
async fn an_error_that_is_only_text_is_permanent() {
    #[retry(max_attempts = 4, on = transient)]
    async fn told(attempts: &Cell<u32>) -> anyhow::Result<()> {
        attempts.set(attempts.get() + 1);
        Err(anyhow!("no such thing"))
    }

    assert_eq!(attempts(told).await, 1);
}

#[test]
fn a_sync_function_decides_in_the_same_way() {
    #[retry(max_attempts = 4, on = transient, sleep = |_| ())]
    fn transient_below(attempts: &Cell<u32>) -> anyhow::Result<()> {
        failed(attempts, ErrorKind::TimedOut)
    }

    let attempts = Cell::new(0);
    let error = transient_below(&attempts).expect_err("it fails");
    assert_eq!(attempts.get(), 4);
    assert_eq!(error.to_string(), "asking for the price");
}

#[tokio::test(start_paused = true)]
async fn a_timeout_of_tokio_is_classified_as_timed_out() {
    let elapsed = timeout(Duration::from_secs(1), pending::<()>()).await;
    let error = elapsed.context("asking for the price").unwrap_err();
    assert_eq!(transient(&error), Decision::TimedOut);
    assert_eq!(unprocessed(&error), Decision::Stop);
}

type Boxed = Box<dyn StdError + Send + Sync>;

#[test]
fn an_error_that_was_boxed_first_decides_too() {
    let boxed = |kind| Boxed::from(io::Error::from(kind));
    for error in [
        anyhow!(boxed(ErrorKind::ConnectionRefused)),
        anyhow!(boxed(ErrorKind::ConnectionRefused)).context("asking for the price"),
    ] {
        assert_eq!(unprocessed(&error), Decision::Retry);
    }
    assert_eq!(
        transient(&anyhow!(boxed(ErrorKind::NotFound))),
        Decision::Stop
    );
}

#[derive(Debug, Transient)]
enum Mine {
    #[transient]
    Busy,
    Permanent,
}

impl fmt::Display for Mine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self:?}")
    }
}

impl StdError for Mine {}

#[test]
fn the_users_own_error_decides_if_on_downcasts_to_it() {
    #[retry(
        max_attempts = 4,
        on = |error: &anyhow::Error| error
            .downcast_ref::<Mine>()
            .map_or_else(|| transient(error), transient),
        sleep = |_| (),
    )]
    fn call(attempts: &Cell<u32>, failure: impl Fn() -> anyhow::Error) -> anyhow::Result<()> {
        attempts.set(attempts.get() + 1);
        Err(failure())
    }

    let attempts = |failure: fn() -> anyhow::Error| {
        let attempts = Cell::new(0);
        assert!(call(&attempts, failure).is_err());
        attempts.get()
    };
    assert_eq!(attempts(|| Mine::Busy.into()), 4);
    assert_eq!(attempts(|| anyhow!(Mine::Busy).context("it failed")), 4);
    assert_eq!(attempts(|| Mine::Permanent.into()), 1);
    assert_eq!(
        attempts(|| io::Error::from(ErrorKind::ConnectionReset).into()),
        4
    );
}
