//! A budget may refuse the first attempt too.

use futures_util::future::BoxFuture;
use retries::{CallRequest, Policy, Refused, RetryBudget, RetryRequest, retry};
use std::cell::Cell;
use std::io;
use std::rc::Rc;
use std::sync::atomic::{AtomicU32, Ordering};

/// Refuses every call, and counts deposits.
struct Closed {
    deposits: AtomicU32,
}

impl Closed {
    const fn new() -> Self {
        Self {
            deposits: AtomicU32::new(0),
        }
    }
}

impl RetryBudget for Closed {
    fn deposit(&self) {
        self.deposits.fetch_add(1, Ordering::Relaxed);
    }

    fn admit(&self, _: &CallRequest) -> Result<(), Refused> {
        Err(Refused::new("closed"))
    }

    fn withdraw(&self, _: &RetryRequest) -> Option<u32> {
        None
    }
}

static CLOSED: Closed = Closed::new();

/// An error without a conversion from this crate.
#[derive(Debug, PartialEq)]
enum Error {
    Overloaded,
    OverloadedFor(String),
    Down,
}

fn overloaded(_: Refused) -> Error {
    Error::Overloaded
}

#[test]
fn an_error_that_can_be_made_from_a_refusal_is() {
    #[retry(budget = CLOSED)]
    fn get() -> io::Result<()> {
        panic!("it is not called")
    }

    #[retry(budget = CLOSED)]
    fn boxed() -> Result<(), Box<dyn std::error::Error>> {
        panic!("it is not called")
    }

    let error = get().expect_err("it is refused").to_string();
    assert_eq!(error, "the retry budget refused the call: closed");
    assert!(boxed().is_err_and(|error| error.is::<Refused>()));
}

#[test]
fn an_option_is_none() {
    #[retry(budget = CLOSED)]
    fn get() -> Option<u8> {
        panic!("it is not called")
    }

    assert_eq!(get(), None);
}

#[test]
fn on_refused_makes_the_error() {
    #[retry(budget = CLOSED, on_refused = overloaded)]
    fn get() -> Result<(), Error> {
        panic!("it is not called")
    }

    #[retry(budget = CLOSED, on_refused = |_| io::Error::other("own words"))]
    fn another_than_from() -> io::Result<()> {
        panic!("it is not called")
    }

    #[retry(budget = CLOSED, on_refused = io::Error::other)]
    fn of_a_type_without_a_name() -> Result<(), impl std::error::Error> {
        Err(io::Error::other("down"))
    }

    assert_eq!(get(), Err(Error::Overloaded));
    let error = another_than_from().expect_err("it is refused");
    assert_eq!(error.to_string(), "own words");
    let error = of_a_type_without_a_name().expect_err("it is refused");
    assert!(error.to_string().contains("closed"), "{error}");
}

#[test]
fn a_call_that_cannot_be_refused_makes_a_deposit_and_begins() {
    static BUDGET: Closed = Closed::new();

    #[retry(fixed("0s"), budget = BUDGET)]
    fn get(attempts: &Cell<u32>) -> Result<(), Error> {
        attempts.set(attempts.get() + 1);
        Err(Error::Down)
    }

    #[retry(fixed("0s"), budget = BUDGET)]
    fn generic<E>(error: impl Fn() -> E) -> Result<(), E> {
        Err(error())
    }

    #[retry(fixed("0s"), budget = BUDGET)]
    fn of_a_type_without_a_name() -> Result<(), impl std::error::Error> {
        Err(io::Error::other("down"))
    }

    let attempts = Cell::new(0);
    assert_eq!(get(&attempts), Err(Error::Down));
    assert_eq!(attempts.get(), 1, "the retries are refused");
    assert_eq!(generic(|| 404), Err(404));
    assert!(of_a_type_without_a_name().is_err());
    assert_eq!(BUDGET.deposits.load(Ordering::Relaxed), 3);
}

#[test]
fn a_bound_lets_a_generic_error_be_refused() {
    #[retry(budget = CLOSED)]
    fn get<E: From<Refused>>() -> Result<(), E> {
        panic!("it is not called")
    }

    assert!(get::<io::Error>().is_err());
}

struct Client {
    name: &'static str,
    closed: Closed,
}

impl Client {
    #[retry(budget = self.closed, on_refused = |_| Error::OverloadedFor(format!("{}/{key}", self.name)))]
    async fn get(&self, key: String) -> Result<usize, Error> {
        panic!("{key} is not called")
    }

    #[retry(budget = self.closed)]
    fn boxed(&self) -> BoxFuture<'_, io::Result<()>> {
        Box::pin(async move { panic!("{} is not called", self.name) })
    }

    #[retry(budget = self.closed)]
    fn opaque(&self) -> impl Future<Output = io::Result<()>> + Send {
        let called: io::Result<()> = Err(io::Error::other("it is called"));
        std::future::ready(called)
    }
}

#[tokio::test]
async fn every_kind_of_async_function_can_be_refused() {
    let client = Client {
        name: "client",
        closed: Closed::new(),
    };
    let overloaded = Error::OverloadedFor("client/key".to_owned());
    assert_eq!(client.get("key".to_owned()).await, Err(overloaded));
    for refused in [client.boxed().await, client.opaque().await] {
        let error = refused.expect_err("it is refused").to_string();
        assert_eq!(error, "the retry budget refused the call: closed");
    }
    assert_eq!(client.closed.deposits.load(Ordering::Relaxed), 0);
}

/// An error that cannot be sent to another thread.
#[derive(Debug)]
struct Local {
    _text: Rc<str>,
}

impl From<Refused> for Local {
    fn from(refused: Refused) -> Self {
        Self {
            _text: refused.to_string().into(),
        }
    }
}

#[tokio::test]
async fn a_future_is_send_where_its_error_is_not() {
    #[retry(budget = CLOSED)]
    async fn get() -> Result<(), Local> {
        panic!("it is not called")
    }

    let spawned = tokio::spawn(async { get().await.is_err() });
    assert!(spawned.await.expect("no panic"));
}

#[test]
fn no_hook_sees_a_refused_call() {
    #[retry(budget = CLOSED, on_give_up = |_| panic!("there was no attempt"))]
    fn get() -> io::Result<()> {
        panic!("it is not called")
    }

    assert!(get().is_err());
}

#[retries::policy(fixed("0s"), budget = CLOSED)]
const CLOSED_BUNDLE: Policy;

#[test]
fn the_budget_of_a_bundle_may_refuse_the_first_attempt() {
    #[retry(CLOSED_BUNDLE)]
    fn get() -> io::Result<()> {
        panic!("it is not called")
    }

    #[retry(CLOSED_BUNDLE, on_refused = overloaded)]
    fn in_own_words() -> Result<(), Error> {
        panic!("it is not called")
    }

    #[retry(CLOSED_BUNDLE, budget = none)]
    fn without_the_budget() -> io::Result<u8> {
        Ok(1)
    }

    let error = get().expect_err("it is refused").to_string();
    assert_eq!(error, "the retry budget refused the call: closed");
    assert_eq!(in_own_words(), Err(Error::Overloaded));
    assert_eq!(without_the_budget().ok(), Some(1));
}
