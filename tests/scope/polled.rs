//! The scope in which a future is polled counts.

use super::{Boxed, Error, Outcome, SECOND};
use futures_util::stream::{FuturesUnordered, StreamExt};
use futures_util::task::noop_waker_ref;
use retries::{remaining, retry, within, within_blocking};
use std::future::{Future, pending};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::{Pin, pin};
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::task::{LocalSet, spawn, spawn_local, yield_now};
use tokio::time::{Instant, sleep};

const LIMIT: Duration = Duration::from_secs(60);

fn poll<T>(future: Pin<&mut (impl Future<Output = T> + ?Sized)>) -> Poll<T> {
    future.poll(&mut Context::from_waker(noop_waker_ref()))
}

/// Returns whether the time left is what is left of this limit, for clocks that run.
fn is_within(limit: Duration) -> bool {
    remaining().is_some_and(|left| left <= limit && left > limit - 5 * SECOND)
}

/// Yields and sleeps, and sees at each step what is left of this limit.
async fn steps(limit: Option<Duration>) {
    let start = Instant::now();
    for step in 0..10 {
        let left = limit.map(|limit| limit.saturating_sub(start.elapsed()));
        assert_eq!(remaining(), left, "step {step}");
        if step % 2 == 0 {
            yield_now().await;
        } else {
            sleep(Duration::from_millis(step)).await;
        }
    }
}

#[retry(fixed("1s"), deadline = limit)]
async fn call(limit: Duration) -> Outcome {
    steps(Some(limit)).await;
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn a_future_that_is_made_inside_and_awaited_outside_has_no_scope() {
    #[retry(fixed("1s"), deadline = "60s")]
    async fn outer() -> Result<Boxed<'static, Option<Duration>>, Error> {
        assert_eq!(remaining(), Some(LIMIT));
        Ok(Box::pin(async { remaining() }))
    }

    let made = outer().await.unwrap();
    assert_eq!(made.await, None);
}

#[tokio::test(start_paused = true)]
async fn a_future_that_is_made_outside_and_awaited_inside_inherits() {
    #[retry(fixed("1s"), deadline = "60s")]
    async fn outer(made: &mut Boxed<'_, Option<Duration>>) -> Option<Duration> {
        made.as_mut().await
    }

    let mut made: Boxed<'_, _> = Box::pin(async { remaining() });
    assert_eq!(remaining(), None);
    assert_eq!(outer(&mut made).await, Some(LIMIT));
}

#[tokio::test(start_paused = true)]
async fn one_future_has_the_scope_of_each_poll() {
    let mut seen = Vec::new();
    {
        let mut probe = pin!(async {
            for _ in 0..3 {
                seen.push(remaining());
                yield_now().await;
            }
        });
        assert!(poll(probe.as_mut()).is_pending());
        let inside = within(SECOND, async { poll(probe.as_mut()).is_pending() });
        assert_eq!(inside.await, Ok(true));
        assert!(poll(probe.as_mut()).is_pending());
    }
    assert_eq!(seen, [None, Some(SECOND), None]);
}

#[tokio::test(start_paused = true)]
async fn calls_of_join_keep_each_its_own() {
    let calls = async {
        let more = async { assert_eq!(within(LIMIT / 2, steps(Some(LIMIT / 2))).await, Ok(())) };
        tokio::join!(call(LIMIT), call(SECOND), more, steps(None))
    };
    assert_eq!(calls.await, (Ok(()), Ok(()), (), ()));
    let inside = within(LIMIT, async {
        tokio::join!(call(SECOND), call(LIMIT / 2), steps(Some(LIMIT)))
    });
    assert_eq!(inside.await, Ok((Ok(()), Ok(()), ())));
}

#[tokio::test(start_paused = true)]
async fn calls_of_select_keep_each_its_own() {
    tokio::select! {
        biased;
        () = async { steps(None).await; pending().await } => unreachable!(),
        Ok(()) = async { call(SECOND).await.unwrap(); pending::<Outcome>().await } => unreachable!(),
        ended = async { call(LIMIT).await?; sleep(SECOND).await; Ok::<_, Error>(remaining()) } => {
            assert_eq!(ended, Ok(None));
        }
    }
    assert_eq!(remaining(), None);
}

#[tokio::test(start_paused = true)]
async fn calls_of_a_set_of_futures_keep_each_its_own() {
    let calls = FuturesUnordered::new();
    for seconds in 1..=20 {
        calls.push(call(seconds * SECOND));
    }
    assert_eq!(calls.collect::<Vec<_>>().await, [Ok(()); 20]);
}

#[cfg(feature = "test-util")]
#[test]
fn sync_calls_in_async_calls_in_sync_calls_keep_each_its_own() {
    #[retry(fixed("1s"), deadline = "30s")]
    fn innermost() -> Outcome {
        assert_eq!(remaining(), Some(30 * SECOND));
        Ok(())
    }

    #[retry(fixed("1s"), deadline = "40s")]
    async fn middle() -> Outcome {
        assert_eq!(remaining(), Some(40 * SECOND));
        innermost()?;
        assert_eq!(remaining(), Some(40 * SECOND));
        within_blocking(LIMIT, || assert_eq!(remaining(), Some(40 * SECOND)));
        Ok(())
    }

    #[retry(fixed("1s"), deadline = "60s")]
    fn outer() -> Outcome {
        assert_eq!(remaining(), Some(LIMIT));
        futures_executor::block_on(middle())?;
        assert_eq!(remaining(), Some(LIMIT));
        Ok(())
    }

    let log = retries::testing::record(|| (outer(), remaining()));
    assert_eq!(log.output, (Ok(()), None));
}

