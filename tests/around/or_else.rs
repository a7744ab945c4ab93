//! `or_else` makes the outcome of a call that gave up.

use retries::{Budget, CallRequest, Event, Refused, RetryBudget, RetryRequest, StopReason, retry};
use std::cell::RefCell;
use std::future::{Future, ready};
use std::pin::Pin;
use std::rc::Rc;
use std::time::Duration;
use tokio::time::{Instant, sleep};

const CACHED: u32 = 7;

fn cached(error: u32) -> Result<u32, u32> {
    if error == 0 { Err(0) } else { Ok(CACHED) }
}

fn cached_by_reason(error: u32, reason: StopReason) -> Result<String, u32> {
    if error == 0 {
        return Err(0);
    }
    Ok(format!("{error} {reason:?}"))
}

async fn cached_later(error: u32) -> Result<u32, u32> {
    sleep(Duration::from_secs(60)).await;
    cached(error)
}

async fn cached_later_by_reason(error: u32, reason: StopReason) -> Result<String, u32> {
    sleep(Duration::from_secs(60)).await;
    cached_by_reason(error, reason)
}

#[test]
fn a_closure_or_a_path_takes_the_error_or_the_reason_too() {
    #[retry(sleep = |_| (), or_else = |error| { let value = cached(error)?; Ok(value + 1) })]
    fn by_closure() -> Result<u32, u32> {
        Err(1)
    }
    #[retry(sleep = |_| (), or_else = |error, reason| cached_by_reason(error + 1, reason))]
    fn by_closure_of_two() -> Result<String, u32> {
        Err(1)
    }
    #[retry(sleep = |_| (), or_else = cached)]
    fn by_path(error: u32) -> Result<u32, u32> {
        Err(error)
    }
    #[retry(on = |_| false, or_else = cached_by_reason)]
    fn by_path_of_two() -> Result<String, u32> {
        Err(2)
    }
    assert_eq!(by_closure(), Ok(CACHED + 1));
    assert_eq!(by_closure_of_two().as_deref(), Ok("2 Attempts"));
    assert_eq!(by_path(1), Ok(CACHED));
    assert_eq!(by_path(0), Err(0));
    assert_eq!(by_path_of_two().as_deref(), Ok("2 Permanent"));
}

#[tokio::test(start_paused = true)]
async fn an_async_function_awaits_it_or_takes_the_outcome_at_once() {
    #[retry(fixed("1s"), or_else = async |error| { let value = cached_later(error).await?; Ok(value + 1) })]
    async fn by_async_closure() -> Result<u32, u32> {
        Err(1)
    }
    #[retry(fixed("1s"), or_else = |error| async move { let value = cached_later(error).await?; Ok(value) })]
    async fn by_async_block() -> Result<u32, u32> {
        Err(1)
    }
    #[retry(fixed("1s"), or_else = async |error, reason| cached_later_by_reason(error, reason).await)]
    async fn by_async_closure_of_two() -> Result<String, u32> {
        Err(1)
    }
    #[retry(fixed("1s"), or_else = |error| cached_later(error + 1))]
    async fn by_future() -> Result<u32, u32> {
        Err(1)
    }
    #[retry(fixed("1s"), or_else = |error, reason| Box::pin(cached_later_by_reason(error, reason)))]
    async fn by_boxed_future() -> Result<String, u32> {
        Err(1)
    }
    #[retry(fixed("1s"), or_else = cached_later)]
    async fn by_path() -> Result<u32, u32> {
        Err(1)
    }
    #[retry(fixed("1s"), or_else = cached_later_by_reason)]
    async fn by_path_of_two() -> Result<String, u32> {
        Err(1)
    }
    let start = Instant::now();
    assert_eq!(by_async_closure().await, Ok(CACHED + 1));
    assert_eq!(by_async_block().await, Ok(CACHED));
    assert_eq!(by_async_closure_of_two().await.as_deref(), Ok("1 Attempts"));
    assert_eq!(by_future().await, Ok(CACHED));
    assert_eq!(by_boxed_future().await.as_deref(), Ok("1 Attempts"));
    assert_eq!(by_path().await, Ok(CACHED));
    assert_eq!(by_path_of_two().await.as_deref(), Ok("1 Attempts"));
    assert_eq!(start.elapsed(), Duration::from_secs(7 * 62));
}

