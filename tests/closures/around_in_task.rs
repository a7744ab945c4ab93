//! `before_retry`, `or_else`, `when` and `cancel` of a call that yields to the executor.

use super::{EVERY_SECOND, Error, SECOND, fails_with};
use retries::{
    Backoff, Budget, CallRequest, Event, EventKind, Kind, Refused, RetryBudget, RetryRequest,
    StopReason, retry_async, retry_async_mut,
};
use std::cell::{Cell, RefCell};
use std::future::{Future, ready};
use std::rc::Rc;
use std::time::Duration;
use tokio::sync::Notify;
use tokio::time::{Instant, sleep};

fn reconnect(event: &Event<'_, Error>) -> impl Future<Output = Result<(), Error>> + use<> {
    let is_busy = event.error().is_some_and(Error::is_busy);
    async move {
        sleep(5 * SECOND).await;
        if is_busy { Ok(()) } else { Err(Error::Gone) }
    }
}

async fn cached(error: Error, reason: StopReason) -> Result<&'static str, Error> {
    sleep(60 * SECOND).await;
    if reason == StopReason::Attempts {
        Ok("cached")
    } else {
        Err(error)
    }
}

#[tokio::test(start_paused = true)]
async fn before_retry_is_awaited_before_the_wait() {
    let start = Instant::now();
    let call = EVERY_SECOND.before_retry(reconnect);
    let result = call.call_async(|| ready(Err::<u8, _>(Error::Busy(1))));
    assert_eq!(result.await, Err(Error::Busy(1)));
    assert_eq!(start.elapsed(), 2 * (5 + 1) * SECOND);

    let start = Instant::now();
    let call = retry_async(|| async { Err::<u8, _>(Error::Busy(1)) })
        .policy(EVERY_SECOND)
        .before_retry(|event| {
            let is_busy = event.error().is_some_and(|error| error.is_busy());
            async move {
                sleep(SECOND).await;
                if is_busy { Err(Error::Gone) } else { Ok(()) }
            }
        });
    assert_eq!(call.call().await, Err(Error::Gone));
    assert_eq!(start.elapsed(), SECOND);
}

#[tokio::test(start_paused = true)]
async fn a_wait_past_the_deadline_is_not_made_after_before_retry() {
    let end = Cell::new(None);
    let start = Instant::now();
    let call = EVERY_SECOND
        .deadline(3 * SECOND)
        .on_give_up(|event| end.set(Some(event.kind())))
        .before_retry(reconnect)
        .call_async(|| ready(Err::<u8, _>(Error::Busy(1))));
    assert_eq!(call.await, Err(Error::Busy(1)));
    assert_eq!(end.get(), Some(EventKind::GaveUp(StopReason::Deadline)));
    assert_eq!(start.elapsed(), 5 * SECOND);
}

#[tokio::test(start_paused = true)]
async fn or_else_returns_an_outcome_or_a_future_of_it() {
    let down = || ready(Err::<&str, _>(Error::Busy(1)));
    let start = Instant::now();
    let call = EVERY_SECOND.or_else(cached).call_async(down);
    assert_eq!(call.await, Ok("cached"));
    assert_eq!(start.elapsed(), (1 + 1 + 60) * SECOND);

    let call = retry_async(down).or_else(|error, _| {
        if error.is_busy() {
            Ok("busy")
        } else {
            Err(error)
        }
    });
    assert_eq!(call.call().await, Ok("busy"));
    let call = retry_async(down).or_else(|error, reason| async move {
        if error.is_busy() {
            cached(error, reason).await
        } else {
            Err(error)
        }
    });
    assert_eq!(call.call().await, Ok("cached"));
    let call = EVERY_SECOND.or_else(|_, _| Ok("at once"));
    assert_eq!(call.call_async(down).await, Ok("at once"));
    assert_eq!(call.call(|| Err(Error::Gone)), Ok("at once"));
    let call = EVERY_SECOND.or_else(async |error, reason| cached(error, reason).await);
    assert_eq!(call.call_async(down).await, Ok("cached"));
}

struct RefusesCalls;

impl RetryBudget for RefusesCalls {
    fn admit(&self, _: &CallRequest) -> Result<(), Refused> {
        Err(Refused::new("closed"))
    }

    fn withdraw(&self, _: &RetryRequest) -> Option<u32> {
        None
    }
}

#[tokio::test(start_paused = true)]
async fn a_refused_first_attempt_goes_to_or_else() {
    let call = retry_async(|| -> std::future::Ready<Result<&str, Error>> { panic!("refused") })
        .budget(RefusesCalls)
        .on_refused(|_| Error::Refused)
        .or_else(|error, reason| async move {
            assert_eq!((error, reason), (Error::Refused, StopReason::Budget));
            sleep(SECOND).await;
            Ok("cached")
        });
    assert_eq!(call.call().await, Ok("cached"));
}

#[tokio::test(start_paused = true)]
async fn before_retry_and_cancel_give_the_budget_its_withdrawal_back() {
    let budget = Budget::tokens(500);
    let down = || ready(Err::<u8, _>(Error::Refused));
    let closing = EVERY_SECOND.budget(&budget).before_retry(reconnect);
    assert_eq!(closing.call_async(down).await, Err(Error::Gone));
    assert_eq!(budget.available(), 100);

    let cancelled = EVERY_SECOND.budget(&budget).cancel(|| sleep(SECOND / 2));
    assert_eq!(cancelled.call_async(down).await, Err(Error::Refused));
    assert_eq!(budget.available(), 100);
}

