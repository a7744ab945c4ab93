//! `before_retry`, `or_else`, `when` and `cancel` of a bundle, and beside one.

use super::shapes::{Error, Server};
use retries::{Budget, CancelToken, Event, Policy, RetryBudget, StopReason, retry};
use std::cell::Cell;
use std::future::{Future, pending, ready};
use std::rc::Rc;
use std::time::Duration;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

thread_local! {
    static REFRESHED: Cell<u32> = const { Cell::new(0) };
    static GAVE_UP: Cell<Option<StopReason>> = const { Cell::new(None) };
    static IS_CANCELLED: Cell<bool> = const { Cell::new(false) };
    static AVAILABLE: Cell<Option<u64>> = const { Cell::new(None) };
}

static EMPTY: Budget = Budget::tokens(0);

fn refresh(event: &Event<'_, Error>) -> Result<(), Error> {
    REFRESHED.set(REFRESHED.get() + 1);
    event.error().map_or(Err(Error::Wrong), |_| Ok(()))
}

fn note<E>(event: &Event<'_, E>) {
    if let retries::EventKind::GaveUp(reason) = event.kind() {
        GAVE_UP.set(Some(reason));
    }
}

fn is_down(error: &Error) -> bool {
    *error == Error::Down
}

#[retries::policy(fixed("1s"), max_attempts = 3, before_retry = refresh, on_give_up = note)]
const REFRESHING: Policy<Error>;

#[retries::policy(
    fixed("1s"),
    max_attempts = 3,
    before_retry = async |event| {
        tokio::time::sleep(Duration::from_secs(1)).await;
        refresh(event)
    },
)]
const REFRESHING_IN_TASK: Policy<Error>;

#[retries::policy(
    fixed("0s"),
    max_attempts = 5,
    before_retry = |event: &Event<'_, Error>| if event.attempt().number() == 2 { Err(Error::Wrong) } else { Ok(()) },
    on_give_up = note,
)]
const ENDING: Policy<Error>;

#[tokio::test(start_paused = true)]
async fn before_retry_of_a_bundle_comes_before_each_wait() {
    #[retry(REFRESHING, sleep = |_| ())]
    fn blocking(server: &Server) -> Result<(), Error> {
        server.call()
    }

    #[retry(REFRESHING)]
    async fn get(server: &Server) -> Result<(), Error> {
        server.call()
    }

    #[retry(REFRESHING_IN_TASK)]
    async fn slow(server: &Server) -> Result<(), Error> {
        server.call()
    }

    #[retry(REFRESHING, before_retry = none)]
    async fn without(server: &Server) -> Result<(), Error> {
        server.call()
    }

    let server = Server::failing(Error::Down);
    blocking(&server).unwrap_err();
    assert_eq!((server.calls(), REFRESHED.take()), (3, 2));
    get(&server).await.unwrap_err();
    assert_eq!((server.calls(), REFRESHED.take()), (3, 2));
    let start = Instant::now();
    slow(&server).await.unwrap_err();
    assert_eq!((server.calls(), REFRESHED.take()), (3, 2));
    assert_eq!(start.elapsed(), Duration::from_secs(4));
    without(&server).await.unwrap_err();
    assert_eq!((server.calls(), REFRESHED.take()), (3, 0));
    let calls = REFRESHING.sleep(|_| ()).call(|| server.call());
    assert_eq!(
        (calls, server.calls(), REFRESHED.take()),
        (Err(Error::Down), 3, 2)
    );
    let calls = REFRESHING_IN_TASK
        .call_async(|| async { server.call() })
        .await;
    assert_eq!(
        (calls, server.calls(), REFRESHED.take()),
        (Err(Error::Down), 3, 2)
    );
}

