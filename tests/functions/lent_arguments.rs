//! An argument that each attempt borrows: where its bounds make certain that a reference does, or by `lend`.
#![deny(warnings)]

use crate::flaky::{Answer, Flaky, WAYS, Way};
use async_trait::async_trait;
use retries::retry;
use std::cell::Cell;
use std::fmt::{Debug, Display, Formatter};
use std::io::Read;
use tokio::task::yield_now;

/// What an `impl` block retries.
type CallResult = Answer;

fn assert_send<T: Send>(future: T) -> T {
    future
}

/// Uses the text up, as the functions of many clients do.
fn owned(text: impl AsRef<str>) -> String {
    text.as_ref().to_owned()
}

fn shown(value: impl Display) -> String {
    value.to_string()
}

fn debugged(value: impl Debug) -> String {
    format!("{value:?}")
}

fn call(get: impl Fn() -> u32) -> u32 {
    get()
}

#[retry(fixed("0s"))]
fn opaque(flaky: &Flaky, text: impl AsRef<str>, way: Way) -> Answer {
    end!(way, flaky.call(owned(text)))
}

#[retry(fixed("0s"))]
fn generic<A: AsRef<str>, B>(flaky: &Flaky, a: A, b: B, c: impl Debug, way: Way) -> Answer
where
    B: Display + Send + 'static,
    B: Copy,
{
    end!(way, flaky.call(owned(a) + &shown(b) + &debugged(c)))
}

#[retry(fixed("0s"))]
fn called_and_passed_on(flaky: &Flaky, get: impl Fn() -> u32, way: Way) -> Answer {
    let before = get();
    end!(way, flaky.call(before + call(get)))
}

#[test]
fn a_bound_that_holds_for_references_lets_attempts_borrow_the_argument() {
    for way in WAYS {
        let answer = opaque(&Flaky::default(), String::from("a"), way);
        assert_eq!(answer, Ok("a a a".to_owned()));
        let answer = generic(&Flaky::default(), "a", 1, 'c', way);
        assert_eq!(answer, Ok("a1'c' a1'c' a1'c'".to_owned()));
        let answer = called_and_passed_on(&Flaky::default(), || 2, way);
        assert_eq!(answer, Ok("4 4 4".to_owned()));
    }
}

/// Can be sent to another thread, and not be shared with one.
struct NotSync(Cell<&'static str>, String);

impl AsRef<str> for NotSync {
    fn as_ref(&self) -> &str {
        &self.1
    }
}

impl Display for NotSync {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0.get())
    }
}

async fn owned_later(text: impl AsRef<str>) -> String {
    yield_now().await;
    owned(text)
}

async fn call_later(get: impl Fn() -> u32) -> u32 {
    yield_now().await;
    get()
}

#[retry(fixed("0s"))]
async fn opaque_later(flaky: &Flaky, text: impl AsRef<str> + Send, way: Way) -> Answer {
    let text = owned_later(text).await;
    end!(way, flaky.call(text))
}

#[retry(fixed("0s"))]
async fn shown_later(flaky: &Flaky, text: impl Display, way: Way) -> Answer {
    yield_now().await;
    end!(way, flaky.call(text))
}

#[retry(fixed("0s"))]
async fn passed_on_later(flaky: &Flaky, get: impl Fn() -> u32 + Send + Sync, way: Way) -> Answer {
    let n = call_later(get).await;
    end!(way, flaky.call(n))
}

/// Only calls the closure, so that a reference to it need not be `Send`.
#[retry(fixed("0s"))]
async fn called_later(flaky: &Flaky, get: impl Fn() -> u32 + Send, way: Way) -> Answer {
    let before = get();
    yield_now().await;
    end!(way, flaky.call(before + get()))
}

#[tokio::test(start_paused = true)]
async fn the_future_stays_send_for_an_argument_that_is_not_sync() {
    for way in WAYS {
        let flaky = Flaky::default();
        let not_sync = || NotSync(Cell::new("a"), "a".to_owned());
        let answer = assert_send(opaque_later(&flaky, not_sync(), way)).await;
        assert_eq!(answer, Ok("a a a".to_owned()));
        let answer = assert_send(shown_later(&flaky, not_sync(), way)).await;
        assert_eq!(answer, Ok("a a a".to_owned()));
        let answer = assert_send(passed_on_later(&flaky, || 1, way)).await;
        assert_eq!(answer, Ok("1 1 1".to_owned()));
        let n = Cell::new(1);
        let answer = assert_send(called_later(&flaky, move || n.get(), way)).await;
        assert_eq!(answer, Ok("2 2 2".to_owned()));
    }
}

