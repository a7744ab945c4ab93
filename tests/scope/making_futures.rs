//! The code that makes a future, before any of it is polled, is a part of the attempt or of `before_retry` too.

use super::{EVERY_SECOND, Error, Outcome, SECOND};
use retries::{Event, Policy, remaining, retry, retry_async};
use std::cell::{Cell, RefCell};
use std::future::{Future, ready};
use std::pin::Pin;
use std::time::Duration;

thread_local! {
    static SEEN: RefCell<Vec<(&'static str, Option<Duration>)>> = const { RefCell::new(Vec::new()) };
}

const LIMIT: Duration = Duration::from_secs(60);
const POLICY: Policy = EVERY_SECOND.max_attempts(2).deadline(LIMIT);

fn note(place: &'static str) {
    SEEN.with_borrow_mut(|notes| notes.push((place, remaining())));
}

fn fail() -> Outcome {
    Err(Error::Down)
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "`before_retry` takes such a function"
)]
fn note_before_retry(_: &Event<'_, Error>) -> Outcome {
    note("code");
    Ok(())
}

#[retries::policy(fixed("1s"), max_attempts = 2, deadline = "60s")]
const BARE: Policy<Error>;

#[retries::policy(fixed("1s"), max_attempts = 2, deadline = "60s", before_retry = note_before_retry)]
const NOTING: Policy<Error>;

async fn check(shape: &str, call: impl Future<Output = Outcome>, notes: &[&'static str]) {
    assert_eq!(call.await, Err(Error::Down), "{shape}");
    let notes: Vec<_> = notes.iter().map(|place| (*place, Some(LIMIT))).collect();
    assert_eq!(SEEN.take(), notes, "{shape}");
}

#[tokio::test(start_paused = true)]
async fn a_before_retry_of_a_function_that_returns_a_future_runs_in_the_calls_own_scope() {
    #[retry(
        fixed("1s"), max_attempts = 2, deadline = "60s",
        before_retry = |_| { note("code"); async { note("future"); Ok(()) } },
    )]
    async fn function() -> Outcome {
        fail()
    }

    check("function", function(), &["code", "future"]).await;
}

#[tokio::test(start_paused = true)]
async fn a_before_retry_beside_a_bundle_that_returns_a_future_runs_in_the_calls_own_scope() {
    #[retry(BARE, before_retry = |_| { note("code"); async { note("future"); Ok(()) } })]
    async fn beside_bundle() -> Outcome {
        fail()
    }

    check("beside a bundle", beside_bundle(), &["code", "future"]).await;
}

#[tokio::test(start_paused = true)]
async fn a_before_retry_of_a_closure_that_returns_a_future_runs_in_the_calls_own_scope() {
    let closure = POLICY.before_retry(|_| {
        note("code");
        async {
            note("future");
            Ok(())
        }
    });
    check(
        "closure",
        closure.call_async(|| ready(fail())),
        &["code", "future"],
    )
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_sync_before_retry_of_a_bundle_runs_in_the_own_scope_of_an_async_call() {
    #[retry(NOTING)]
    async fn function() -> Outcome {
        fail()
    }

    check("function", function(), &["code"]).await;
    check(
        "call of a bundle",
        NOTING.call_async(|| ready(fail())),
        &["code"],
    )
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_closure_that_makes_the_future_of_an_attempt_runs_in_the_calls_own_scope() {
    let closure = || {
        note("code");
        async {
            note("future");
            fail()
        }
    };
    let once = POLICY.max_attempts(1);
    check("closure", once.call_async(closure), &["code", "future"]).await;
    check(
        "closure first",
        retry_async(closure).policy(once).call(),
        &["code", "future"],
    )
    .await;
    let timed = once
        .on(|_| true)
        .attempt_timeout(SECOND)
        .call_async(closure);
    timed.await.unwrap_err();
    let second = |place| (place, Some(SECOND));
    assert_eq!(SEEN.take(), [second("code"), second("future")]);
}

async fn note_and_fail() -> Outcome {
    note("future");
    ready(fail()).await
}

/// A body that ends with an async block is another case: what stands before it runs once, before the call.
#[tokio::test(start_paused = true)]
async fn a_function_that_returns_a_future_runs_in_the_calls_own_scope() {
    #[retry(fixed("1s"), max_attempts = 1, deadline = "60s")]
    fn function() -> impl Future<Output = Outcome> {
        note("code");
        note_and_fail()
    }

    #[retry(fixed("1s"), max_attempts = 1, deadline = "60s")]
    fn boxed() -> Pin<Box<dyn Future<Output = Outcome>>> {
        note("code");
        Box::pin(note_and_fail())
    }

    #[retry(BARE, max_attempts = 1)]
    fn beside_bundle() -> impl Future<Output = Outcome> {
        note("code");
        note_and_fail()
    }

    check("function", function(), &["code", "future"]).await;
    check("boxed", boxed(), &["code", "future"]).await;
    check("beside a bundle", beside_bundle(), &["code", "future"]).await;
}

#[tokio::test(start_paused = true)]
async fn retries_of_the_code_that_makes_the_future_of_an_attempt_count() {
    let attempts = Cell::new(0);
    let call = EVERY_SECOND.stop_nested().call_async(|| {
        attempts.set(attempts.get() + 1);
        ready(EVERY_SECOND.sleep(|_| ()).call(fail))
    });
    call.await.unwrap_err();
    assert_eq!(attempts.get(), 1);
}

#[tokio::test(start_paused = true)]
async fn retries_of_the_code_of_a_function_that_returns_a_future_count() {
    #[retry(fixed("1s"), nested = stop)]
    fn function(attempts: &Cell<u32>) -> impl Future<Output = Outcome> {
        attempts.set(attempts.get() + 1);
        let outcome = EVERY_SECOND.sleep(|_| ()).call(fail);
        async move { outcome }
    }

    let attempts = Cell::new(0);
    function(&attempts).await.unwrap_err();
    assert_eq!(attempts.get(), 1);
}
