//! `before_retry` runs between a failure and the wait, and its error ends the call.

use retries::{Budget, Event, EventKind, StopReason, retry};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;
use tokio::time::{Instant, sleep};

/// Notes what a call does, in its order.
#[derive(Default)]
struct Notes(RefCell<Vec<String>>);

impl Notes {
    fn add(&self, note: &str) {
        self.0.borrow_mut().push(note.to_owned());
    }

    fn take(&self) -> Vec<String> {
        self.0.take()
    }
}

const CLOSED: u32 = 9;

fn close(_: &Event<'_, u32>) -> Result<(), u32> {
    Err(CLOSED)
}

async fn close_later(event: &Event<'_, u32>) -> Result<(), u32> {
    sleep(Duration::from_secs(1)).await;
    event.error().map_or(Ok(()), |error| Err(error + 100))
}

#[test]
fn it_runs_after_on_retry_and_before_the_wait() {
    #[retry(
        fixed("10ms"), max_attempts = 2, sleep = |wait| notes.add(&format!("wait {wait:?}")),
        on_retry = |_| notes.add("on_retry"),
        before_retry = |event| {
            notes.add(&format!("before_retry {:?} {}", event.error(), event.attempt().number()));
            Ok(())
        },
    )]
    fn get(notes: &Notes) -> Result<(), u32> {
        notes.add("attempt");
        Err(1)
    }
    let notes = Notes::default();
    assert_eq!(get(&notes), Err(1));
    assert_eq!(
        notes.take(),
        [
            "attempt",
            "on_retry",
            "before_retry Some(1) 1",
            "wait 10ms",
            "attempt"
        ]
    );
}

#[test]
fn its_error_ends_the_call_without_a_wait() {
    #[retry(
        fixed("10ms"), sleep = |_| panic!("no wait"), before_retry = close,
        on_give_up = |event| end.set(Some((event.kind(), event.error().copied()))),
    )]
    fn get(end: &Cell<Option<(EventKind, Option<u32>)>>) -> Result<(), u32> {
        Err(1)
    }
    let end = Cell::new(None);
    assert_eq!(get(&end), Err(CLOSED));
    let reason = EventKind::GaveUp(StopReason::BeforeRetry);
    assert_eq!(end.get(), Some((reason, Some(CLOSED))));
}

#[tokio::test(start_paused = true)]
async fn an_async_function_awaits_it_before_the_wait() {
    #[retry(fixed("10s"), before_retry = async |event| {
        sleep(Duration::from_secs(event.attempt().number().into())).await;
        Ok(())
    })]
    async fn get() -> Result<(), u32> {
        Err(1)
    }
    let start = Instant::now();
    assert_eq!(get().await, Err(1));
    assert_eq!(start.elapsed(), Duration::from_secs(20 + 1 + 2));
}

#[tokio::test(start_paused = true)]
async fn a_path_and_a_closure_that_returns_a_future_are_awaited_too() {
    #[retry(before_retry = close_later)]
    async fn by_path() -> Result<(), u32> {
        Err(1)
    }
    #[retry(before_retry = |event| {
        let attempt = event.attempt().number();
        async move { if attempt == 2 { Err(CLOSED)? } Ok(()) }
    })]
    async fn by_closure(calls: &Cell<u32>) -> Result<(), u32> {
        calls.set(calls.get() + 1);
        Err(1)
    }
    let calls = Cell::new(0);
    assert_eq!(by_path().await, Err(101));
    assert_eq!(by_closure(&calls).await, Err(CLOSED));
    assert_eq!(calls.get(), 2);
}

struct Client {
    connections: u32,
}

impl Client {
    fn reconnect(&mut self) -> Result<(), u32> {
        self.connections += 1;
        if self.connections > 2 {
            Err(CLOSED)
        } else {
            Ok(())
        }
    }

    async fn reconnect_later(&mut self) -> Result<(), u32> {
        sleep(Duration::from_millis(1)).await;
        self.reconnect()
    }

    #[retry(max_attempts = 2, sleep = |_| (), before_retry = |_| self.reconnect())]
    fn get(&mut self) -> Result<u32, u32> {
        if self.connections == 1 { Ok(1) } else { Err(0) }
    }

    #[retry(max_attempts = 9, before_retry = async |_| { self.reconnect_later().await?; Ok(()) })]
    async fn get_later(&mut self, name: &mut String) -> Result<u32, u32> {
        name.push('x');
        Err(self.connections)
    }

    #[retry(max_attempts = 9, before_retry = |_| self.reconnect_later())]
    async fn get_by_method(&mut self) -> Result<u32, u32> {
        Err(self.connections)
    }
}

#[tokio::test(start_paused = true)]
async fn it_may_change_self_between_attempts() {
    let mut client = Client { connections: 0 };
    assert_eq!(client.get(), Ok(1));
    let mut name = String::new();
    assert_eq!(client.get_later(&mut name).await, Err(CLOSED));
    assert_eq!(name, "xx");
    let mut client = Client { connections: 0 };
    assert_eq!(client.get_by_method().await, Err(CLOSED));
}

#[test]
fn it_may_use_an_argument_that_each_attempt_uses_up() {
    #[retry(sleep = |_| (), clone(name), before_retry = |_| { notes.add(&name); Ok(()) })]
    fn get(name: String, notes: &Notes) -> Result<(), String> {
        Err(name)
    }
    let notes = Notes::default();
    assert_eq!(get("a".to_owned(), &notes), Err("a".to_owned()));
    assert_eq!(notes.take(), ["a", "a"]);
}

