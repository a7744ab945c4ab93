//! A function overrides its bundle word by word.

use super::shapes::{Error, Server};
use retries::{Budget, Event, Policy, TimedOut, retry};
use std::cell::{Cell, RefCell};
use std::future::pending;
use std::time::Duration;
use tokio::time::Instant;

static EMPTY: Budget = Budget::tokens(0);

thread_local! {
    static EVENTS: Cell<u32> = const { Cell::new(0) };
}

fn count<E>(event: &Event<'_, E>) {
    let of_kind = if event.kind().is_end() { 10 } else { 1 };
    EVENTS.set(EVENTS.get() + of_kind);
}

fn is_down(error: &Error) -> bool {
    *error == Error::Down
}

#[retries::policy(
    fixed("1s"), max_attempts = 3, on = is_down, on_ok = |value: &u8| *value == 1,
    on_retry = count, on_give_up = count,
)]
const ALL: Policy<Error>;

#[tokio::test(start_paused = true)]
async fn the_waits_and_the_limits_may_be_replaced() {
    #[retry(ALL, fixed("3s"), max_attempts = unlimited, deadline = "10s")]
    async fn get(server: &Server) -> Result<u8, Error> {
        server.call().map(|()| 0)
    }

    let start = Instant::now();
    let server = Server::failing(Error::Down);
    get(&server).await.unwrap_err();
    assert_eq!(
        (server.calls(), start.elapsed()),
        (4, Duration::from_secs(9))
    );
    assert_eq!(EVENTS.take(), 13);
}

#[test]
fn what_the_bundle_leaves_out_keeps_its_meaning() {
    #[retries::policy(fixed("0s"))]
    const THREE: Policy;

    // Alone, a deadline lifts the limit of three attempts.
    #[retry(THREE, deadline = "10s")]
    fn get(server: &Server) -> Result<(), Error> {
        server.call()
    }

    let server = Server::failing(Error::Down);
    get(&server).unwrap_err();
    assert_eq!(server.calls(), 3);
}

