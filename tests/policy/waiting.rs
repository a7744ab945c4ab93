//! During a wait nothing of the failed attempt is alive.

use retries::retry;
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;
use tokio::time::{sleep, timeout};

/// An error or a value: its strong count is the number of those alive.
type Token = Rc<()>;

#[test]
fn a_sync_call_drops_the_failure_before_it_waits() {
    #[retry(fixed("1s"), sleep = |_| alive.set(Rc::strong_count(token)))]
    fn error(token: &Token, alive: &Cell<usize>) -> Result<(), Token> {
        Err(token.clone())
    }

    #[retry(fixed("1s"), on_ok = |_| true, sleep = |_| alive.set(Rc::strong_count(token)))]
    fn success(token: &Token, alive: &Cell<usize>) -> Option<Token> {
        Some(token.clone())
    }

    let (token, alive) = (Token::default(), Cell::default());
    let error = error(&token, &alive);
    assert_eq!(alive.take(), 1);
    assert_eq!(Rc::strong_count(&token), 2, "the last error is returned");
    drop(error);
    let success = success(&token, &alive);
    assert_eq!(alive.take(), 1);
    assert_eq!(Rc::strong_count(&token), 2, "the last value is returned");
    drop(success);
}

#[tokio::test(start_paused = true)]
async fn an_async_call_drops_the_failure_before_it_waits() {
    #[retry(fixed("1s"), on = |_| true, sleep = |wait| {
        alive.set(Rc::strong_count(token));
        sleep(wait)
    })]
    async fn error(token: &Token, alive: &Cell<usize>) -> Result<(), Token> {
        let _held = token.clone();
        sleep(Duration::from_secs(1)).await;
        Err(token.clone())
    }

    #[retry(fixed("1s"), on_ok = |_| true, sleep = |wait| {
        alive.set(Rc::strong_count(token));
        sleep(wait)
    })]
    async fn success(token: &Token, alive: &Cell<usize>) -> Option<Token> {
        Some(token.clone())
    }

    let (token, alive) = (Token::default(), Cell::default());
    let error = error(&token, &alive).await;
    assert_eq!(alive.take(), 1);
    assert_eq!(Rc::strong_count(&token), 2, "the last error is returned");
    drop(error);
    let success = success(&token, &alive).await;
    assert_eq!(alive.take(), 1);
    assert_eq!(Rc::strong_count(&token), 2, "the last value is returned");
    drop(success);
}

fn is_send<T: Send>(_: &T) {}

#[tokio::test(start_paused = true)]
async fn the_future_is_send_when_the_error_and_the_value_are_not() {
    #[retry(fixed("1s"), deadline = "1h", on = |error| Rc::strong_count(error) == 1)]
    async fn error(attempts: &AtomicU32) -> Result<(), Rc<u32>> {
        sleep(Duration::from_secs(1)).await;
        match attempts.fetch_add(1, Ordering::Relaxed) {
            4 => Ok(()),
            n => Err(Rc::new(n)),
        }
    }

    #[retry(fixed("1s"), on_ok = |value| **value < 2)]
    async fn value(attempts: &AtomicU32) -> Option<Rc<u32>> {
        sleep(Duration::from_secs(1)).await;
        Some(Rc::new(attempts.fetch_add(1, Ordering::Relaxed)))
    }

    let attempts = AtomicU32::new(0);
    let future = error(&attempts);
    is_send(&future);
    assert_eq!(future.await, Ok(()));
    let attempts = AtomicU32::new(0);
    let future = value(&attempts);
    is_send(&future);
    assert_eq!(future.await, Some(Rc::new(2)));
}

#[test]
fn a_panic_in_a_sync_call_is_not_caught_or_retried() {
    #[retry(fixed("0s"))]
    fn get(attempts: &Cell<u32>) -> Option<()> {
        attempts.set(attempts.get() + 1);
        assert!(attempts.get() < 2, "the second attempt panics");
        None
    }

    let attempts = Cell::new(0);
    let payload = catch_unwind(AssertUnwindSafe(|| get(&attempts))).expect_err("a panic");
    assert_eq!(payload.downcast_ref(), Some(&"the second attempt panics"));
    assert_eq!(attempts.get(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_panic_in_an_async_call_is_not_caught_or_retried() {
    #[retry(fixed("1s"))]
    async fn get(attempts: Arc<AtomicU32>) -> Option<()> {
        let earlier = attempts.fetch_add(1, Ordering::Relaxed);
        assert!(earlier < 1, "the second attempt panics");
        None
    }

    let attempts = Arc::new(AtomicU32::new(0));
    let error = tokio::spawn(get(attempts.clone()))
        .await
        .expect_err("a panic");
    assert!(error.is_panic());
    assert_eq!(attempts.load(Ordering::Relaxed), 2);
}

#[tokio::test(start_paused = true)]
async fn a_future_dropped_during_a_wait_starts_no_attempt_and_drops_everything() {
    #[retry(fixed("1s"), max_attempts = unlimited, deadline = never)]
    async fn get(attempts: Rc<Cell<u32>>) -> Option<()> {
        attempts.set(attempts.get() + 1);
        None
    }

    let attempts = Rc::new(Cell::new(0));
    let call = timeout(Duration::from_millis(2500), get(attempts.clone()));
    call.await.expect_err("it goes on until it is dropped");
    assert_eq!(attempts.get(), 3);
    assert_eq!(Rc::strong_count(&attempts), 1);
    sleep(Duration::from_secs(10)).await;
    assert_eq!(attempts.get(), 3);
}

#[tokio::test(start_paused = true)]
async fn a_future_dropped_during_an_attempt_drops_the_attempt() {
    #[retry(fixed("1s"), max_attempts = unlimited, deadline = never)]
    async fn get(finished: &Cell<u32>, token: &Token) -> Option<()> {
        let _held = token.clone();
        sleep(Duration::from_secs(2)).await;
        finished.set(finished.get() + 1);
        None
    }

    let (finished, token) = (Cell::new(0), Token::default());
    let call = timeout(Duration::from_secs(4), get(&finished, &token));
    call.await.expect_err("it goes on until it is dropped");
    assert_eq!(finished.get(), 1);
    assert_eq!(Rc::strong_count(&token), 1);
}

#[tokio::test(start_paused = true)]
async fn a_future_does_nothing_before_it_is_polled() {
    #[retry(fixed("1s"), deadline = "1s", max_attempts = 9)]
    async fn get(attempts: &Cell<u32>) -> Option<()> {
        attempts.set(attempts.get() + 1);
        None
    }

    let attempts = Cell::new(0);
    let call = get(&attempts);
    sleep(Duration::from_secs(5)).await;
    assert_eq!(attempts.get(), 0);
    assert_eq!(call.await, None);
    assert_eq!(attempts.get(), 2, "the deadline counts from the first poll");
}

#[test]
fn a_zero_wait_yields_once_and_uses_no_timer() {
    #[retry(fixed("0s"), max_attempts = 3)]
    async fn get(attempts: &Cell<u32>) -> Option<()> {
        attempts.set(attempts.get() + 1);
        None
    }

    // Polled outside a runtime, where tokio's timer would panic.
    let attempts = Cell::new(0);
    let mut call = std::pin::pin!(get(&attempts));
    let mut poll = || {
        let cx = &mut std::task::Context::from_waker(std::task::Waker::noop());
        call.as_mut().poll(cx)
    };
    for attempt in 1..3 {
        assert!(poll().is_pending());
        assert_eq!(attempts.get(), attempt);
    }
    assert!(poll().is_ready());
}
