//! `cancel` ends a wait, and the call returns its last failure.

use retries::{Budget, CancelToken, EventKind, StopReason, retry};
use std::cell::Cell;
use std::future::{Future, pending, poll_fn};
use std::rc::Rc;
use std::sync::{Arc, Mutex};
use std::task::{Poll, Waker};
use std::thread;
use std::time::{Duration, Instant};
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

/// A token with a method of its own.
#[derive(Clone, Default)]
struct Stop(Arc<Mutex<(bool, Vec<Waker>)>>);

impl Stop {
    fn cancel(&self) {
        let mut state = self.0.lock().expect("no call panics");
        state.0 = true;
        state.1.drain(..).for_each(Waker::wake);
    }

    fn cancelled(&self) -> impl Future<Output = ()> {
        poll_fn(|cx| {
            let mut state = self.0.lock().expect("no call panics");
            if state.0 {
                return Poll::Ready(());
            }
            state.1.push(cx.waker().clone());
            Poll::Pending
        })
    }

    fn cancelled_after(wait: Duration) -> Self {
        let stop = Self::default();
        let clone = stop.clone();
        thread::spawn(move || {
            thread::sleep(wait);
            clone.cancel();
        });
        stop
    }
}

/// A token by the trait.
struct Token(Stop);

impl CancelToken for Token {
    fn cancelled(&self) -> impl Future<Output = ()> {
        self.0.cancelled()
    }
}

const SOON: Duration = Duration::from_millis(20);
const LONG: Duration = Duration::from_secs(300);

#[test]
fn a_token_ends_the_wait_of_a_thread_at_once() {
    #[retry(
        fixed("10m"), cancel = stop,
        on_give_up = |event| end.set(Some((event.kind(), event.attempt().number(), event.error().copied()))),
        or_else = |_| panic!("cancelled"),
    )]
    fn get(stop: &Stop, end: &Cell<Option<(EventKind, u32, Option<u32>)>>) -> Result<(), u32> {
        Err(1)
    }
    let (end, start) = (Cell::new(None), Instant::now());
    assert_eq!(get(&Stop::cancelled_after(SOON), &end), Err(1));
    assert!(start.elapsed() < LONG);
    let cancelled = EventKind::GaveUp(StopReason::Cancelled);
    assert_eq!(end.get(), Some((cancelled, 1, Some(1))));
}

#[test]
fn a_cancelled_call_makes_its_attempt_and_no_retry() {
    #[retry(
        cancel = stop, on_retry = |_| panic!("no retry"), before_retry = |_| panic!("no retry"),
        on_give_up = |event| end.set(Some(event.kind())), or_else = |_| panic!("cancelled"),
    )]
    fn get(stop: &Stop, end: &Cell<Option<EventKind>>) -> Result<(), u32> {
        Err(1)
    }
    #[retry(cancel = stop)]
    fn succeed(stop: &Stop) -> Result<u32, u32> {
        Ok(1)
    }
    #[retry(cancel = stop, on = |_| false, or_else = |error, reason| Ok((error, reason)))]
    fn fail_for_good(stop: &Stop) -> Result<(u32, StopReason), u32> {
        Err(1)
    }
    let (stop, end) = (Stop::default(), Cell::new(None));
    stop.cancel();
    assert_eq!(get(&stop, &end), Err(1));
    assert_eq!(end.get(), Some(EventKind::GaveUp(StopReason::Cancelled)));
    assert_eq!(succeed(&stop), Ok(1));
    assert_eq!(fail_for_good(&stop), Ok((1, StopReason::Permanent)));
}

