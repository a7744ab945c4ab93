//! What counts as a retry inside an attempt.

use super::nested::{NESTED, Outer, inner, recovers};
use super::{EVERY_SECOND, Error, Outcome, SECOND, gave_up};
use futures_lite::future::block_on;
use retries::{Policy, StopReason, retry, scope};
use std::time::Duration;
use tokio::time::sleep;

#[tokio::test(start_paused = true)]
async fn a_call_inside_that_recovered_counts() {
    #[retry(fixed("1s"), nested = stop, on_give_up = |event| outer.end.set(Some(event.kind())))]
    async fn call(outer: &Outer) -> Outcome {
        outer.begin();
        recovers().await?;
        Err(Error::Down)
    }

    let outer = Outer::default();
    call(&outer).await.unwrap_err();
    assert_eq!(outer.take(), (1, Some(NESTED)));
}

#[tokio::test(start_paused = true)]
async fn a_call_inside_without_a_retry_does_not_count() {
    #[retry(fixed("1s"), nested = stop, on_give_up = |event| outer.end.set(Some(event.kind())))]
    async fn call(outer: &Outer) -> Outcome {
        outer.begin();
        EVERY_SECOND
            .max_attempts(1)
            .call_async(async || Err(Error::Down))
            .await
    }

    let outer = Outer::default();
    call(&outer).await.unwrap_err();
    assert_eq!(outer.take(), (3, Some(gave_up(StopReason::Attempts))));
}

#[tokio::test(start_paused = true)]
async fn a_call_that_leaves_the_scopes_does_not_count() {
    #[retry(fixed("1s"), nested = stop, on_give_up = |event| outer.end.set(Some(event.kind())))]
    async fn call(outer: &Outer) -> Outcome {
        outer.begin();
        let _ = scope::leave(inner()).await;
        scope::leave_blocking(|| EVERY_SECOND.sleep(|_| ()).call(|| Err(Error::Down)))
    }

    let outer = Outer::default();
    call(&outer).await.unwrap_err();
    assert_eq!(outer.take(), (3, Some(gave_up(StopReason::Attempts))));
}

#[tokio::test(start_paused = true)]
async fn a_call_inside_that_is_dropped_or_cut_off_counts() {
    #[retry(fixed("1s"), nested = stop, on_give_up = |event| outer.end.set(Some(event.kind())))]
    async fn drops(outer: &Outer) -> Outcome {
        outer.begin();
        let in_time = tokio::time::timeout(SECOND / 2, inner()).await;
        in_time.map_err(|_| Error::Down)?
    }

    #[retry(
        fixed("1s"), nested = stop, attempt_timeout = "500ms",
        on_give_up = |event| outer.end.set(Some(event.kind())),
    )]
    async fn is_cut_off(outer: &Outer) -> Outcome {
        outer.begin();
        inner_that_hangs_after_a_retry().await
    }

    #[retries::policy(fixed("1s"), nested = stop, attempt_timeout = "500ms")]
    const TIMED: Policy<Error>;

    #[retry(TIMED, on_give_up = |event| outer.end.set(Some(event.kind())))]
    async fn is_cut_off_by_its_bundle(outer: &Outer) -> Outcome {
        outer.begin();
        inner_that_hangs_after_a_retry().await
    }

    #[retry(fixed("100ms"), attempt = n)]
    async fn inner_that_hangs_after_a_retry() -> Outcome {
        if n.is_first() {
            Err(Error::Down)
        } else {
            std::future::pending().await
        }
    }

    let outer = Outer::default();
    drops(&outer).await.unwrap_err();
    assert_eq!(outer.take(), (1, Some(NESTED)));
    let cut_off = Err(Error::TimedOut(Duration::from_millis(500)));
    assert_eq!(is_cut_off(&outer).await, cut_off);
    assert_eq!(outer.take(), (1, Some(NESTED)));
    assert_eq!(is_cut_off_by_its_bundle(&outer).await, cut_off);
    assert_eq!(outer.take(), (1, Some(NESTED)));
    let closure = EVERY_SECOND
        .stop_nested()
        .on_give_up(|event| outer.end.set(Some(event.kind())))
        .attempt_timeout(SECOND / 2)
        .call_async(async || {
            outer.begin();
            inner_that_hangs_after_a_retry().await
        });
    assert_eq!(closure.await, cut_off);
    assert_eq!(outer.take(), (1, Some(NESTED)));
}