#[tokio::test(start_paused = true)]
async fn when_gives_one_kind_its_own_delay_and_number() {
    let start = Instant::now();
    let mut fails = fails_with([Error::Busy(1), Error::Gone, Error::Busy(2)]);
    let call = retry_async(|| ready(fails()))
        .policy(EVERY_SECOND.max_attempts(2).deadline(60 * SECOND))
        .when(
            |error| error.is_busy(),
            Kind::new()
                .backoff(Backoff::fixed(7 * SECOND))
                .max_attempts(3),
        );
    assert_eq!(call.call().await, Ok("done"));
    assert_eq!(start.elapsed(), (7 + 1 + 7) * SECOND);
}

#[tokio::test(start_paused = true)]
async fn a_closure_makes_a_future_for_each_wait_that_ends_it() {
    let stop = Notify::new();
    let attempts = Cell::new(0);
    let end = Cell::new(None);
    let call = retry_async(|| async {
        attempts.set(attempts.get() + 1);
        Err::<u8, _>(Error::Busy(attempts.get()))
    })
    .policy(EVERY_SECOND.max_attempts(9))
    .cancel(|| stop.notified())
    .on_give_up(|event| end.set(Some(event.kind())))
    .or_else(|_, _| -> Result<u8, Error> { panic!("cancelled") })
    .call();
    let stopping = async {
        sleep(Duration::from_millis(2500)).await;
        stop.notify_waiters();
    };
    let start = Instant::now();
    let (result, ()) = tokio::join!(call, stopping);
    assert_eq!(result, Err(Error::Busy(3)));
    assert_eq!(end.get(), Some(EventKind::GaveUp(StopReason::Cancelled)));
    assert_eq!(start.elapsed(), Duration::from_millis(2500));
}

#[cfg(feature = "tokio-util")]
#[tokio::test(start_paused = true)]
async fn the_token_of_tokio_util_ends_a_wait() {
    let token = tokio_util::sync::CancellationToken::new();
    let call = EVERY_SECOND
        .cancel(token.child_token())
        .call_async(|| ready(Err::<u8, _>(Error::Gone)));
    let stopping = async {
        sleep(SECOND / 2).await;
        token.cancel();
    };
    let start = Instant::now();
    assert_eq!(tokio::join!(call, stopping).0, Err(Error::Gone));
    assert_eq!(start.elapsed(), SECOND / 2);
}

#[tokio::test(start_paused = true)]
async fn without_a_cancel_the_call_makes_its_attempts() {
    let start = Instant::now();
    let call = EVERY_SECOND.cancel_at_shutdown();
    assert_eq!(call.call_async(|| ready(None::<u8>)).await, None);
    assert_eq!(start.elapsed(), 2 * SECOND);
}

#[tokio::test(start_paused = true)]
async fn a_call_that_borrows_what_it_changes_has_these_words_too() {
    let (stop, reconnects) = (Notify::new(), Cell::new(0));
    let mut answers = vec![Err(Error::Busy(2)), Err(Error::Busy(1))];
    let call = retry_async_mut(async || {
        sleep(SECOND).await;
        answers.pop().unwrap_or(Err(Error::Gone))
    })
    .policy(EVERY_SECOND)
    .on(|error| error.is_busy())
    .before_retry(|event| {
        reconnects.set(reconnects.get() + event.attempt().number());
        ready(Ok(()))
    })
    .when(|error| *error == Error::Busy(2), Backoff::fixed(7 * SECOND))
    .cancel(|| stop.notified())
    .or_else(|error, reason| async move {
        assert_eq!((error, reason), (Error::Gone, StopReason::Permanent));
        sleep(SECOND).await;
        Ok("cached")
    });
    let start = Instant::now();
    assert_eq!(call.call().await, Ok("cached"));
    assert_eq!(reconnects.get(), 1 + 2);
    assert_eq!(start.elapsed(), (1 + 1 + 1 + 7 + 1 + 1) * SECOND);
}

#[tokio::test(start_paused = true)]
async fn an_error_that_cannot_be_sent_has_these_words() {
    let seen = RefCell::new(Vec::new());
    let call = EVERY_SECOND
        .before_retry(|event: &Event<'_, Rc<u8>>| {
            seen.borrow_mut().extend(event.error().cloned());
            ready(Ok(()))
        })
        .or_else(|error, _| Err(error))
        .call_async(|| ready(Err::<u8, _>(Rc::new(7))));
    assert_eq!(call.await, Err(Rc::new(7)));
    assert_eq!(seen.take(), [Rc::new(7), Rc::new(7)]);
}

#[cfg(feature = "test-util")]
#[tokio::test]
async fn a_recorded_call_waits_in_virtual_time_until_it_is_cancelled() {
    let stop = Notify::new();
    let log = retries::testing::record_async(async {
        retry_async(|| ready(Err::<u8, _>(Error::Busy(1))))
            .policy(EVERY_SECOND.max_attempts(9))
            .before_retry(|event| {
                if event.attempt().number() == 3 {
                    stop.notify_one();
                }
                ready(Ok(()))
            })
            .cancel(|| stop.notified())
            .call()
            .await
    })
    .await;
    assert_eq!(log.output, Err(Error::Busy(1)));
    let end = log.events().last().map(|event| event.kind);
    assert_eq!(end, Some(EventKind::GaveUp(StopReason::Cancelled)));
}