#[tokio::test(start_paused = true)]
async fn an_error_of_before_retry_ends_the_call() {
    #[retry(ENDING)]
    fn blocking(server: &Server) -> Result<(), Error> {
        server.call()
    }

    #[retry(ENDING)]
    async fn get(server: &Server) -> Result<(), Error> {
        server.call()
    }

    let server = Server::failing(Error::Down);
    assert_eq!(blocking(&server), Err(Error::Wrong));
    assert_eq!(server.calls(), 2);
    assert_eq!(GAVE_UP.take(), Some(StopReason::BeforeRetry));
    assert_eq!(get(&server).await, Err(Error::Wrong));
    assert_eq!(server.calls(), 2);
    assert_eq!(GAVE_UP.take(), Some(StopReason::BeforeRetry));
}

struct Client {
    token: u32,
    server: Server,
}

impl Client {
    async fn renew(&mut self) -> Result<(), Error> {
        tokio::task::yield_now().await;
        self.token += 1;
        Ok(())
    }

    fn renew_now(&mut self) -> Result<(), Error> {
        self.token = self.token.checked_add(1).ok_or(Error::Wrong)?;
        Ok(())
    }

    #[retry(REFRESHING, before_retry = async |_| self.renew().await, or_else = |_| Ok(self.token))]
    async fn get(&mut self) -> Result<u32, Error> {
        self.server.call().map(|()| 0)
    }

    #[retry(REFRESHING, before_retry = |_| self.renew(), or_else = async |_, reason| self.stale(reason).await)]
    async fn get_by_future(&mut self) -> Result<u32, Error> {
        self.server.call().map(|()| 0)
    }

    async fn stale(&self, reason: StopReason) -> Result<u32, Error> {
        tokio::task::yield_now().await;
        assert_eq!(reason, StopReason::Attempts);
        Ok(self.token)
    }

    #[retry(REFRESHING, fixed("0s"), before_retry = |_| self.renew_now(), or_else = |_| Ok(self.token))]
    fn get_now(&mut self) -> Result<u32, Error> {
        self.server.call().map(|()| 0)
    }
}

#[tokio::test(start_paused = true)]
async fn a_function_refreshes_and_falls_back_by_itself() {
    let server = Server::failing(Error::Down);
    let mut client = Client { token: 7, server };
    assert_eq!(client.get().await, Ok(9));
    assert_eq!(client.get_by_future().await, Ok(11));
    assert_eq!(client.get_now(), Ok(13));
    assert_eq!(client.server.calls(), 9);
    assert_eq!(REFRESHED.take(), 0);
}

#[retries::policy(fixed("0s"), on = is_down, or_else = |error, reason| Err(worse(error, reason)))]
const WORSE: Policy<Error>;

fn worse(error: Error, reason: StopReason) -> Error {
    GAVE_UP.set(Some(reason));
    match error {
        Error::Down => Error::Wrong,
        Error::Wrong => Error::Down,
    }
}

#[retries::policy(fixed("0s"), or_else = async |_: Error| -> Result<u8, Error> { ready(Ok(7)).await })]
const SEVEN: Policy<Error>;

#[retries::policy(fixed("0s"), budget = EMPTY, or_else = |_: Error| -> Result<u8, Error> { Ok(7) }, on_exhausted = wait)]
const EMPTIED: Policy<Error>;

#[tokio::test(start_paused = true)]
async fn or_else_of_a_bundle_stands_for_the_failure() {
    #[retry(WORSE)]
    fn blocking(server: &Server) -> Result<(), Error> {
        server.call()
    }

    #[retry(WORSE)]
    async fn get(server: &Server) -> Result<String, Error> {
        server.call().map(|()| String::new())
    }

    #[retry(SEVEN)]
    async fn seven(server: &Server) -> Result<u8, Error> {
        server.call().map(|()| 0)
    }

    #[retry(EMPTIED)]
    fn emptied(server: &Server) -> Result<u8, Error> {
        server.call().map(|()| 0)
    }

    #[retry(WORSE, or_else = none)]
    async fn without(server: &Server) -> Result<u8, Error> {
        server.call().map(|()| 0)
    }

    let down = Server::failing(Error::Down);
    assert_eq!(blocking(&down), Err(Error::Wrong));
    assert_eq!(
        (down.calls(), GAVE_UP.take()),
        (3, Some(StopReason::Attempts))
    );
    let wrong = Server::failing(Error::Wrong);
    assert_eq!(get(&wrong).await, Err(Error::Down));
    assert_eq!(
        (wrong.calls(), GAVE_UP.take()),
        (1, Some(StopReason::Permanent))
    );
    assert_eq!(seven(&down).await, Ok(7));
    assert_eq!(emptied(&down), Ok(7));
    assert_eq!(without(&down).await, Err(Error::Down));
    assert_eq!(WORSE.call(|| down.call()), Err(Error::Wrong));
    assert_eq!(SEVEN.call_async(|| async { Err(Error::Down) }).await, Ok(7));
}