#[tokio::test(start_paused = true)]
async fn of_joined_calls_only_those_inside_count() {
    #[retry(fixed("3s"), nested = stop, on_give_up = |event| outer.end.set(Some(event.kind())))]
    async fn with_inner(outer: &Outer) -> Outcome {
        outer.begin();
        let (first, second) = tokio::join!(inner(), async { Ok(()) });
        first.and(second)
    }

    #[retry(fixed("1s"), nested = stop, on_give_up = |event| outer.end.set(Some(event.kind())))]
    async fn alone(outer: &Outer) -> Outcome {
        outer.begin();
        // Long enough for the others to retry while this attempt runs.
        sleep(3 * SECOND).await;
        Err(Error::Down)
    }

    let (inside, beside) = (Outer::default(), Outer::default());
    let calls = async { tokio::join!(with_inner(&inside), alone(&beside), inner()) };
    assert_eq!(
        calls.await,
        (Err(Error::Down), Err(Error::Down), Err(Error::Down))
    );
    assert_eq!(inside.take(), (1, Some(NESTED)));
    assert_eq!(beside.take(), (3, Some(gave_up(StopReason::Attempts))));
}

#[tokio::test(start_paused = true)]
async fn retries_of_spawned_tasks_and_threads_do_not_count() {
    #[retry(fixed("1s"), nested = stop)]
    async fn call(outer: &Outer) -> Outcome {
        outer.begin();
        let thread = std::thread::spawn(|| {
            EVERY_SECOND
                .sleep(|_| ())
                .call(|| Err::<(), _>(Error::Down))
        });
        thread.join().unwrap().unwrap_err();
        tokio::spawn(EVERY_SECOND.call_async(|| async { Err(Error::Down) }))
            .await
            .unwrap()
    }

    let outer = Outer::default();
    call(&outer).await.unwrap_err();
    assert_eq!(outer.attempts.get(), 3);
}

#[tokio::test(start_paused = true)]
async fn retries_in_waits_before_retry_and_or_else_do_not_count() {
    #[retry(
        nested = stop,
        sleep = async |_| { let _ = inner().await; },
        before_retry = async |_| { recovers().await },
        on_retry = |_| { let _ = EVERY_SECOND.sleep(|_| ()).call(|| Err::<(), _>(())); },
    )]
    async fn call(outer: &Outer) -> Outcome {
        outer.begin();
        sleep(SECOND).await;
        Err(Error::Down)
    }

    let outer = Outer::default();
    call(&outer).await.unwrap_err();
    assert_eq!(outer.attempts.get(), 3);
}

#[tokio::test(start_paused = true)]
async fn a_retry_counts_for_every_call_around_it_however_deep_and_through_both_clocks() {
    let (outer, middle) = (Outer::default(), Outer::default());
    let stopping = EVERY_SECOND.stop_nested();
    let innermost = || {
        let in_task = EVERY_SECOND
            .sleep(async |_| ())
            .call_async(async || Err::<(), _>(Error::Down));
        block_on(in_task)
    };
    let call = stopping.call_async(async || {
        outer.begin();
        EVERY_SECOND
            .max_attempts(1)
            .call_async(async || {
                stopping.sleep(|_| ()).call(|| {
                    middle.begin();
                    innermost()
                })
            })
            .await
    });
    assert_eq!(call.await, Err(Error::Down));
    assert_eq!((outer.attempts.get(), middle.attempts.get()), (1, 1));
}

#[tokio::test(start_paused = true)]
async fn a_retry_that_the_budget_refuses_does_not_count() {
    let empty = retries::Budget::tokens(0);
    let outer = Outer::default();
    let call = EVERY_SECOND.stop_nested().call_async(async || {
        outer.begin();
        EVERY_SECOND
            .budget(&empty)
            .call_async(async || Err::<(), _>(Error::Down))
            .await
    });
    call.await.unwrap_err();
    assert_eq!(outer.attempts.get(), 3);
}
