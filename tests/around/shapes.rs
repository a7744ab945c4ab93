//! All four words in every shape of function.

use async_trait::async_trait;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use retries::{Budget, Event, StopReason, TimedOut, retry};
use std::cell::RefCell;
use std::fmt::{Debug, Display};
use std::future::{Future, pending};
use std::sync::Mutex;
use std::time::Duration;
use tokio::sync::Notify;
use tokio::time::{Instant, sleep};

#[derive(Clone, Debug, PartialEq)]
enum Error {
    Conflict,
    Down,
    Late,
}

impl From<TimedOut> for Error {
    fn from(_: TimedOut) -> Self {
        Self::Late
    }
}

impl Error {
    fn is_conflict(&self) -> bool {
        *self == Self::Conflict
    }
}

/// What the words were called with.
type Notes = Mutex<Vec<String>>;

fn note(notes: &Notes, note: impl Debug) {
    notes
        .lock()
        .expect("no call panics")
        .push(format!("{note:?}"));
}

fn take(notes: &Notes) -> Vec<String> {
    std::mem::take(&mut notes.lock().expect("no call panics"))
}

struct Client {
    notes: Notes,
    stop: Notify,
    connections: u32,
}

impl Client {
    fn new() -> Self {
        Self {
            notes: Notes::default(),
            stop: Notify::new(),
            connections: 0,
        }
    }

    /// The second of two conflicts, and then the service is down.
    fn fail(&self) -> Result<u32, Error> {
        note(&self.notes, "attempt");
        let attempts = self
            .notes
            .lock()
            .expect("no call panics")
            .iter()
            .filter(|it| it.contains("attempt"))
            .count();
        Err(if attempts < 3 {
            Error::Conflict
        } else {
            Error::Down
        })
    }
}

#[retry(
    fixed("1ms"), max_attempts = 1, when(Error::is_conflict, fixed("2ms"), max_attempts = 3),
    before_retry = |event| { note(&self.notes, event.attempt().number()); Ok(()) },
    or_else = |error, reason| { note(&self.notes, (error, reason)); Ok(7) },
    cancel = self.stop.notified(),
    sleep = |wait| note(&self.notes, wait),
)]
impl Client {
    fn method(&self) -> Result<u32, Error> {
        self.fail()
    }

    fn of_mut(&mut self, name: &mut String) -> Result<u32, Error> {
        self.connections += 1;
        name.push('x');
        self.fail()
    }

    #[retry(skip)]
    fn not_retried(&self) -> Result<u32, Error> {
        self.fail()
    }
}

#[retry(
    fixed("1s"), max_attempts = 1, when(Error::is_conflict, fixed("2s"), max_attempts = 3),
    before_retry = async |event| { note(&self.notes, event.attempt().number()); sleep(Duration::from_secs(10)).await; Ok(()) },
    or_else = async |error, reason| { note(&self.notes, (error, reason)); sleep(Duration::from_secs(100)).await; Ok(7) },
    cancel = self.stop.notified(),
)]
impl Client {
    async fn later(&self) -> Result<u32, Error> {
        self.fail()
    }

    fn boxed(&self) -> BoxFuture<'_, Result<u32, Error>> {
        Box::pin(async move { self.fail() })
    }

    fn returned(&self) -> impl Future<Output = Result<u32, Error>> + Send {
        async move { self.fail() }.boxed()
    }
}

const NOTES: [&str; 8] = [
    "\"attempt\"",
    "1",
    "2ms",
    "\"attempt\"",
    "2",
    "2ms",
    "\"attempt\"",
    "(Down, Attempts)",
];

#[test]
fn methods_of_an_impl_block() {
    let mut client = Client::new();
    assert_eq!(client.method(), Ok(7));
    assert_eq!(take(&client.notes), NOTES);
    let mut name = String::new();
    assert_eq!(client.of_mut(&mut name), Ok(7));
    assert_eq!(take(&client.notes), NOTES);
    assert_eq!((client.connections, &*name), (3, "xxx"));
    assert_eq!(client.not_retried(), Err(Error::Conflict));
}

/// Returns the notes without those of waits, after the call took its time.
async fn assert_takes_its_time(client: &Client, call: impl Future<Output = Result<u32, Error>>) {
    let start = Instant::now();
    assert_eq!(call.await, Ok(7));
    assert_eq!(start.elapsed(), Duration::from_secs(2 * 12 + 100));
    let notes = NOTES.iter().filter(|note| **note != "2ms");
    assert_eq!(take(&client.notes), notes.copied().collect::<Vec<_>>());
}

#[tokio::test(start_paused = true)]
async fn async_methods_of_an_impl_block() {
    let client = Client::new();
    assert_takes_its_time(&client, client.later()).await;
    assert_takes_its_time(&client, client.boxed()).await;
    assert_takes_its_time(&client, client.returned()).await;
}

trait Service {
    fn client(&self) -> &Client;

    #[retry(
        fixed("1ms"), max_attempts = 1, when(Error::is_conflict, fixed("2ms"), max_attempts = 3),
        before_retry = |event| { note(&self.client().notes, event.attempt().number()); Ok(()) },
        or_else = |error, reason| { note(&self.client().notes, (error, reason)); Ok(7) },
        cancel = self.client().stop.notified(),
        sleep = |wait| note(&self.client().notes, wait),
    )]
    fn by_default(&self) -> Result<u32, Error> {
        self.client().fail()
    }
}

impl Service for Client {
    fn client(&self) -> &Client {
        self
    }
}

#[async_trait]
trait AsyncService {
    async fn get(&self, name: String) -> Result<u32, Error>;
}

