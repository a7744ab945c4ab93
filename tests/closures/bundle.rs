//! Closures are called with a bundle's words, and replace them one by one.

use super::{Error, SECOND};
use retries::{Backoff, Budget, Event, NoBudget, Policy, StopReason, retry};
use std::cell::{Cell, RefCell};
use std::fmt::Display;
use std::future::{pending, ready};
use tokio::time::Instant;

static BUDGET: Budget = Budget::tokens(1000);

thread_local! {
    static LINES: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

fn log(event: &Event<'_, impl Display>) {
    LINES.with_borrow_mut(|lines| lines.push(event.to_string()));
}

#[retries::policy(
    fixed("1s"),
    max_attempts = 4,
    attempt_timeout = "5s",
    budget = BUDGET,
    on_retry = log,
    on_give_up = log
)]
const PARTNERS: Policy<impl Display>;

#[tokio::test(start_paused = true)]
async fn a_call_has_the_words_of_the_bundle() {
    let call = PARTNERS
        .named("charge")
        .call_async(|| ready(Err::<u8, _>(Error::Gone)));
    assert_eq!(call.await, Err(Error::Gone));
    let lines = LINES.take();
    assert_eq!(lines.len(), 4);
    assert!(lines[0].starts_with("charge: attempt 1 of 4 failed: Gone, said the server"));
    assert!(lines[3].ends_with("gave up (attempts)"));
}

#[tokio::test(start_paused = true)]
async fn a_bundle_cuts_attempts_off() {
    let start = Instant::now();
    let call = PARTNERS.deadline(9 * SECOND);
    assert_eq!(
        call.call_async(pending::<Result<u8, Error>>).await,
        Err(Error::Late(2))
    );
    assert_eq!(start.elapsed(), 9 * SECOND);
    let call = call.on_timeout(|_| Error::Gone);
    assert_eq!(
        call.call_async(pending::<Result<u8, Error>>).await,
        Err(Error::Gone)
    );
}

#[test]
fn each_word_of_a_bundle_can_be_replaced() {
    let events = Cell::new(0);
    let caller = PARTNERS
        .no_attempt_timeout()
        .on(|error: &Error| error.is_busy())
        .budget(NoBudget)
        .on_retry(|_| events.set(events.get() + 1))
        .on_give_up(|event| events.set(events.get() + event.attempt().number() * 10))
        .max_attempts(3)
        .sleep(|_| ());
    assert_eq!(
        caller.call(|| Err::<u8, _>(Error::Busy(1))),
        Err(Error::Busy(1))
    );
    assert_eq!(events.get(), 2 + 30);
    assert_eq!(LINES.take(), [""; 0]);
}

#[test]
fn a_bundle_has_the_words_around_the_attempts_too() {
    let reconnects = Cell::new(0);
    let waits = RefCell::new(Vec::new());
    let result = PARTNERS
        .no_attempt_timeout()
        .sleep(|wait| waits.borrow_mut().push(wait))
        .before_retry(|_| {
            reconnects.set(reconnects.get() + 1);
            Ok(())
        })
        .when(
            |error| matches!(error, Error::Busy(_)),
            Backoff::fixed(7 * SECOND),
        )
        .cancel_at_shutdown()
        .or_else(|error, reason| Ok((error, reason)))
        .call(|| Err(Error::Busy(1)));
    assert_eq!(result, Ok((Error::Busy(1), StopReason::Attempts)));
    assert_eq!(reconnects.get(), 3);
    assert_eq!(waits.take(), [7 * SECOND; 3]);
    assert_eq!(LINES.take().len(), 4);
}

fn is_busy(error: &Error) -> bool {
    error.is_busy()
}

#[retries::policy(
    fixed("1s"),
    max_attempts = 2,
    before_retry = |_| Err(Error::Refused),
    or_else = |_| Err(Error::Late(7)),
    when(is_busy, fixed("7s")),
    cancel = ready(()),
)]
const GUARDED: Policy<Error>;

#[test]
fn the_words_around_the_attempts_replace_those_of_the_bundle_and_a_when_comes_before_its_own() {
    let waits = RefCell::new(Vec::new());
    let busy = || Err::<&str, _>(Error::Busy(1));
    assert_eq!(GUARDED.call(busy), Err(Error::Busy(1)), "cancelled");
    let waiting = GUARDED
        .cancel(pending::<()>)
        .sleep(|wait| waits.borrow_mut().push(wait));
    assert_eq!(waiting.call(busy), Err(Error::Late(7)));
    assert!(waits.take().is_empty());
    let going_on = waiting
        .before_retry(|_| Ok(()))
        .or_else(|error, _| Err(error))
        .when(
            |error: &Error| *error == Error::Busy(1),
            Backoff::fixed(3 * SECOND),
        )
        .when(
            |error: &Error| matches!(error, Error::Busy(1 | 2)),
            Backoff::fixed(4 * SECOND),
        );
    for (busy, wait) in [(1, 3), (2, 4), (3, 7)] {
        let busy = || Err::<&str, _>(Error::Busy(busy));
        assert_eq!(going_on.call(busy), busy());
        assert_eq!(waits.take(), [wait * SECOND]);
    }
}

#[tokio::test(start_paused = true)]
async fn a_call_with_a_bundle_in_a_task_has_the_words_around_the_attempts() {
    let start = Instant::now();
    let call = PARTNERS
        .before_retry(|_: &Event<'_, Error>| async {
            tokio::time::sleep(SECOND).await;
            Err(Error::Refused)
        })
        .cancel(pending::<()>)
        .or_else(|error, _| ready(Ok::<_, Error>(error)));
    let result = tokio::spawn(call.call_async(|| ready(Err(Error::Busy(1))))).await;
    assert_eq!(result.unwrap(), Ok(Error::Refused));
    assert_eq!(start.elapsed(), SECOND);
}

#[tokio::test(start_paused = true)]
async fn a_call_with_a_bundle_may_be_spawned() {
    let call = PARTNERS.call_async(|| async {
        tokio::time::sleep(SECOND).await;
        Ok::<_, Error>(1)
    });
    assert_eq!(tokio::spawn(call).await.unwrap(), Ok(1));
}

#[test]
fn a_closure_that_comes_first_takes_a_plain_policy() {
    const ONCE: Policy = Policy::new().max_attempts(1);

    let attempts = Cell::new(0);
    let call = retry(|| {
        attempts.set(attempts.get() + 1);
        None::<u8>
    });
    assert_eq!(call.policy(ONCE).call(), None);
    assert_eq!(attempts.get(), 1);
}
