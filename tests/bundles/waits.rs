//! `sleep` of a bundle, and `on_timeout`, which it cuts attempts off for.
#![expect(clippy::unused_self, reason = "the methods need only be methods")]

use super::shapes::{Error, Server};
use retries::{Policy, TimedOut, retry, retry_async};
use std::cell::RefCell;
use std::fmt::Display;
use std::future::{Future, pending};
use std::io;
use std::pin::Pin;
use std::time::Duration;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

const SECOND: Duration = Duration::from_secs(1);

thread_local! {
    static SLEPT: RefCell<Vec<Duration>> = const { RefCell::new(Vec::new()) };
}

fn note(wait: Duration) {
    SLEPT.with_borrow_mut(|slept| slept.push(wait));
}

#[retries::policy(fixed("1s"), sleep = note)]
const ON_THREAD: Policy;

#[retries::policy(fixed("1s"), sleep = |wait| note(wait * 2))]
const BY_A_CLOSURE: Policy;

struct Blocking(Server);

#[retry(ON_THREAD)]
impl Blocking {
    fn get(&self) -> Result<(), Error> {
        self.0.call()
    }

    fn generic<T: Default>(&self) -> Result<T, Error> {
        self.0.call()?;
        Ok(T::default())
    }
}

#[test]
fn a_blocking_function_waits_by_the_sleep_of_its_bundle() {
    #[retry(BY_A_CLOSURE)]
    fn get(server: &Server) -> Result<(), Error> {
        server.call()
    }

    #[retry(ON_THREAD, sleep = |wait| note(wait * 3))]
    fn own(server: &Server) -> Result<(), Error> {
        server.call()
    }

    let server = Server::failing(Error::Down);
    get(&server).unwrap_err();
    assert_eq!((server.calls(), SLEPT.take()), (3, vec![SECOND * 2; 2]));
    own(&server).unwrap_err();
    assert_eq!(SLEPT.take(), [SECOND * 3; 2]);
    ON_THREAD.call(|| server.call()).unwrap_err();
    assert_eq!(SLEPT.take(), [SECOND; 2]);

    let client = Blocking(server);
    client.get().unwrap_err();
    client.generic::<u8>().unwrap_err();
    assert_eq!(SLEPT.take(), [SECOND; 4]);
}

#[test]
fn a_call_that_can_be_cancelled_waits_by_the_same_sleep() {
    #[retry(ON_THREAD, cancel = stop)]
    fn get(server: &Server, stop: &CancellationToken) -> Result<(), Error> {
        server.call()
    }

    #[retry(ON_THREAD, cancel = stop, sleep = |wait| note(wait * 3))]
    fn own(server: &Server, stop: &CancellationToken) -> Result<(), Error> {
        server.call()
    }

    #[retry(ON_THREAD, cancel = stop, sleep = |_| stop.cancel())]
    fn cancelled(server: &Server, stop: &CancellationToken) -> Result<(), Error> {
        server.call()
    }

    let (server, stop) = (Server::failing(Error::Down), CancellationToken::new());
    get(&server, &stop).unwrap_err();
    assert_eq!((server.calls(), SLEPT.take()), (3, vec![SECOND; 2]));
    own(&server, &stop).unwrap_err();
    assert_eq!((server.calls(), SLEPT.take()), (3, vec![SECOND * 3; 2]));
    cancelled(&server, &stop).unwrap_err();
    assert_eq!(server.calls(), 1);
    get(&server, &stop).unwrap_err();
    assert_eq!((server.calls(), SLEPT.take()), (1, vec![]));
}

async fn twice(wait: Duration) -> &'static str {
    tokio::time::sleep(wait * 2).await;
    "what it returns does not matter"
}

#[retries::policy(fixed("1s"), max_attempts = 2, attempt_timeout = "2s", sleep = twice)]
const IN_TASK: Policy;

#[retries::policy(fixed("1s"), max_attempts = 2, sleep = async |wait: Duration| { twice(wait).await; })]
const BY_AN_ASYNC_CLOSURE: Policy;

struct Slow;

#[retry(IN_TASK)]
impl Slow {
    async fn get<T>(&self) -> io::Result<T> {
        pending().await
    }

    fn boxed(&self) -> Pin<Box<dyn Future<Output = io::Result<()>> + Send + '_>> {
        Box::pin(async move { pending().await })
    }

    fn returned(&self) -> impl Future<Output = io::Result<()>> + Send {
        pending()
    }
}

/// Returns how many seconds the future takes.
async fn seconds(future: impl Future) -> u64 {
    let start = Instant::now();
    future.await;
    start.elapsed().as_secs()
}

