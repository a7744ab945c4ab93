//! Which code runs in a call's own scope, and which in the scope around it.

use super::{Error, Outcome, SECOND};
use retries::{
    Backoff, Event, Policy, StopReason, remaining, retry, retry_async_mut, within, within_blocking,
};
use std::cell::RefCell;
use std::future::Future;
use std::time::Duration;
use tokio::task::yield_now;

/// The scope that some code runs in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Seen {
    Own,
    Outer,
    None,
}

thread_local! {
    static SEEN: RefCell<Vec<(&'static str, Seen)>> = const { RefCell::new(Vec::new()) };
}

const OUTER: Duration = Duration::from_secs(600);
const OWN: Duration = Duration::from_secs(60);

/// Notes the scope of the code that runs.
fn note(place: &'static str) {
    let seen = match remaining() {
        None => Seen::None,
        Some(left) if left <= OWN => Seen::Own,
        Some(_) => Seen::Outer,
    };
    SEEN.with_borrow_mut(|notes| notes.push((place, seen)));
}

/// What a call notes that makes two attempts.
const NOTES: [(&str, Seen); 10] = [
    ("attempt", Seen::Own),
    ("on", Seen::Outer),
    ("on_retry", Seen::Outer),
    ("before_retry", Seen::Own),
    ("sleep", Seen::Outer),
    ("attempt", Seen::Own),
    ("on", Seen::Outer),
    ("on_give_up", Seen::Outer),
    ("or_else", Seen::Outer),
    ("after", Seen::Outer),
];

fn check(shape: &str, call: impl FnOnce() -> Outcome) {
    let ended = within_blocking(OUTER, || {
        let outcome = call();
        note("after");
        outcome
    });
    assert_eq!(ended, Ok(()), "{shape}");
    assert_eq!(SEEN.take(), NOTES, "{shape}");
}

async fn check_async(shape: &str, call: impl Future<Output = Outcome>) {
    let ended = within(OUTER, async {
        let outcome = call.await;
        note("after");
        outcome
    });
    assert_eq!(ended.await, Ok(Ok(())), "{shape}");
    assert_eq!(SEEN.take(), NOTES, "{shape}");
}

fn attempt() -> Outcome {
    note("attempt");
    Err(Error::Down)
}

async fn attempt_async() -> Outcome {
    yield_now().await;
    attempt()
}

fn on(_: &Error) -> bool {
    note("on");
    true
}

fn on_retry(_: &Event<'_, Error>) {
    note("on_retry");
}

fn on_give_up(_: &Event<'_, Error>) {
    note("on_give_up");
}

#[expect(clippy::unnecessary_wraps, reason = "`before_retry` may fail")]
fn before_retry(_: &Event<'_, Error>) -> Outcome {
    note("before_retry");
    Ok(())
}

async fn reconnect() -> Outcome {
    yield_now().await;
    note("before_retry");
    Ok(())
}

async fn before_retry_async(_: &Event<'_, Error>) -> Outcome {
    reconnect().await
}

#[expect(clippy::unnecessary_wraps, reason = "`or_else` may fail")]
fn or_else(_: Error, _: StopReason) -> Outcome {
    note("or_else");
    Ok(())
}

async fn or_else_async(_: Error, _: StopReason) -> Outcome {
    yield_now().await;
    note("or_else");
    Ok(())
}

fn sleep(_: Duration) {
    note("sleep");
}

async fn sleep_async(_: Duration) {
    yield_now().await;
    note("sleep");
}

#[retries::policy(
    fixed("1s"), max_attempts = 2, deadline = "60s", on = on, on_retry = on_retry, on_give_up = on_give_up,
    before_retry = before_retry, or_else = |error, reason| -> Outcome { or_else(error, reason) }, sleep = sleep,
)]
const BUNDLE: Policy<Error>;

#[retries::policy(
    fixed("1s"), max_attempts = 2, deadline = "60s", on = on, on_retry = on_retry, on_give_up = on_give_up,
    before_retry = async |event| before_retry_async(event).await,
    or_else = async |error, reason| -> Outcome { or_else_async(error, reason).await }, sleep = sleep_async,
)]
const BUNDLE_IN_TASK: Policy<Error>;

#[retries::policy(
    fixed("1s"), max_attempts = 2, deadline = "60s", attempt_timeout = "59s", on = on, on_retry = on_retry,
    on_give_up = on_give_up, before_retry = async |event| before_retry_async(event).await,
    or_else = async |error, reason| -> Outcome { or_else_async(error, reason).await },
)]
const BUNDLE_WITH_TIMEOUT: Policy<Error>;

#[retries::policy(fixed("1s"), max_attempts = 2, deadline = "60s", on = on)]
const BARE: Policy<Error>;

