//! A function returns the same type as without the attribute.

use crate::flaky::{Answer, Flaky, WAYS, Way};
use retries::retry;
use std::cell::Cell;
use std::error::Error;
use std::fmt::{Debug, Display};
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::mpsc;
use tokio::task::yield_now;

fn assert_send<T: Send>(future: T) -> T {
    future
}

type Dyn = Result<Box<dyn Display>, Box<dyn Error>>;

#[retry(fixed("0s"))]
fn coerced(flaky: &Flaky, way: Way) -> Dyn {
    let answer = flaky.call("x").map_err(|error| error.to_string());
    match way {
        Way::QuestionMark => Ok(Box::new(answer?)),
        Way::Return => return Ok(Box::new(answer?)),
        Way::Bail => bail!(answer.map_or_else(Into::into, |_| "bailed".into())),
        Way::Tail => match answer {
            Ok(answer) => Ok(Box::new(answer)),
            Err(error) => Err(error.into()),
        },
    }
}

#[retry(fixed("0s"))]
async fn coerced_async(flaky: &Flaky, way: Way) -> Result<Box<dyn Display>, Box<dyn Error>> {
    yield_now().await;
    let answer = flaky.call("x").map_err(|error| error.to_string());
    match way {
        Way::QuestionMark => Ok(Box::new(answer?)),
        Way::Return => return Ok(Box::new(answer?)),
        Way::Bail => bail!(answer.map_or_else(Into::into, |_| "bailed".into())),
        Way::Tail => match answer {
            Ok(answer) => Ok(Box::new(answer)),
            Err(error) => Err(error.into()),
        },
    }
}

fn shown(answer: Dyn) -> String {
    answer.map_or_else(|error| error.to_string(), |answer| answer.to_string())
}

#[tokio::test(start_paused = true)]
async fn a_value_may_be_coerced_in_the_tail_and_in_a_return() {
    for way in WAYS {
        let expected = if matches!(way, Way::Bail) {
            "bailed"
        } else {
            "x x x"
        };
        assert_eq!(shown(coerced(&Flaky::default(), way)), expected);
        assert_eq!(shown(coerced_async(&Flaky::default(), way).await), expected);
    }
}

#[retry(fixed("0s"))]
async fn opaque<const N: usize, T>(
    flaky: &Flaky,
    given: [T; N],
) -> Result<impl Debug + use<N, T>, u32>
where
    T: ToString,
{
    flaky.call(given.iter().map(T::to_string).collect::<String>())
}

#[tokio::test(start_paused = true)]
async fn values_may_be_generic_or_opaque() {
    let answer = opaque(&Flaky::default(), ["a", "b"]).await;
    assert_eq!(format!("{answer:?}"), r#"Ok("ab ab ab")"#);
}

struct Store(Flaky, String);

trait Get {
    type Answer;
    fn get(&self) -> Self::Answer;
}

impl Get for Store {
    type Answer = Answer;

    #[retry(fixed("0s"))]
    fn get(&self) -> Self::Answer {
        self.0.call(1)
    }
}

impl Store {
    #[retry(fixed("0s"))]
    fn new(flaky: &Flaky) -> Result<Self, u32> {
        flaky.call(0).map(|name| Self(Flaky::default(), name))
    }

    #[retry(fixed("0s"))]
    fn name(&self) -> Result<&str, u32> {
        self.0.call(1)?;
        Ok(&self.1)
    }

    #[retry(fixed("0s"))]
    async fn longer<'a>(&'a self, other: &'a str) -> Result<&'a str, u32> {
        self.0.call(1)?;
        Ok(if other.len() > self.1.len() {
            other
        } else {
            &self.1
        })
    }

    #[retry(fixed("0s"))]
    #[allow(clippy::needless_return, reason = "so that the body diverges")]
    fn diverges(&self) -> Result<u32, u32> {
        match self.0.call(1) {
            Ok(_) => return Ok(3),
            Err(error) => return Err(error),
        }
    }

    #[retry(fixed("0s"))]
    #[expect(improper_ctypes_definitions, reason = "no one else calls it")]
    unsafe extern "C" fn foreign(calls: &Cell<u32>) -> Option<u32> {
        calls.set(calls.get() + 1);
        (calls.get() == 3).then_some(3)
    }
}

#[tokio::test(start_paused = true)]
async fn results_may_borrow_and_be_named_through_self() {
    let store = Store::new(&Flaky::default()).expect("the third attempt");
    assert_eq!(store.get(), Ok("1 1 1".to_owned()));
    assert_eq!(store.name(), Ok("0 0 0"));
    assert_eq!(store.longer("0 0 0 0").await, Ok("0 0 0 0"));
    assert_eq!(store.diverges(), Ok(3));
    // SAFETY: the function has no requirements.
    assert_eq!(unsafe { Store::foreign(&Cell::new(0)) }, Some(3));
}

#[retry(fixed("0s"))]
async fn not_send_error(flaky: &Flaky) -> Result<String, Rc<u32>> {
    yield_now().await;
    flaky.call(1).map_err(Rc::new)
}

#[retry(fixed("0s"))]
async fn not_sync_arguments<F: Fn() -> u32 + Send>(
    flaky: &Flaky,
    cell: Cell<u32>,
    boxed: Box<dyn Fn() -> u32 + Send>,
    receiver: mpsc::Receiver<u32>,
    generic: F,
) -> Answer {
    let sum = cell.get() + boxed() + generic() + receiver.try_recv().unwrap_or(0);
    yield_now().await;
    flaky.call(sum)
}

#[tokio::test(start_paused = true)]
async fn a_future_is_send_whenever_it_was_before() {
    let flaky = Flaky::default();
    let answer = assert_send(not_send_error(&flaky)).await;
    assert_eq!(answer, Ok("1 1 1".to_owned()));
    let (_sender, receiver) = mpsc::channel();
    let future = not_sync_arguments(&flaky, Cell::new(1), Box::new(|| 2), receiver, || 3);
    assert_eq!(assert_send(future).await, Ok("6 6 6".to_owned()));
}

#[retry(fixed("0s"))]
fn recursive(depth: u32) -> Pin<Box<dyn Future<Output = Result<u32, u32>> + Send>> {
    Box::pin(async move {
        if depth == 0 {
            return Err(0);
        }
        recursive(depth - 1).await
    })
}

#[tokio::test(start_paused = true)]
async fn a_boxed_function_may_call_itself() {
    assert_eq!(recursive(3).await, Err(0));
}

macro_rules! chain {
    ($name:ident $($rest:ident)+) => {
        #[retry(fixed("0s"))]
        async fn $name(calls: &Cell<u32>) -> Option<u32> {
            chain!(@first $($rest)+)(calls).await
        }
        chain!($($rest)+);
    };
    ($name:ident) => {
        #[retry(fixed("0s"))]
        async fn $name(calls: &Cell<u32>) -> Option<u32> {
            calls.set(calls.get() + 1);
            (calls.get() == 3).then_some(3)
        }
    };
    (@first $name:ident $($rest:ident)*) => { $name };
}

chain!(a1 a2 a3 a4 a5 a6 a7 b1 b2 b3 b4 b5 b6 b7);

#[tokio::test(start_paused = true)]
async fn an_attempt_is_one_layer_of_future_so_that_a_stack_of_14_stays_within_the_recursion_limit()
{
    assert_eq!(a1(&Cell::new(0)).await, Some(3));
}