#[async_trait]
impl AsyncService for Client {
    #[retry(
        fixed("1s"), max_attempts = 1, when(Error::is_conflict, fixed("2s"), max_attempts = 3), clone(name),
        before_retry = async |event| {
            assert_eq!(name, "a");
            note(&self.notes, event.attempt().number());
            sleep(Duration::from_secs(10)).await;
            Ok(())
        },
        or_else = async |error, reason| {
            note(&self.notes, (error, reason));
            sleep(Duration::from_secs(100)).await;
            Ok(7)
        },
        cancel = self.stop.notified(),
    )]
    async fn get(&self, name: String) -> Result<u32, Error> {
        drop(name);
        self.fail()
    }
}

#[tokio::test(start_paused = true)]
async fn methods_of_traits() {
    let client = Client::new();
    assert_eq!(client.by_default(), Ok(7));
    assert_eq!(take(&client.notes), NOTES);
    assert_takes_its_time(&client, client.get("a".to_owned())).await;
}

#[tokio::test(start_paused = true)]
async fn with_an_attempt_timeout_and_a_deadline() {
    #[retry(
        fixed("1s"), max_attempts = 1, deadline = "1m", attempt_timeout = "3s",
        when(|error| *error == Error::Late, fixed("2s"), max_attempts = 3),
        before_retry = async |_| { sleep(Duration::from_secs(10)).await; Ok(()) },
        or_else = |_, reason| Ok(reason), cancel,
    )]
    async fn get() -> Result<StopReason, Error> {
        pending().await
    }
    let start = Instant::now();
    assert_eq!(get().await, Ok(StopReason::Attempts));
    assert_eq!(start.elapsed(), Duration::from_secs(3 + 12 + 3 + 12 + 3));
}

#[test]
fn with_hooks_a_budget_a_name_and_generics() {
    static BUDGET: Budget = Budget::ratio(1.0).min_per_second(0);

    #[retry(
        max_attempts = 9, attempt = n, name = "shop.get", budget = BUDGET, on_exhausted = wait,
        on_retry = |event| notes.borrow_mut().push(event.to_string()),
        on_give_up = |event| notes.borrow_mut().push(event.to_string()),
        when(|error| is_short(error), fixed("5ms")), fixed("9ms"),
        before_retry = |_: &Event<'_, E>| { notes.borrow_mut().push("before_retry".to_owned()); Ok(()) },
        or_else = |_| Ok(n_of(notes)), cancel, sleep = |wait| notes.borrow_mut().push(format!("{wait:?}")),
    )]
    fn get<E: Display + Clone, const N: usize>(
        error: &E,
        is_short: impl Fn(&E) -> bool,
        notes: &RefCell<Vec<String>>,
    ) -> Result<usize, E> {
        notes.borrow_mut().push(format!("{n} {N}"));
        Err(error.clone())
    }
    fn n_of(notes: &RefCell<Vec<String>>) -> usize {
        notes.borrow().len()
    }
    let notes = RefCell::default();
    assert_eq!(get::<_, 5>(&"down", |error| error.len() < 9, &notes), Ok(7));
    let notes = notes.into_inner();
    assert_eq!(
        [&notes[..1], &notes[2..5], &notes[6..]].concat(),
        [
            "attempt=1; max=9 5",
            "before_retry",
            "5ms",
            "attempt=2; max=9 5",
            "5ms"
        ]
    );
    assert!(
        notes[1].starts_with("shop.get: attempt 1 of 9 failed"),
        "{}",
        notes[1]
    );
    assert!(notes[5].ends_with("gave up (budget)"), "{}", notes[5]);
}

#[test]
fn an_option_and_a_function_in_a_function() {
    #[retry(
        max_attempts = 1, when(|()| true, max_attempts = 2), sleep = |_| (),
        before_retry = |_| { inner().map_err(drop)?; Ok(()) }, or_else = |()| inner().ok(), cancel,
    )]
    fn find() -> Option<u32> {
        None
    }
    #[retry(max_attempts = 1, or_else = |error| if error { Ok(3) } else { Err(error) })]
    fn inner() -> Result<u32, bool> {
        Err(true)
    }
    fn inner_error() -> Result<u32, ()> {
        inner().map_err(drop)
    }
    assert_eq!(inner_error(), Ok(3));
    assert_eq!(find(), Some(3));
}

#[tokio::test(start_paused = true)]
async fn opaque_and_borrowed_values_and_arguments_by_mut_reference() {
    #[retry(
        fixed("1s"), max_attempts = 1, when(|_| true, max_attempts = 2),
        before_retry = |_| { names.push("before_retry"); Ok(()) },
        or_else = |error| if names.len() == 3 { Ok(error.to_string()) } else { Err(error) }, cancel, sleep = |_| (),
    )]
    fn opaque(names: &mut Vec<&str>) -> Result<impl Display, u32> {
        names.push("attempt");
        if names.is_empty() {
            Ok(String::new())
        } else {
            Err(1)
        }
    }
    #[retry(
        fixed("1s"), max_attempts = 1, when(|_| true, max_attempts = 2),
        before_retry = async |_| { names.push("before_retry"); sleep(Duration::ZERO).await; Ok(()) },
        or_else = async |error| { sleep(Duration::ZERO).await; names.last().copied().ok_or(error) }, cancel,
    )]
    async fn borrowed<'a>(names: &mut Vec<&'a str>, name: &'a str) -> Result<&'a str, u32> {
        names.push(name);
        Err(1)
    }
    let mut names = Vec::new();
    let value = opaque(&mut names).map(|value| value.to_string());
    assert_eq!(value.as_deref(), Ok("1"));
    names.clear();
    assert_eq!(borrowed(&mut names, "attempt").await, Ok("attempt"));
    assert_eq!(names, ["attempt", "before_retry", "attempt"]);
}
