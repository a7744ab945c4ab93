//! `on_refused` and `on_exhausted` of a bundle.
#![expect(clippy::unused_self, reason = "the methods need only be methods")]

use super::shapes::{Error, Server};
use retries::{Budget, CallRequest, Policy, Refused, RetryBudget, RetryRequest, retry};
use std::cell::Cell;
use std::fmt::Display;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::time::Duration;
use tokio::time::Instant;

const SECOND: Duration = Duration::from_secs(1);

/// Refuses every call.
struct Closed;

impl RetryBudget for Closed {
    fn admit(&self, _: &CallRequest) -> Result<(), Refused> {
        Err(Refused::new("closed"))
    }

    fn withdraw(&self, _: &RetryRequest) -> Option<u32> {
        None
    }
}

static CLOSED: Closed = Closed;
static EMPTY: Budget = Budget::tokens(0);

#[derive(Debug, PartialEq)]
enum Overloaded {
    Overloaded(String),
    Own,
}

fn overloaded(refused: Refused) -> Overloaded {
    Overloaded::Overloaded(refused.to_string())
}

#[retries::policy(fixed("0s"), budget = CLOSED, on_refused = overloaded)]
const CLOSED_BUNDLE: Policy<Overloaded>;

#[retries::policy(fixed("0s"), budget = CLOSED, on_refused = |_| String::from("closed"))]
const BY_A_CLOSURE: Policy<String>;

struct Client;

#[retry(CLOSED_BUNDLE)]
impl Client {
    fn blocking(&self) -> Result<(), Overloaded> {
        panic!("it is not called")
    }

    async fn asynchronous(&self) -> Result<(), Overloaded> {
        panic!("it is not called")
    }

    fn boxed(&self) -> Pin<Box<dyn Future<Output = Result<(), Overloaded>> + Send + '_>> {
        Box::pin(async move { panic!("it is not called") })
    }
}

#[tokio::test]
async fn on_refused_of_a_bundle_makes_the_error() {
    #[retry(BY_A_CLOSURE)]
    fn by_a_closure() -> Result<(), String> {
        panic!("it is not called")
    }

    let refused = || {
        let text = "the retry budget refused the call: closed";
        Err(Overloaded::Overloaded(text.to_owned()))
    };
    assert_eq!(Client.blocking(), refused());
    assert_eq!(Client.asynchronous().await, refused());
    assert_eq!(Client.boxed().await, refused());
    assert_eq!(by_a_closure(), Err("closed".to_owned()));
    let closure = || -> Result<(), Overloaded> { panic!("it is not called") };
    assert_eq!(CLOSED_BUNDLE.call(closure), refused());
    let closure = std::future::pending::<Result<(), Overloaded>>;
    assert_eq!(CLOSED_BUNDLE.call_async(closure).await, refused());
}

#[tokio::test]
async fn a_refused_call_runs_no_code_of_a_function_that_returns_a_future() {
    #[retry(CLOSED_BUNDLE)]
    fn returned() -> impl Future<Output = Result<(), Overloaded>> {
        let called = true;
        assert!(!called);
        std::future::ready(Ok(()))
    }

    #[retry(CLOSED_BUNDLE)]
    fn boxed() -> Pin<Box<dyn Future<Output = Result<(), Overloaded>>>> {
        let called = true;
        assert!(!called);
        Box::into_pin(Box::new(std::future::ready(Ok(()))))
    }

    let refused = Overloaded::Overloaded("the retry budget refused the call: closed".to_owned());
    assert_eq!(returned().await.as_ref(), Err(&refused));
    assert_eq!(boxed().await, Err(refused));
}