#[test]
fn a_success_asks_no_token() {
    #[retry(cancel = { asked.set(asked.get() + 1); pending::<()>() }, sleep = |_| ())]
    fn get(asked: &Cell<u32>) -> Result<u32, u32> {
        if asked.get() == 0 { Err(1) } else { Ok(1) }
    }
    let asked = Cell::new(0);
    assert_eq!(get(&asked), Ok(1));
    // After the failure, and for the wait.
    assert_eq!(asked.get(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_token_ends_the_wait_of_a_task_at_once() {
    #[retry(fixed("10m"), cancel = stop)]
    async fn get(stop: &Stop) -> Result<(), u32> {
        Err(1)
    }
    let (stop, start) = (Stop::default(), tokio::time::Instant::now());
    let cancel = async {
        tokio::time::sleep(Duration::from_secs(7)).await;
        stop.cancel();
    };
    let (got, ()) = tokio::join!(get(&stop), cancel);
    assert_eq!(got, Err(1));
    assert_eq!(start.elapsed(), Duration::from_secs(7));
}

#[tokio::test(start_paused = true)]
async fn the_token_of_tokio_util_is_a_token_as_it_is() {
    #[retry(fixed("10m"), cancel = token)]
    async fn get(token: &CancellationToken) -> Result<(), u32> {
        Err(1)
    }
    #[retry(fixed("10m"), cancel = token.child_token())]
    fn get_blocking(token: &CancellationToken) -> Result<(), u32> {
        Err(1)
    }
    #[retry(fixed("10m"), cancel = token.child_token(), or_else = |_, _| Ok(()))]
    async fn get_by_child(token: &CancellationToken) -> Result<(), u32> {
        Err(1)
    }
    #[retry(fixed("10m"), cancel = token)]
    async fn get_shared(token: Arc<CancellationToken>) -> Result<(), u32> {
        Err(1)
    }
    let (token, start) = (CancellationToken::new(), tokio::time::Instant::now());
    let cancel = async {
        tokio::time::sleep(Duration::from_secs(7)).await;
        token.cancel();
    };
    let shared = Arc::new(token.clone());
    let calls = async { tokio::join!(get(&token), get_by_child(&token), get_shared(shared)) };
    let (got, ()) = tokio::join!(calls, cancel);
    assert_eq!(got, (Err(1), Err(1), Err(1)));
    assert_eq!(get_blocking(&token), Err(1));
    assert_eq!(start.elapsed(), Duration::from_secs(7));
}

struct Client {
    stop: Notify,
    token: Token,
    attempts: Cell<u32>,
}

impl Client {
    fn new() -> Self {
        Self {
            stop: Notify::new(),
            token: Token(Stop::default()),
            attempts: Cell::new(0),
        }
    }

    #[retry(fixed("1s"), cancel = self.stop.notified())]
    async fn by_future(&self) -> Result<(), u32> {
        self.attempts.set(self.attempts.get() + 1);
        Err(self.attempts.get())
    }

    #[retry(fixed("1s"), cancel = self.token, attempt_timeout = "9s", on_timeout = |_| 9)]
    async fn by_trait(&self) -> Result<(), u32> {
        Err(1)
    }

    #[retry(fixed("1s"), cancel = Some(&self.token), sleep = |_| self.token.0.cancel())]
    fn by_own_sleep(&self) -> Result<(), u32> {
        self.attempts.set(self.attempts.get() + 1);
        Err(1)
    }
}

#[tokio::test(start_paused = true)]
async fn a_future_made_for_each_wait_and_a_token_by_the_trait_end_a_wait() {
    let client = Client::new();
    let cancel = async {
        tokio::time::sleep(Duration::from_millis(1500)).await;
        client.stop.notify_waiters();
    };
    let (got, ()) = tokio::join!(client.by_future(), cancel);
    assert_eq!(got, Err(2));

    let cancel = async {
        tokio::time::sleep(Duration::from_millis(500)).await;
        client.token.0.cancel();
    };
    let start = tokio::time::Instant::now();
    let (got, ()) = tokio::join!(client.by_trait(), cancel);
    assert_eq!(got, Err(1));
    assert_eq!(start.elapsed(), Duration::from_millis(500));
}

#[test]
fn a_sleep_of_the_users_own_is_not_interrupted_but_no_attempt_follows_it() {
    let client = Client::new();
    assert_eq!(client.by_own_sleep(), Err(1));
    assert_eq!(client.attempts.get(), 1);
}

#[tokio::test(start_paused = true)]
async fn without_a_cancel_the_call_makes_its_attempts() {
    #[retry(fixed("1s"), cancel)]
    async fn at_shutdown(calls: &Cell<u32>) -> Result<(), u32> {
        calls.set(calls.get() + 1);
        Err(calls.get())
    }
    #[retry(fixed("1ms"), cancel)]
    fn at_shutdown_on_thread(calls: &Cell<u32>) -> Option<u32> {
        calls.set(calls.get() + 1);
        None
    }
    #[retry(fixed("1s"), cancel = stop, sleep = tokio::time::sleep)]
    async fn by_token(stop: &Stop, calls: &Cell<u32>) -> Result<(), u32> {
        calls.set(calls.get() + 1);
        Err(calls.get())
    }
    let (calls, start) = (Cell::new(0), tokio::time::Instant::now());
    assert_eq!(at_shutdown(&calls).await, Err(3));
    assert_eq!(by_token(&Stop::default(), &calls).await, Err(6));
    assert_eq!(at_shutdown_on_thread(&calls), None);
    assert_eq!(calls.get(), 9);
    assert_eq!(start.elapsed(), Duration::from_secs(4));
}

#[tokio::test(start_paused = true)]
async fn a_retry_that_is_cancelled_is_refunded() {
    #[retry(fixed("1s"), budget = *budget, cancel = stop)]
    async fn get(budget: &Budget, stop: &Stop) -> Result<(), u32> {
        Err(1)
    }
    let budget = Budget::ratio(1.0).min_per_second(0);
    let stop = Stop::default();
    let cancel = async {
        tokio::time::sleep(Duration::from_millis(500)).await;
        assert_eq!(budget.available(), 0);
        stop.cancel();
    };
    let (got, ()) = tokio::join!(get(&budget, &stop), cancel);
    assert_eq!(got, Err(1));
    assert_eq!(budget.available(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_success_that_on_ok_retries_is_returned() {
    #[retry(fixed("1s"), on_ok = |_| true, cancel = stop)]
    async fn get(stop: &Stop) -> Result<u32, u32> {
        Ok(1)
    }
    let stop = Stop::default();
    let cancel = async {
        tokio::time::sleep(Duration::from_millis(500)).await;
        stop.cancel();
    };
    let (got, ()) = tokio::join!(get(&stop), cancel);
    assert_eq!(got, Ok(1));
}

#[test]
fn the_future_is_send_if_only_the_value_of_a_success_is_not() {
    #[retry(cancel)]
    async fn get() -> Result<Rc<u32>, u32> {
        Err(1)
    }
    fn assert_send(_: impl Send) {}
    assert_send(get());
}

#[tokio::test(start_paused = true)]
async fn the_wait_before_a_refused_failure_is_cancelled_too() {
    static EMPTY: Budget = Budget::ratio(0.0).min_per_second(0);
    #[retry(fixed("10s"), budget = EMPTY, on_exhausted = wait, cancel = stop)]
    async fn get(stop: &Stop) -> Result<(), u32> {
        Err(1)
    }
    let (stop, start) = (Stop::default(), tokio::time::Instant::now());
    let cancel = async {
        tokio::time::sleep(Duration::from_secs(1)).await;
        stop.cancel();
    };
    let (got, ()) = tokio::join!(get(&stop), cancel);
    assert_eq!(got, Err(1));
    assert_eq!(start.elapsed(), Duration::from_secs(1));
}