#[test]
fn on_may_be_replaced_for_another_error() {
    #[retry(ALL, fixed("0s"), on = |text| text.len() == 4, on_retry = none, on_give_up = none)]
    fn get(calls: &Cell<u32>, text: &'static str) -> Result<u8, &'static str> {
        calls.set(calls.get() + 1);
        Err(text)
    }

    let calls = Cell::new(0);
    get(&calls, "down").unwrap_err();
    assert_eq!(calls.take(), 3);
    get(&calls, "wrong").unwrap_err();
    assert_eq!(calls.take(), 1);
    assert_eq!(EVENTS.take(), 0);
}

#[test]
fn on_ok_may_be_replaced_or_taken_away() {
    #[retry(ALL, fixed("0s"), on_ok = |value| *value == 2)]
    fn two(calls: &Cell<u32>, value: u8) -> Result<u8, Error> {
        calls.set(calls.get() + 1);
        Ok(value)
    }

    #[retry(ALL, fixed("0s"), on_ok = none)]
    fn none(calls: &Cell<u32>) -> Result<String, Error> {
        calls.set(calls.get() + 1);
        Ok(String::new())
    }

    #[retry(ALL, fixed("0s"), on_ok = none, on = |_| true)]
    fn neither(calls: &Cell<u32>) -> Result<String, Error> {
        calls.set(calls.get() + 1);
        Err(Error::Wrong)
    }

    let calls = Cell::new(0);
    two(&calls, 1).unwrap();
    assert_eq!(calls.take(), 1);
    two(&calls, 2).unwrap();
    assert_eq!(calls.take(), 3);
    none(&calls).unwrap();
    assert_eq!(calls.take(), 1);
    neither(&calls).unwrap_err();
    assert_eq!(calls.take(), 3);
}

#[test]
fn a_hook_may_be_replaced_with_the_arguments_in_reach() {
    #[retry(ALL, fixed("0s"), on_retry = |event| notes.push(event.attempt().number()))]
    fn get(server: &Server, notes: &mut Vec<u32>) -> Result<u8, Error> {
        server.call().map(|()| 0)
    }

    #[retry(ALL, fixed("0s"), on_give_up = |event| notes.borrow_mut().push(event.attempt().number()))]
    fn give_up(server: &Server, notes: &RefCell<Vec<u32>>) -> Result<u8, Error> {
        server.call().map(|()| 0)
    }

    let server = Server::failing(Error::Down);
    let mut notes = Vec::new();
    get(&server, &mut notes).unwrap_err();
    assert_eq!((notes, EVENTS.take()), (vec![1, 2], 10));
    let notes = RefCell::default();
    give_up(&server, &notes).unwrap_err();
    assert_eq!((notes.take(), EVENTS.take()), (vec![3], 2));
}

#[tokio::test(start_paused = true)]
async fn a_budget_may_be_replaced_taken_away_and_waited_for() {
    #[retries::policy(fixed("1s"), budget = EMPTY)]
    const EMPTIED: Policy;

    #[retry(EMPTIED)]
    async fn refused(server: &Server) -> Result<(), Error> {
        server.call()
    }

    #[retry(EMPTIED, on_exhausted = wait)]
    async fn waited(server: &Server) -> Result<(), Error> {
        server.call()
    }

    #[retry(EMPTIED, budget = none)]
    async fn without(server: &Server) -> Result<(), Error> {
        server.call()
    }

    #[retry(EMPTIED, budget = full)]
    async fn replaced(server: &Server, full: &Budget) -> Result<(), Error> {
        server.call()
    }

    let server = Server::failing(Error::Down);
    refused(&server).await.unwrap_err();
    assert_eq!(server.calls(), 1);
    let start = Instant::now();
    waited(&server).await.unwrap_err();
    assert_eq!(
        (server.calls(), start.elapsed()),
        (1, Duration::from_secs(1))
    );
    without(&server).await.unwrap_err();
    assert_eq!(server.calls(), 3);
    replaced(&server, &Budget::tokens(5)).await.unwrap_err();
    assert_eq!(server.calls(), 2);
}

#[retries::policy(fixed("1s"), max_attempts = 2, attempt_timeout = "2s")]
const CUT_OFF: Policy;

#[tokio::test(start_paused = true)]
async fn the_attempt_timeout_may_be_replaced_or_taken_away() {
    #[retry(CUT_OFF, attempt_timeout = "5s")]
    async fn longer() -> Option<()> {
        pending().await
    }

    #[retry(CUT_OFF, attempt_timeout = never)]
    async fn never() -> Result<(), Error> {
        tokio::time::sleep(Duration::from_secs(60)).await;
        Err(Error::Down)
    }

    #[retry(CUT_OFF, attempt_timeout = never, fixed("0s"))]
    fn blocking(server: &Server) -> Result<(), Error> {
        server.call()
    }

    #[retry(CUT_OFF, sleep = |wait| tokio::time::sleep(wait * 2))]
    async fn slept() -> Option<()> {
        pending().await
    }

    #[retry(CUT_OFF, on_timeout = |_: TimedOut| Error::Down)]
    async fn converted() -> Result<(), Error> {
        pending().await
    }

    let mut start = Instant::now();
    let mut lasted = || {
        std::mem::replace(&mut start, Instant::now())
            .elapsed()
            .as_secs()
    };
    assert_eq!(longer().await, None);
    assert_eq!(lasted(), 5 + 1 + 5);
    never().await.unwrap_err();
    assert_eq!(lasted(), 60 + 1 + 60);
    let server = Server::failing(Error::Down);
    blocking(&server).unwrap_err();
    assert_eq!(server.calls(), 2);
    assert_eq!(slept().await, None);
    assert_eq!(lasted(), 2 * (2 + 1 + 2));
    assert_eq!(converted().await, Err(Error::Down));
    assert_eq!(lasted(), 2 + 1 + 2);
}

#[tokio::test(start_paused = true)]
async fn on_timeout_makes_the_error_of_the_bundles_attempt_timeout() {
    #[retries::policy(fixed("0s"), max_attempts = 2, attempt_timeout = "2s")]
    const IMPATIENT: Policy;

    #[derive(Debug, PartialEq)]
    struct Late;

    #[retry(IMPATIENT, attempt_timeout = policy, on_timeout = |_| Late)]
    async fn get() -> Result<(), Late> {
        std::future::pending().await
    }

    let start = tokio::time::Instant::now();
    assert_eq!(get().await, Err(Late));
    assert_eq!(start.elapsed(), std::time::Duration::from_secs(4));
}

/// Without an observer, only what may stop looks at the retries inside an attempt.
#[tokio::test(start_paused = true)]
async fn nested_may_be_taken_away_with_any_word_beside_it() {
    #[retries::policy(fixed("1ns"), nested = stop)]
    const STOPPING: Policy<Error>;

    fn inner(calls: &Cell<u32>) -> Result<(), Error> {
        calls.set(calls.get() + 1);
        let down = || Err::<(), _>(Error::Down);
        Policy::new().sleep(|_| ()).max_attempts(2).call(down)
    }

    #[retry(STOPPING, nested = retry)]
    fn alone(calls: &Cell<u32>) -> Result<(), Error> {
        inner(calls)
    }

    #[retry(STOPPING, nested = retry, on_retry = |_| ())]
    fn with_hook(calls: &Cell<u32>) -> Result<(), Error> {
        inner(calls)
    }

    #[retry(STOPPING, nested = retry, on = |_| true, cancel)]
    fn with_words(calls: &Cell<u32>) -> Result<(), Error> {
        inner(calls)
    }

    #[retry(STOPPING, nested = retry, attempt_timeout = "1s", on_timeout = |_| Error::Down)]
    async fn timed(calls: &Cell<u32>) -> Result<(), Error> {
        inner(calls)
    }

    #[retry(STOPPING, nested = retry, attempt_timeout = never)]
    async fn never_timed(calls: &Cell<u32>) -> Result<(), Error> {
        inner(calls)
    }

    let calls = Cell::new(0);
    for call in [alone, with_hook, with_words] {
        call(&calls).unwrap_err();
        assert_eq!(calls.take(), 3);
    }
    timed(&calls).await.unwrap_err();
    assert_eq!(calls.take(), 3);
    never_timed(&calls).await.unwrap_err();
    assert_eq!(calls.take(), 3);
}