#[retries::policy(
    fixed("9s"), max_attempts = 2, when(is_down, fixed("1s"), max_attempts = 4), when(|error: &Error| *error == Error::Wrong, fixed("2s")),
)]
const BY_KIND: Policy<Error>;

#[tokio::test(start_paused = true)]
async fn the_whens_of_a_bundle_hold_after_those_of_a_function() {
    #[retry(BY_KIND)]
    async fn get(server: &Server) -> Result<(), Error> {
        server.call()
    }

    #[retry(BY_KIND, when(is_down, fixed("5s")))]
    async fn own(server: &Server) -> Result<(), Error> {
        server.call()
    }

    #[retry(BY_KIND, when(|error| *error == Error::Wrong, fixed("5s")))]
    async fn beside(server: &Server) -> Result<(), Error> {
        server.call()
    }

    #[retry(BY_KIND, sleep = |_| ())]
    fn blocking(server: &Server) -> Result<(), Error> {
        server.call()
    }

    let (down, wrong) = (Server::failing(Error::Down), Server::failing(Error::Wrong));
    let start = Instant::now();
    get(&down).await.unwrap_err();
    assert_eq!((down.calls(), start.elapsed()), (4, Duration::from_secs(3)));
    let start = Instant::now();
    get(&wrong).await.unwrap_err();
    assert_eq!(
        (wrong.calls(), start.elapsed()),
        (2, Duration::from_secs(2))
    );
    let start = Instant::now();
    own(&down).await.unwrap_err();
    assert_eq!((down.calls(), start.elapsed()), (2, Duration::from_secs(5)));
    let start = Instant::now();
    own(&wrong).await.unwrap_err();
    assert_eq!(
        (wrong.calls(), start.elapsed()),
        (2, Duration::from_secs(2))
    );
    let start = Instant::now();
    beside(&down).await.unwrap_err();
    assert_eq!((down.calls(), start.elapsed()), (4, Duration::from_secs(3)));
    blocking(&down).unwrap_err();
    assert_eq!(down.calls(), 4);
    assert_eq!(BY_KIND.sleep(|_| ()).call(|| down.call()), Err(Error::Down));
    assert_eq!(down.calls(), 4);
}

struct Service {
    server: Server,
    stop: CancellationToken,
    cached: bool,
}

impl Service {
    #[retry(AT_SHUTDOWN, cancel = self.stop)]
    async fn get(&self) -> Result<(), Error> {
        self.server.call()
    }

    #[retry(AT_SHUTDOWN, on = |_| false, cancel = self.stop, or_else = |_| { self.cached = true; Ok(()) })]
    async fn get_or_cached(&mut self) -> Result<(), Error> {
        self.server.call()
    }
}

#[tokio::test(start_paused = true)]
async fn a_token_in_a_field_ends_the_wait_of_a_function_with_a_bundle() {
    let mut service = Service {
        server: Server::failing(Error::Down),
        stop: CancellationToken::new(),
        cached: false,
    };
    let cancel = async {
        tokio::time::sleep(Duration::from_secs(1)).await;
        service.stop.cancel();
    };
    let start = Instant::now();
    let (got, ()) = tokio::join!(service.get(), cancel);
    assert_eq!((got, service.server.calls()), (Err(Error::Down), 1));
    assert_eq!(start.elapsed(), Duration::from_secs(1));
    service.get_or_cached().await.unwrap();
    assert!(service.cached);
}

/// Cancels as soon as the flag of the thread is set.
struct Flag;