const POLICY: Policy = Policy::new()
    .backoff(Backoff::fixed(SECOND))
    .max_attempts(2)
    .deadline(OWN);

#[test]
fn of_a_sync_call_only_the_attempt_and_before_retry_run_in_its_own_scope() {
    #[retry(
        fixed("1s"), max_attempts = 2, deadline = "60s", on = on, on_retry = on_retry, on_give_up = on_give_up,
        before_retry = before_retry, or_else = or_else, sleep = sleep,
    )]
    fn function() -> Outcome {
        attempt()
    }

    #[retry(BUNDLE)]
    fn in_bundle() -> Outcome {
        attempt()
    }

    #[retry(
        BARE, on_retry = on_retry, on_give_up = on_give_up, before_retry = before_retry, or_else = or_else,
        sleep = sleep,
    )]
    fn beside_bundle() -> Outcome {
        attempt()
    }

    let closure = POLICY
        .on(on)
        .on_retry(on_retry)
        .on_give_up(on_give_up)
        .before_retry(before_retry)
        .or_else(or_else)
        .sleep(sleep);
    check("function", function);
    check("in a bundle", in_bundle);
    check("beside a bundle", beside_bundle);
    check("call of a bundle", || BUNDLE.call(attempt));
    check("closure", || closure.call(attempt));
}

#[tokio::test(start_paused = true)]
async fn of_an_async_call_only_the_attempt_and_before_retry_run_in_its_own_scope() {
    #[retry(
        fixed("1s"), max_attempts = 2, deadline = "60s", on = on, on_retry = on_retry, on_give_up = on_give_up,
        before_retry = before_retry_async, or_else = or_else_async, sleep = sleep_async,
    )]
    async fn function() -> Outcome {
        attempt_async().await
    }

    #[retry(
        fixed("1s"), max_attempts = 2, deadline = "60s", attempt_timeout = "59s", on = on, on_retry = on_retry,
        on_give_up = on_give_up, before_retry = async |event| before_retry_async(event).await,
        or_else = async |error, reason| or_else_async(error, reason).await, sleep = sleep_async,
    )]
    async fn with_timeout() -> Outcome {
        attempt_async().await
    }

    #[retry(
        fixed("1s"), max_attempts = 2, deadline = "60s", on = on, on_retry = on_retry, on_give_up = on_give_up,
        before_retry = |_| reconnect(), or_else = or_else_async, sleep = sleep_async,
    )]
    async fn with_closures() -> Outcome {
        attempt_async().await
    }

    #[retry(BUNDLE_IN_TASK)]
    async fn in_bundle() -> Outcome {
        attempt_async().await
    }

    #[retry(BUNDLE_WITH_TIMEOUT, sleep = sleep_async)]
    async fn in_bundle_with_timeout() -> Outcome {
        attempt_async().await
    }

    #[retry(
        BARE, on_retry = on_retry, on_give_up = on_give_up, before_retry = before_retry_async,
        or_else = or_else_async, sleep = sleep_async,
    )]
    async fn beside_bundle() -> Outcome {
        attempt_async().await
    }

    #[retry(
        BARE, on_retry = on_retry, on_give_up = on_give_up, before_retry = |_| reconnect(),
        or_else = or_else_async, sleep = sleep_async,
    )]
    async fn beside_bundle_with_closure() -> Outcome {
        attempt_async().await
    }

    let closure = || {
        POLICY
            .on(on)
            .on_retry(on_retry)
            .on_give_up(on_give_up)
            .before_retry(|_| reconnect())
            .or_else(or_else_async)
            .sleep(sleep_async)
    };
    let borrowing = retry_async_mut(async || attempt_async().await)
        .policy(POLICY)
        .on(on)
        .on_retry(on_retry)
        .on_give_up(on_give_up)
        .before_retry(|_| reconnect())
        .or_else(or_else_async)
        .sleep(sleep_async)
        .call();
    check_async("function", function()).await;
    check_async("function with a timeout", with_timeout()).await;
    check_async("function with closures", with_closures()).await;
    check_async(
        "beside a bundle with a closure",
        beside_bundle_with_closure(),
    )
    .await;
    check_async("in a bundle", in_bundle()).await;
    check_async("in a bundle with a timeout", in_bundle_with_timeout()).await;
    check_async("beside a bundle", beside_bundle()).await;
    check_async("call of a bundle", BUNDLE_IN_TASK.call_async(attempt_async)).await;
    check_async("closure", closure().call_async(attempt_async)).await;
    check_async(
        "closure with await",
        closure().call_async_mut(async || attempt_async().await),
    )
    .await;
    check_async("closure that borrows", borrowing).await;
}