#[tokio::test(start_paused = true)]
async fn if_it_takes_too_long_the_call_gives_up_with_the_outcome_of_its_attempt() {
    #[retry(
        fixed("3s"), deadline = "10s",
        before_retry = async |_| { sleep(Duration::from_secs(4)).await; Ok(()) },
        on_give_up = |event| end.set(Some((event.kind(), event.attempt().number()))),
    )]
    async fn get(calls: &Cell<u32>, end: &Cell<Option<(EventKind, u32)>>) -> Result<(), u32> {
        calls.set(calls.get() + 1);
        Err(calls.get())
    }
    let (calls, end, start) = (Cell::new(0), Cell::new(None), Instant::now());
    assert_eq!(get(&calls, &end).await, Err(2));
    let deadline = EventKind::GaveUp(StopReason::Deadline);
    assert_eq!(end.get(), Some((deadline, 2)));
    assert_eq!(start.elapsed(), Duration::from_secs(4 + 3 + 4));
}

#[test]
fn a_retry_that_it_prevents_is_refunded() {
    #[retry(budget = *budget, sleep = |_| (), before_retry = |event| {
        held.set(Some(budget.available()));
        close(event)
    })]
    fn get(budget: &Budget, held: &Cell<Option<u64>>) -> Result<(), u32> {
        Err(1)
    }
    let (budget, held) = (Budget::ratio(1.0).min_per_second(0), Cell::new(None));
    assert_eq!(get(&budget, &held), Err(CLOSED));
    assert_eq!((held.get(), budget.available()), (Some(0), 1));
}

/// Notes when it is dropped.
struct Noted<'a>(&'a Notes);

impl Drop for Noted<'_> {
    fn drop(&mut self) {
        self.0.add("drop");
    }
}

#[tokio::test(start_paused = true)]
async fn the_error_lives_until_it_has_run_and_not_during_the_wait() {
    #[retry(
        max_attempts = 2, sleep = |_| notes.add("wait"),
        before_retry = |_| { notes.add("before_retry"); Ok(()) },
    )]
    fn get(notes: &Notes) -> Result<(), Noted<'_>> {
        Err(Noted(notes))
    }
    #[retry(
        max_attempts = 2, sleep = async |_| notes.add("wait"),
        before_retry = async |_| { sleep(Duration::ZERO).await; notes.add("before_retry"); Ok(()) },
    )]
    async fn get_later(notes: &Notes) -> Result<(), Noted<'_>> {
        Err(Noted(notes))
    }
    let notes = Notes::default();
    drop(get(&notes));
    assert_eq!(notes.take(), ["before_retry", "drop", "wait", "drop"]);
    drop(get_later(&notes).await);
    assert_eq!(notes.take(), ["before_retry", "drop", "wait", "drop"]);
}

#[test]
fn it_runs_for_a_success_that_on_ok_retries_and_for_none() {
    #[retry(
        sleep = |_| (), on_ok = |value| *value < 3,
        before_retry = |event| { assert_eq!(event.error(), None); Ok(()) },
    )]
    fn get(calls: &Cell<u32>) -> Result<u32, u32> {
        calls.set(calls.get() + 1);
        Ok(calls.get())
    }
    #[retry(sleep = |_| (), before_retry = |_| { calls.set(calls.get() + 1); Err(()) })]
    fn find(calls: &Cell<u32>) -> Option<u32> {
        None
    }
    let calls = Cell::new(0);
    assert_eq!(get(&calls), Ok(3));
    assert_eq!(find(&calls), None);
    assert_eq!(calls.get(), 4);
}

#[test]
fn it_receives_the_error_of_an_outcome_that_on_ok_may_judge() {
    #[retry(
        sleep = |_| (), on_ok = |_| false,
        before_retry = |event| { seen.set(event.error().copied()); Ok(()) },
    )]
    fn get(seen: &Cell<Option<u32>>) -> Result<u32, u32> {
        Err(7)
    }
    let seen = Cell::new(None);
    assert_eq!(get(&seen), Err(7));
    assert_eq!(seen.get(), Some(7));
}

#[test]
fn the_future_is_send_if_only_the_value_of_a_success_is_not() {
    #[retry(before_retry = async |_| { sleep(Duration::ZERO).await; Ok(()) })]
    async fn get() -> Result<Rc<u32>, u32> {
        Err(1)
    }
    fn assert_send(_: impl Send) {}
    assert_send(get());
}

#[cfg(feature = "test-util")]
#[test]
fn observers_see_the_retry_and_then_the_end_with_its_error() {
    #[retry(fixed("10ms"), name = "get", before_retry = close)]
    fn get() -> Result<(), u32> {
        Err(1)
    }
    let log = retries::testing::record(get);
    assert_eq!(log.output, Err(CLOSED));
    assert!(log.waits().is_empty());
    let events: Vec<_> = log.events().iter().map(ToString::to_string).collect();
    assert_eq!(
        events,
        [
            "get: attempt 1 of 3 failed: 1; the next is in 10ms (backoff)",
            "get: attempt 1 of 3 failed: 9; gave up (before_retry)",
        ]
    );
}