/// Has no `Clone`.
struct Token(&'static str);

impl From<&Token> for String {
    fn from(token: &Token) -> Self {
        token.0.to_owned()
    }
}

#[retry(fixed("0s"), lend(token), on_retry = |_| assert_eq!(token.0, "a"))]
fn lent(flaky: &Flaky, token: Token, way: Way) -> Answer {
    let text = String::from(token);
    end!(way, flaky.call(text))
}

#[retry(fixed("0s"), lend(bytes))]
fn read_on<R>(bytes: R, lengths: &mut Vec<usize>) -> Result<String, ()>
where
    R: Read,
{
    let mut first = String::new();
    let length = bytes.take(1).read_to_string(&mut first).map_err(drop)?;
    lengths.push(length);
    if first == "c" { Ok(first) } else { Err(()) }
}

#[retry(fixed("0s"), lend(bytes))]
async fn read_on_later(mut bytes: impl Read) -> Result<String, ()> {
    yield_now().await;
    let mut first = [0];
    bytes.read_exact(&mut first).map_err(drop)?;
    if first == *b"c" {
        Ok("c".to_owned())
    } else {
        Err(())
    }
}

#[retry(fixed("0s"), lend(url))]
fn variable_lent(flaky: &Flaky, token: Token, way: Way) -> impl Future<Output = Answer> {
    let url = token;
    async move {
        yield_now().await;
        end!(way, flaky.call(String::from(url)))
    }
}

struct Client(Flaky);

#[retry(fixed("0s"), lend(token))]
impl Client {
    fn get(&self, token: Token, way: Way) -> CallResult {
        end!(way, self.0.call(String::from(token)))
    }

    async fn get_later(&self, token: Token, way: Way) -> CallResult {
        yield_now().await;
        end!(way, self.0.call(String::from(token)))
    }

    fn get_by_reference(&self, token: &Token, way: Way) -> CallResult {
        end!(way, self.0.call(String::from(token)))
    }
}

#[async_trait]
trait Api {
    async fn lent(&self, token: Token, way: Way) -> CallResult;
    async fn certain(&self, text: impl AsRef<str> + Send, way: Way) -> CallResult
    where
        Self: Sized;
}

#[async_trait]
impl Api for Client {
    #[retry(fixed("0s"), lend(token))]
    async fn lent(&self, token: Token, way: Way) -> CallResult {
        yield_now().await;
        end!(way, self.0.call(String::from(token)))
    }

    #[retry(fixed("0s"))]
    async fn certain(&self, text: impl AsRef<str> + Send, way: Way) -> CallResult {
        let text = owned_later(text).await;
        end!(way, self.0.call(text))
    }
}

struct Rewritten(Flaky);

#[retry(fixed("0s"), lend(token))]
#[async_trait]
impl Api for Rewritten {
    async fn lent(&self, token: Token, way: Way) -> CallResult {
        yield_now().await;
        end!(way, self.0.call(String::from(token)))
    }

    async fn certain(&self, text: impl AsRef<str> + Send, way: Way) -> CallResult {
        let text = owned_later(text).await;
        end!(way, self.0.call(text))
    }
}

#[tokio::test(start_paused = true)]
async fn each_attempt_borrows_an_argument_that_is_lent_by_name() {
    let expected = Ok("a a a".to_owned());
    for way in WAYS {
        assert_eq!(lent(&Flaky::default(), Token("a"), way), expected);
        let answer = variable_lent(&Flaky::default(), Token("a"), way).await;
        assert_eq!(answer, expected);
        let (client, rewritten) = (Client(Flaky::default()), Rewritten(Flaky::default()));
        assert_eq!(client.get(Token("a"), way), expected);
        assert_eq!(client.get_later(Token("a"), way).await, expected);
        assert_eq!(client.get_by_reference(&Token("a"), way), expected);
        assert_eq!(client.lent(Token("a"), way).await, expected);
        assert_eq!(client.certain("a", way).await, expected);
        assert_eq!(rewritten.lent(Token("a"), way).await, expected);
        assert_eq!(rewritten.certain("a", way).await, expected);
    }
}

#[tokio::test(start_paused = true)]
async fn each_attempt_goes_on_where_the_one_before_stopped_to_read() {
    let mut lengths = Vec::new();
    assert_eq!(read_on(&b"abc"[..], &mut lengths), Ok("c".to_owned()));
    assert_eq!(lengths, [1, 1, 1]);
    assert_eq!(read_on_later(&b"abc"[..]).await, Ok("c".to_owned()));
}