#[tokio::test(start_paused = true)]
async fn an_async_function_takes_the_outcome_at_once() {
    #[retry(or_else = |_| Ok(Vec::new()))]
    async fn by_closure() -> Result<Vec<u8>, u32> {
        Err(1)
    }
    #[retry(or_else = |error, reason| if reason == StopReason::Attempts { Err(error + 1) } else { Ok(0) })]
    async fn by_closure_of_two() -> Result<u64, u32> {
        Err(1)
    }
    #[retry(or_else = cached)]
    async fn by_path() -> Result<u32, u32> {
        Err(1)
    }
    #[retry(or_else = cached_by_reason)]
    async fn by_path_of_two() -> Result<String, u32> {
        Err(1)
    }
    assert_eq!(by_closure().await, Ok(Vec::new()));
    assert_eq!(by_closure_of_two().await, Err(2));
    assert_eq!(by_path().await, Ok(CACHED));
    assert_eq!(by_path_of_two().await.as_deref(), Ok("1 Attempts"));
}

#[test]
fn it_is_not_called_for_a_success() {
    #[retry(sleep = |_| (), on_ok = |value| *value > 0, or_else = |_| panic!("a success"))]
    fn get(value: u32) -> Result<u32, u32> {
        Ok(value)
    }
    assert_eq!(get(0), Ok(0));
    // `on_ok` calls it a failure, but there is no error to pass.
    assert_eq!(get(1), Ok(1));
}

#[test]
fn the_error_of_an_option_is_a_unit() {
    #[retry(sleep = |_| (), or_else = |()| Some(CACHED))]
    fn find() -> Option<u32> {
        None
    }
    #[retry(sleep = |_| (), or_else = |(), reason| { reasons.borrow_mut().push(reason); None })]
    fn find_nothing(reasons: &RefCell<Vec<StopReason>>) -> Option<u32> {
        None
    }
    let reasons = RefCell::default();
    assert_eq!(find(), Some(CACHED));
    assert_eq!(find_nothing(&reasons), None);
    assert_eq!(reasons.take(), [StopReason::Attempts]);
}

#[test]
fn events_and_hooks_come_before_it_and_show_the_failure() {
    #[retry(
        max_attempts = 2, sleep = |_| (),
        on_give_up = |event| notes.borrow_mut().push(event.error().copied()),
        or_else = |error| { notes.borrow_mut().push(Some(error + 10)); Ok(()) },
    )]
    fn get(notes: &RefCell<Vec<Option<u32>>>) -> Result<(), u32> {
        Err(1)
    }
    let notes = RefCell::default();
    assert_eq!(get(&notes), Ok(()));
    assert_eq!(notes.take(), [Some(1), Some(11)]);
}

#[test]
fn it_receives_the_error_of_before_retry() {
    #[retry(
        sleep = |_| (), before_retry = |_| Err(5),
        or_else = |error, reason| Ok(format!("{error} {}", reason.as_str())),
    )]
    fn get() -> Result<String, u32> {
        Err(1)
    }
    assert_eq!(get().as_deref(), Ok("5 before_retry"));
}

/// Refuses the first attempt of each call, or only each retry.
struct Refuses {
    calls: bool,
}

impl RetryBudget for Refuses {
    fn deposit(&self) {}

    fn admit(&self, _: &CallRequest) -> Result<(), Refused> {
        if self.calls {
            Err(Refused::new("closed"))
        } else {
            Ok(())
        }
    }

    fn withdraw(&self, _: &RetryRequest) -> Option<u32> {
        None
    }
}

#[derive(Debug, PartialEq)]
enum Error {
    Down,
    Refused,
}

impl From<Refused> for Error {
    fn from(_: Refused) -> Self {
        Self::Refused
    }
}

