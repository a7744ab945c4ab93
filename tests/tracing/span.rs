//! The span of `#[instrument]` contains all attempts. This test is a program of its own: tests without a
//! subscriber beside it would disable its spans for the whole process.

use std::cell::Cell;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use async_trait::async_trait;
use futures_util::future::BoxFuture;
use retries::retry;
use tokio::task::yield_now;
use tracing::span::{Attributes, Id};
use tracing::{Subscriber, instrument};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};
use tracing_subscriber::util::SubscriberInitExt;

thread_local! {
    static ATTEMPTS: Cell<u32> = const { Cell::new(0) };
}

/// Fails at the first two of every three attempts.
fn attempt() -> Result<u32, u32> {
    let number = ATTEMPTS.replace(ATTEMPTS.get() + 1) + 1;
    if number % 3 == 0 {
        Ok(number)
    } else {
        Err(number)
    }
}

#[instrument]
#[retry(fixed("0s"))]
fn plain() -> Result<u32, u32> {
    attempt()
}

#[instrument(err)]
#[retry(fixed("0s"))]
fn with_err() -> Result<u32, u32> {
    attempt()
}

#[instrument(ret)]
#[retry(fixed("0s"))]
fn with_ret() -> Result<u32, u32> {
    attempt()
}

#[instrument]
#[retry(fixed("0s"))]
async fn asynchronous() -> Result<u32, u32> {
    yield_now().await;
    attempt()
}

#[instrument(err, ret)]
#[retry(fixed("0s"))]
async fn asynchronous_with_both() -> Result<u32, u32> {
    yield_now().await;
    attempt()
}

#[instrument]
#[retry(fixed("0s"))]
fn boxed() -> BoxFuture<'static, Result<u32, u32>> {
    Box::pin(async move {
        yield_now().await;
        attempt()
    })
}

#[instrument(err)]
#[retry(fixed("0s"))]
fn boxed_with_err() -> BoxFuture<'static, Result<u32, u32>> {
    Box::pin(async move {
        yield_now().await;
        attempt()
    })
}

#[instrument(ret)]
#[retry(fixed("0s"))]
fn boxed_with_ret() -> BoxFuture<'static, Result<u32, u32>> {
    Box::pin(async move {
        yield_now().await;
        attempt()
    })
}

#[async_trait]
trait Api {
    async fn method(&self) -> Result<u32, u32>;
}

#[async_trait]
impl Api for () {
    #[instrument]
    #[retry(fixed("0s"))]
    async fn method(&self) -> Result<u32, u32> {
        yield_now().await;
        attempt()
    }
}

/// Counts the new spans.
#[derive(Clone, Default)]
struct Spans(Arc<AtomicU32>);

impl<S: Subscriber> Layer<S> for Spans {
    fn on_new_span(&self, _: &Attributes<'_>, _: &Id, _: Context<'_, S>) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}

#[tokio::test(start_paused = true)]
async fn a_span_of_instrument_contains_all_attempts() {
    let spans = Spans::default();
    let _guard = tracing_subscriber::registry()
        .with(spans.clone())
        .set_default();
    let begun = || spans.0.swap(0, Ordering::Relaxed);

    assert_eq!((plain(), begun()), (Ok(3), 1));
    assert_eq!((with_err(), begun()), (Ok(6), 1));
    assert_eq!((with_ret(), begun()), (Ok(9), 1));
    assert_eq!((asynchronous().await, begun()), (Ok(12), 1));
    assert_eq!((asynchronous_with_both().await, begun()), (Ok(15), 1));
    assert_eq!((boxed().await, begun()), (Ok(18), 1));
    assert_eq!((boxed_with_err().await, begun()), (Ok(21), 1));
    assert_eq!((boxed_with_ret().await, begun()), (Ok(24), 1));
    assert_eq!((().method().await, begun()), (Ok(27), 1));
}