#[tokio::test(start_paused = true)]
async fn an_async_function_waits_and_is_cut_off_by_the_sleep_of_its_bundle() {
    #[retry(IN_TASK, attempt_timeout = "3s")]
    async fn own_timeout() -> Option<()> {
        pending().await
    }

    #[retry(IN_TASK, sleep = tokio::time::sleep)]
    async fn own_sleep() -> Option<()> {
        pending().await
    }

    #[retry(IN_TASK, attempt_timeout = never)]
    async fn never() -> Option<()> {
        None
    }

    #[retry(BY_AN_ASYNC_CLOSURE)]
    async fn by_an_async_closure() -> Option<()> {
        None
    }

    assert_eq!(seconds(Slow.get::<u8>()).await, 2 * (2 + 1 + 2));
    assert_eq!(seconds(Slow.boxed()).await, 10);
    assert_eq!(seconds(Slow.returned()).await, 10);
    assert_eq!(seconds(own_timeout()).await, 2 * (3 + 1 + 3));
    assert_eq!(seconds(own_sleep()).await, 2 + 1 + 2);
    assert_eq!(seconds(never()).await, 2);
    assert_eq!(seconds(by_an_async_closure()).await, 2);
    let closure = IN_TASK.call_async(pending::<Option<()>>);
    assert_eq!(seconds(closure).await, 10);
    let plain = retry_async(|| std::future::ready(None::<()>)).call();
    assert_eq!(seconds(plain).await, 0);
}

#[test]
fn a_future_that_sleeps_by_its_bundle_can_be_sent() {
    #[retry(IN_TASK)]
    async fn get(key: &str) -> Option<usize> {
        std::future::ready(()).await;
        Some(key.len())
    }

    fn is_send(_: impl Send) {}
    is_send(get("key"));
    is_send(IN_TASK.call_async(|| get("key")));
}

#[derive(Debug, PartialEq)]
enum Late {
    Late(u32),
    OwnWords,
}

fn late(timed_out: TimedOut) -> Late {
    Late::Late(timed_out.attempt().number())
}

#[retries::policy(fixed("1s"), max_attempts = 2, attempt_timeout = "2s", on_timeout = late)]
const LATE: Policy<Late>;

#[retries::policy(
    fixed("1s"), max_attempts = 2, attempt_timeout = "2s", sleep = twice,
    on = |_| false, on_timeout = |timed_out| Late::Late(timed_out.attempt().number()),
)]
const LATE_BY_A_CLOSURE: Policy<Late>;

#[retry(LATE)]
impl Slow {
    async fn late(&mut self) -> Result<(), Late> {
        pending().await
    }

    fn late_later(&self) -> impl Future<Output = Result<(), Late>> + Send {
        pending()
    }
}

#[tokio::test(start_paused = true)]
async fn on_timeout_of_a_bundle_makes_the_error() {
    #[retry(LATE, attempt_timeout = "5s")]
    async fn own_timeout() -> Result<(), Late> {
        pending().await
    }

    #[retry(LATE, on_timeout = |_| Late::OwnWords)]
    async fn own() -> Result<(), Late> {
        pending().await
    }

    #[retry(LATE, on_timeout = |timed_out| timed_out.to_string())]
    async fn of_another_error() -> Result<(), String> {
        pending().await
    }

    #[retry(LATE_BY_A_CLOSURE)]
    async fn by_a_closure() -> Result<(), Late> {
        pending().await
    }

    #[retry(LATE, attempt_timeout = never, fixed("0s"))]
    fn blocking() -> Result<(), Late> {
        Err(Late::OwnWords)
    }

    #[retry(LATE, attempt_timeout = never)]
    async fn another_error_that_is_never_late<E: Display + Copy>(error: E) -> Result<(), E> {
        Err(error)
    }

    let start = Instant::now();
    assert_eq!(Slow.late().await, Err(Late::Late(2)));
    assert_eq!(start.elapsed(), SECOND * 5);
    assert_eq!(Slow.late_later().await, Err(Late::Late(2)));
    assert_eq!(own_timeout().await, Err(Late::Late(2)));
    assert_eq!(start.elapsed(), SECOND * (5 + 5 + 11));
    assert_eq!(own().await, Err(Late::OwnWords));
    let text = of_another_error().await.unwrap_err();
    assert_eq!(text, "attempt 2 of 2 was cut off after 2s");
    let start = Instant::now();
    assert_eq!(by_a_closure().await, Err(Late::Late(1)));
    assert_eq!(start.elapsed(), SECOND * 4, "twice its attempt timeout");
    assert_eq!(blocking(), Err(Late::OwnWords));
    assert_eq!(another_error_that_is_never_late(1).await, Err(1));
    let closure = LATE.call_async(pending::<Result<(), Late>>);
    assert_eq!(closure.await, Err(Late::Late(2)));
}