#[tokio::test(start_paused = true)]
async fn it_receives_what_a_budget_refuses() {
    #[retry(budget = *budget, on_refused = |_| Error::Refused, or_else = |error, reason| Ok((error, reason)))]
    fn get(budget: &Refuses) -> Result<(Error, StopReason), Error> {
        Err(Error::Down)
    }
    #[retry(budget = *budget, on_refused = |_| Error::Refused, or_else = async |error, reason| Ok((error, reason)))]
    async fn get_later(budget: &Refuses) -> Result<(Error, StopReason), Error> {
        Err(Error::Down)
    }
    #[retry(budget = *budget, on_exhausted = wait, fixed("10s"), or_else = async |error, reason| Ok((error, reason)))]
    async fn get_after_a_wait(budget: &Refuses) -> Result<(Error, StopReason), Error> {
        Err(Error::Down)
    }
    let refuses_calls = Refuses { calls: true };
    let refuses_retries = Refuses { calls: false };
    let refused = Ok((Error::Refused, StopReason::Budget));
    let down = Ok((Error::Down, StopReason::Budget));
    assert_eq!(get(&refuses_calls), refused);
    assert_eq!(get(&refuses_retries), down);
    assert_eq!(get_later(&refuses_calls).await, refused);
    assert_eq!(get_later(&refuses_retries).await, down);
    let start = Instant::now();
    assert_eq!(get_after_a_wait(&refuses_retries).await, down);
    assert_eq!(start.elapsed(), Duration::from_secs(10));
}

struct Client {
    calls: u32,
}

impl Client {
    #[retry(sleep = |_| (), clone(name), or_else = |error| self.other(&name, error))]
    fn get(&mut self, mut name: String) -> Result<String, u32> {
        self.calls += 1;
        name.push('b');
        Err(self.calls)
    }

    fn other(&mut self, name: &str, error: u32) -> Result<String, u32> {
        self.calls += 10;
        if error == 0 {
            return Err(0);
        }
        Ok(format!("{name} {error} {}", self.calls))
    }

    #[retry(or_else = |error| self.other_later(error))]
    async fn get_later(&mut self) -> Result<u32, u32> {
        self.calls += 1;
        Err(self.calls)
    }

    async fn other_later(&mut self, error: u32) -> Result<u32, u32> {
        self.calls += error;
        cached_later(error).await
    }
}

#[tokio::test(start_paused = true)]
async fn it_may_use_self_and_the_arguments() {
    let mut client = Client { calls: 0 };
    assert_eq!(client.get("a".to_owned()).as_deref(), Ok("a 3 13"));
    assert_eq!(client.get_later().await, Ok(CACHED));
    assert_eq!(client.calls, 16 + 16);
}

#[tokio::test(start_paused = true)]
async fn it_works_for_boxed_futures_and_for_functions_that_return_futures() {
    #[retry(or_else = cached_later)]
    fn boxed<'a>(error: &'a u32) -> Pin<Box<dyn Future<Output = Result<u32, u32>> + 'a>> {
        Box::pin(async move { Err(*error) })
    }
    #[retry(or_else = |error| Err(error + 1))]
    fn returned(error: u32) -> impl Future<Output = Result<u32, u32>> {
        ready(Err(error))
    }
    assert_eq!(boxed(&1).await, Ok(CACHED));
    assert_eq!(returned(1).await, Err(2));
}

#[test]
fn the_future_is_send_if_only_the_value_of_a_success_is_not() {
    #[retry(or_else = async |error| { sleep(Duration::ZERO).await; Err(error) })]
    async fn get() -> Result<Rc<u32>, u32> {
        Err(1)
    }
    fn assert_send(_: impl Send) {}
    assert_send(get());
}

#[test]
fn a_generic_function_takes_it() {
    #[retry(sleep = |_| (), or_else = |_| Ok(T::default()))]
    fn get<T: Default, E: Clone>(error: &E) -> Result<T, E> {
        Err(error.clone())
    }
    assert_eq!(get::<u8, _>(&"down"), Ok(0));
}

#[test]
fn the_budget_has_its_refund_when_it_is_called() {
    static BUDGET: Budget = Budget::ratio(1.0).min_per_second(0);
    fn nothing(_: &Event<'_, u32>) -> Result<(), u32> {
        Err(2)
    }
    #[retry(budget = BUDGET, before_retry = nothing, or_else = |_| Ok(BUDGET.available()))]
    fn get() -> Result<u64, u32> {
        Err(1)
    }
    assert_eq!(get(), Ok(1));
}