#[tokio::test(start_paused = true)]
async fn a_call_asks_its_budget_once_before_it_begins() {
    thread_local! {
        static CALLS: Cell<u32> = const { Cell::new(0) };
    }

    /// Counts the calls, and grants every retry.
    struct Counting;

    impl RetryBudget for Counting {
        fn admit(&self, _: &CallRequest) -> Result<(), Refused> {
            CALLS.set(CALLS.get() + 1);
            Ok(())
        }

        fn withdraw(&self, _: &RetryRequest) -> Option<u32> {
            Some(1)
        }
    }

    static COUNTING: Counting = Counting;

    #[retries::policy(fixed("1ms"), max_attempts = 3, budget = COUNTING, on_refused = overloaded)]
    const COUNTED: Policy<Overloaded>;

    #[retry(COUNTED, sleep = |_| ())]
    fn on_thread_word_by_word() -> Result<(), Overloaded> {
        Err(Overloaded::Own)
    }

    #[retry(COUNTED)]
    fn on_thread() -> Result<(), Overloaded> {
        Err(Overloaded::Own)
    }

    #[retry(COUNTED)]
    async fn in_task() -> Result<(), Overloaded> {
        tokio::task::yield_now().await;
        Err(Overloaded::Own)
    }

    assert_eq!(on_thread_word_by_word(), Err(Overloaded::Own));
    assert_eq!(CALLS.take(), 1);
    assert_eq!(on_thread(), Err(Overloaded::Own));
    assert_eq!(CALLS.take(), 1);
    assert_eq!(in_task().await, Err(Overloaded::Own));
    assert_eq!(CALLS.take(), 1);
}
#[test]
fn on_refused_may_be_replaced_and_goes_with_another_budget() {
    #[retry(CLOSED_BUNDLE, on_refused = |_| Overloaded::Own)]
    fn own() -> Result<(), Overloaded> {
        panic!("it is not called")
    }

    #[retry(CLOSED_BUNDLE, budget = another)]
    fn of_another_budget(another: &Closed) -> Result<(), Overloaded> {
        panic!("it is not called")
    }

    #[retry(CLOSED_BUNDLE, budget = EMPTY)]
    fn of_a_budget_that_refuses_no_call() -> Result<(), Overloaded> {
        Err(Overloaded::Own)
    }

    #[retry(CLOSED_BUNDLE, budget = none)]
    fn without_a_budget() -> Result<u8, String> {
        Ok(1)
    }

    assert_eq!(own(), Err(Overloaded::Own));
    let error = of_another_budget(&Closed).unwrap_err();
    assert_ne!(error, Overloaded::Own);
    assert_eq!(of_a_budget_that_refuses_no_call(), Err(Overloaded::Own));
    assert_eq!(without_a_budget(), Ok(1));
}

fn not_called() -> Result<(), Error> {
    panic!("it is not called")
}

#[retries::policy(fixed("0s"), budget = CLOSED)]
const WITHOUT_ON_REFUSED: Policy;

#[retries::policy(budget = CLOSED, on_refused = |_| Error::Wrong)]
const OF_THE_HIDDEN_ERROR: Policy<Error>;

#[test]
fn an_error_without_a_name_is_refused_only_by_on_refused() {
    #[retry(WITHOUT_ON_REFUSED)]
    fn called() -> Result<(), impl Display> {
        Err(Error::Down)
    }

    #[retry(OF_THE_HIDDEN_ERROR)]
    fn refused() -> Result<(), impl Display> {
        not_called()
    }

    assert_eq!(called().unwrap_err().to_string(), "Down");
    assert_eq!(refused().unwrap_err().to_string(), "Wrong");
}

#[retries::policy(fixed("1s"), budget = EMPTY, on_exhausted = wait)]
const WAITING: Policy;

#[retries::policy(fixed("1s"), budget = EMPTY, on_exhausted = return)]
const RETURNING: Policy;

struct Patient(Server);

#[retry(WAITING)]
impl Patient {
    async fn get(&self) -> Result<(), Error> {
        self.0.call()
    }

    fn boxed(&self) -> Pin<Box<dyn Future<Output = Result<(), Error>> + '_>> {
        Box::pin(async move { self.0.call() })
    }

    async fn cloned<T: Clone>(&self, value: T) -> Result<T, Error> {
        let taken = value.clone();
        self.0.call().map(|()| taken)
    }
}