impl CancelToken for Flag {
    fn cancelled(&self) -> impl Future<Output = ()> {
        std::future::poll_fn(|_| {
            if IS_CANCELLED.get() {
                std::task::Poll::Ready(())
            } else {
                std::task::Poll::Pending
            }
        })
    }
}

#[retries::policy(fixed("60s"), cancel = Flag, on_give_up = note)]
const CANCELLABLE: Policy;

#[retries::policy(fixed("60s"), cancel)]
const AT_SHUTDOWN: Policy;

#[test]
fn a_token_beside_a_bundle_may_be_made_for_each_wait() {
    #[retry(AT_SHUTDOWN, cancel = stop.child_token())]
    fn get(server: &Server, stop: &CancellationToken) -> Result<(), Error> {
        server.call()
    }

    let (server, stop) = (Server::failing(Error::Down), CancellationToken::new());
    stop.cancel();
    get(&server, &stop).unwrap_err();
    assert_eq!(server.calls(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_cancelled_call_returns_the_failure_that_it_kept() {
    #[retry(CANCELLABLE)]
    fn blocking(server: &Server) -> Result<(), Error> {
        server.call()
    }

    #[retry(CANCELLABLE)]
    async fn get(server: &Server) -> Result<(), Error> {
        server.call()
    }

    #[retry(CANCELLABLE, cancel = tokio::time::sleep(Duration::from_secs(1)))]
    async fn own(server: &Server) -> Result<(), Error> {
        server.call()
    }

    #[retry(CANCELLABLE, cancel = none)]
    async fn without(server: &Server) -> Result<(), Error> {
        server.call()
    }

    #[retry(AT_SHUTDOWN, or_else = |_| Ok(()))]
    async fn waits(server: &Server) -> Result<(), Error> {
        server.call()
    }

    let server = Server::failing(Error::Down);
    let start = Instant::now();
    own(&server).await.unwrap_err();
    assert_eq!(
        (server.calls(), start.elapsed()),
        (1, Duration::from_secs(1))
    );
    assert_eq!(GAVE_UP.take(), Some(StopReason::Cancelled));
    IS_CANCELLED.set(true);
    blocking(&server).unwrap_err();
    assert_eq!(
        (server.calls(), GAVE_UP.take()),
        (1, Some(StopReason::Cancelled))
    );
    get(&server).await.unwrap_err();
    assert_eq!(
        (server.calls(), GAVE_UP.take()),
        (1, Some(StopReason::Cancelled))
    );
    without(&server).await.unwrap_err();
    assert_eq!(
        (server.calls(), GAVE_UP.take()),
        (3, Some(StopReason::Attempts))
    );
    IS_CANCELLED.set(false);
    assert_eq!(waits(&server).await, Ok(()));
    assert_eq!(server.calls(), 3);
}

#[test]
fn only_a_bundle_that_may_return_it_keeps_the_outcome() {
    fn is_send(_: impl Send) {}

    #[retry(AT_SHUTDOWN, cancel = none)]
    async fn get() -> Result<(), Rc<u8>> {
        pending().await
    }

    is_send(get());
}

static REFUNDED: Budget = Budget::tokens(20);

#[retries::policy(
    fixed("0s"),
    budget = REFUNDED,
    before_retry = |_| Err(Error::Wrong),
    or_else = |error| {
        AVAILABLE.set(RetryBudget::available(&REFUNDED));
        Err(error)
    },
)]
const REFUNDING: Policy<Error>;

#[tokio::test]
async fn the_budget_has_its_refund_when_or_else_is_called() {
    #[retry(REFUNDING)]
    fn blocking(server: &Server) -> Result<(), Error> {
        server.call()
    }

    #[retry(REFUNDING)]
    async fn get(server: &Server) -> Result<(), Error> {
        server.call()
    }

    let server = Server::failing(Error::Down);
    let full = RetryBudget::available(&REFUNDED);
    assert_eq!(blocking(&server), Err(Error::Wrong));
    assert_eq!(AVAILABLE.take(), full);
    assert_eq!(get(&server).await, Err(Error::Wrong));
    assert_eq!((server.calls(), AVAILABLE.take()), (2, full));
}