#[tokio::test(start_paused = true)]
async fn spawned_tasks_and_threads_have_no_scope() {
    #[retry(fixed("1s"), deadline = "60s")]
    async fn outer() -> Outcome {
        assert_eq!(spawn(async { remaining() }).await.unwrap(), None);
        let blocking = tokio::task::spawn_blocking(remaining);
        assert_eq!(blocking.await.unwrap(), None);
        assert_eq!(std::thread::spawn(remaining).join().unwrap(), None);
        assert_eq!(remaining(), Some(LIMIT));
        Ok(())
    }

    assert_eq!(outer().await, Ok(()));
}

#[tokio::test(start_paused = true)]
async fn tasks_of_a_local_set_that_runs_inside_a_scope_inherit() {
    let tasks = LocalSet::new();
    let task = tasks.spawn_local(async { remaining() });
    let inside = within(
        LIMIT,
        tasks.run_until(async { spawn_local(async { remaining() }).await.unwrap() }),
    );
    assert_eq!(inside.await, Ok(Some(LIMIT)));
    assert_eq!(task.await.unwrap(), Some(LIMIT));
}

#[test]
fn tasks_of_a_runtime_of_one_thread_that_runs_inside_a_scope_inherit() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    within_blocking(LIMIT, || {
        runtime.block_on(async {
            assert!(is_within(LIMIT));
            assert!(spawn(async { is_within(LIMIT) }).await.unwrap());
        });
    });
    assert_eq!(runtime.block_on(async { remaining() }), None);
}

#[test]
fn a_panic_gives_the_outer_scope_back() {
    fn panics() -> Outcome {
        panic!("a test")
    }

    within_blocking(LIMIT, || {
        catch_unwind(|| within_blocking(SECOND, panics)).unwrap_err();
        assert!(is_within(LIMIT));
        let policy = super::EVERY_SECOND.deadline(SECOND);
        catch_unwind(|| policy.call(panics)).unwrap_err();
        assert!(is_within(LIMIT));
        catch_unwind(|| retries::scope::leave_blocking(panics)).unwrap_err();
        assert!(is_within(LIMIT));
    });
    assert_eq!(remaining(), None);
}

#[tokio::test(start_paused = true)]
async fn a_panic_of_a_future_gives_the_outer_scope_back() {
    #[retry(fixed("1s"), deadline = "1s")]
    async fn call() -> Outcome {
        yield_now().await;
        panic!("a test")
    }

    #[retry(fixed("1s"), attempt_timeout = "1s")]
    async fn call_in_time() -> Outcome {
        yield_now().await;
        panic!("a test")
    }

    let inside = within(LIMIT, async {
        let calls: [Boxed<'_>; 4] = [
            Box::pin(call()),
            Box::pin(call_in_time()),
            Box::pin(retries::scope::leave(call())),
            Box::pin(super::EVERY_SECOND.deadline(SECOND).call_async(call)),
        ];
        for mut call in calls {
            assert!(poll(call.as_mut()).is_pending());
            let panicked = catch_unwind(AssertUnwindSafe(|| poll(call.as_mut())));
            assert!(panicked.is_err());
            assert_eq!(remaining(), Some(LIMIT));
        }
    });
    assert_eq!(inside.await, Ok(()));
    assert_eq!(remaining(), None);
}

#[tokio::test(start_paused = true)]
async fn a_future_that_is_dropped_leaves_nothing_behind() {
    let mut dropped = Box::pin(call(SECOND));
    assert!(poll(dropped.as_mut()).is_pending());
    assert_eq!(remaining(), None, "between two polls");
    drop(dropped);
    assert_eq!(remaining(), None);
    assert!(within(SECOND, pending::<()>()).await.is_err());
    assert_eq!(remaining(), None);
}

#[cfg(feature = "test-util")]
#[test]
fn a_function_that_calls_itself_narrows_its_scope_and_gives_it_back() {
    #[retry(fixed("1s"), deadline = Duration::from_secs(depth))]
    fn shrinking(depth: u64) -> Outcome {
        assert_eq!(remaining(), Some(Duration::from_secs(depth)));
        if depth > 1 {
            shrinking(depth - 1)?;
        }
        assert_eq!(remaining(), Some(Duration::from_secs(depth)));
        Ok(())
    }

    #[retry(fixed("1s"), deadline = "60s")]
    fn the_same(depth: u64) -> Outcome {
        retries::testing::advance(SECOND);
        let left = LIMIT - Duration::from_secs(depth);
        assert_eq!(remaining(), Some(left), "the outermost is the soonest");
        if depth < 20 {
            the_same(depth + 1)?;
        }
        Ok(())
    }

    let log = retries::testing::record(|| (shrinking(20), the_same(1), remaining()));
    assert_eq!(log.output, (Ok(()), Ok(()), None));
}