#[tokio::test(start_paused = true)]
async fn a_bundle_may_wait_when_its_budget_is_exhausted() {
    #[retry(RETURNING)]
    async fn returns(server: &Server) -> Result<(), Error> {
        server.call()
    }

    #[retry(WAITING, on_exhausted = return)]
    async fn own(server: &Server) -> Result<(), Error> {
        server.call()
    }

    #[retry(RETURNING, on_exhausted = wait)]
    async fn own_wait(server: &Server) -> Result<(), Error> {
        server.call()
    }

    #[retry(WAITING, clone(value))]
    async fn takes(server: &Server, value: String) -> Result<String, Error> {
        let taken = value;
        server.call().map(|()| taken)
    }

    #[retry(WAITING, on = |_| true)]
    async fn decides(server: &Server) -> Result<(), Error> {
        server.call()
    }

    #[retry(WAITING, on_retry = |_| panic!("there is no retry"))]
    async fn with_on_retry(server: &Server) -> Result<(), Error> {
        server.call()
    }

    #[retry(WAITING, on_give_up = |_| drop(note))]
    async fn with_on_give_up(server: &Server, note: String) -> Result<(), Error> {
        server.call()
    }

    #[retry(WAITING)]
    async fn succeeds() -> Option<u8> {
        Some(1)
    }

    let server = Server::failing(Error::Down);
    let mut start = Instant::now();
    let mut lasted = || std::mem::replace(&mut start, Instant::now()).elapsed();
    returns(&server).await.unwrap_err();
    own(&server).await.unwrap_err();
    assert_eq!(succeeds().await, Some(1));
    assert_eq!((server.calls(), lasted()), (2, Duration::ZERO));
    own_wait(&server).await.unwrap_err();
    takes(&server, String::new()).await.unwrap_err();
    decides(&server).await.unwrap_err();
    assert_eq!((server.calls(), lasted()), (3, SECOND * 3));
    with_on_retry(&server).await.unwrap_err();
    with_on_give_up(&server, String::new()).await.unwrap_err();
    assert_eq!((server.calls(), lasted()), (2, SECOND * 2));
    WAITING
        .call_async(|| async { server.call() })
        .await
        .unwrap_err();
    assert_eq!((server.calls(), lasted()), (1, SECOND));
    let patient = Patient(server);
    patient.get().await.unwrap_err();
    patient.boxed().await.unwrap_err();
    patient.cloned(1).await.unwrap_err();
    assert_eq!((patient.0.calls(), lasted()), (3, SECOND * 3));
}

#[test]
fn a_blocking_function_waits_too() {
    use std::cell::Cell;

    thread_local! {
        static SLEPT: Cell<Duration> = const { Cell::new(Duration::ZERO) };
    }

    #[retries::policy(fixed("1s"), budget = EMPTY, on_exhausted = wait, sleep = |wait| SLEPT.set(wait))]
    const ON_THREAD: Policy;

    #[retry(ON_THREAD)]
    fn get(server: &Server) -> Result<(), Error> {
        server.call()
    }

    let server = Server::failing(Error::Down);
    get(&server).unwrap_err();
    assert_eq!((server.calls(), SLEPT.take()), (1, SECOND));
    ON_THREAD.call(|| server.call()).unwrap_err();
    assert_eq!((server.calls(), SLEPT.take()), (1, SECOND));
}

#[test]
fn only_a_bundle_that_waits_keeps_the_outcome() {
    #[retry(RETURNING)]
    async fn get() -> Result<(), Rc<str>> {
        std::future::ready(()).await;
        Err("an error that cannot be sent".into())
    }

    #[retry(RETURNING, on_give_up = |_| ())]
    async fn with_a_hook() -> Result<(), Rc<str>> {
        std::future::ready(()).await;
        Err("an error that cannot be sent".into())
    }

    fn is_send(_: impl Send) {}
    is_send(get());
    is_send(with_a_hook());
}
