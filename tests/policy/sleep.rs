//! `sleep` replaces the timer that the features choose.

use retries::retry;
use std::cell::{Cell, RefCell};
use std::future::{Future, ready};
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

thread_local! {
    static WAITS: RefCell<Vec<Duration>> = const { RefCell::new(Vec::new()) };
}

fn record(wait: Duration) {
    WAITS.with_borrow_mut(|waits| waits.push(wait));
}

/// Runs a future that never has to wait, outside tokio, whose timer would panic here.
fn run<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("it waits"),
    }
}

const EXPECTED: [Duration; 2] = [Duration::from_secs(1000), Duration::from_secs(2000)];

#[test]
fn sleep_may_be_a_path_on_a_sync_function() {
    #[retry(exp(base = "1000s"), sleep = record)]
    fn get() -> Option<()> {
        None
    }

    assert_eq!(get(), None);
    assert_eq!(WAITS.take(), EXPECTED);
}

#[test]
fn sleep_may_use_self_and_the_arguments_on_a_sync_function() {
    struct Client {
        waits: RefCell<Vec<Duration>>,
    }

    impl Client {
        #[retry(exp(base = "1000s"), sleep = |wait| self.waits.borrow_mut().push(wait * scale))]
        fn get(&self, scale: u32) -> Option<()> {
            None
        }
    }

    let client = Client {
        waits: RefCell::default(),
    };
    assert_eq!(client.get(3), None);
    assert_eq!(client.waits.into_inner(), EXPECTED.map(|wait| wait * 3));
}

#[test]
fn sleep_may_be_a_path_on_an_async_function() {
    fn at_once(wait: Duration) -> impl Future<Output = ()> {
        record(wait);
        ready(())
    }

    async fn later(wait: Duration) {
        record(wait);
    }

    #[retry(exp(base = "1000s"), sleep = at_once)]
    async fn plain() -> Option<()> {
        None
    }

    #[retry(exp(base = "1000s"), sleep = later)]
    async fn asynchronous() -> Option<()> {
        None
    }

    assert_eq!(run(plain()), None);
    assert_eq!(WAITS.take(), EXPECTED);
    assert_eq!(run(asynchronous()), None);
    assert_eq!(WAITS.take(), EXPECTED);
}

#[test]
fn sleep_may_use_the_arguments_on_an_async_function() {
    #[retry(exp(base = "1000s"), sleep = |wait| { waits.borrow_mut().push(wait); ready(()) })]
    async fn plain(waits: &RefCell<Vec<Duration>>) -> Option<()> {
        None
    }

    #[retry(exp(base = "1000s"), sleep = async |wait| waits.borrow_mut().push(wait))]
    async fn asynchronous(waits: &RefCell<Vec<Duration>>) -> Option<()> {
        None
    }

    let waits = RefCell::default();
    assert_eq!(run(plain(&waits)), None);
    assert_eq!(waits.take(), EXPECTED);
    assert_eq!(run(asynchronous(&waits)), None);
    assert_eq!(waits.take(), EXPECTED);
}

#[tokio::test(start_paused = true)]
async fn a_future_with_another_timer_is_waited_for() {
    #[retry(fixed("1s"), sleep = |wait| tokio::time::sleep(wait * 60))]
    async fn get() -> Option<()> {
        None
    }

    let start = tokio::time::Instant::now();
    assert_eq!(get().await, None);
    assert_eq!(start.elapsed(), Duration::from_secs(120));
}

#[test]
fn sleep_is_not_called_when_the_first_attempt_succeeds() {
    #[retry(sleep = |_| asked.set(true))]
    fn get(asked: &Cell<bool>) -> Option<u8> {
        Some(1)
    }

    let asked = Cell::new(false);
    assert_eq!(get(&asked), Some(1));
    assert!(!asked.get());
}

#[test]
fn the_output_of_a_sleep_future_is_ignored() {
    #[retry(fixed("1s"), sleep = |wait| ready(wait.as_secs()))]
    async fn task() -> Option<()> {
        None
    }

    assert_eq!(run(task()), None);
}
