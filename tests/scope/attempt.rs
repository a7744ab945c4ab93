//! The time that the attempt of `attempt = n` has left.

use super::{EVERY_SECOND, Error, Outcome, SECOND};
use retries::{Attempt, CurrentAttempt, Policy, retry, retry_async, within};
use std::cell::RefCell;
use std::time::Duration;
use tokio::time::sleep;

const LIMIT: Duration = Duration::from_secs(60);

/// The time that each attempt had left.
#[derive(Default)]
struct Seen(RefCell<Vec<Option<Duration>>>);

impl Seen {
    fn fail(&self, attempt: CurrentAttempt) -> Outcome {
        assert_eq!(attempt.remaining(), retries::remaining());
        self.0.borrow_mut().push(attempt.remaining());
        Err(Error::Down)
    }

    /// Returns the time that each attempt had left, in seconds, and forgets it.
    fn seconds(&self) -> Vec<Option<f32>> {
        let seen = self.0.take().into_iter();
        seen.map(|left| left.as_ref().map(Duration::as_secs_f32))
            .collect()
    }
}

#[retries::policy(fixed("1s"), deadline = "2s")]
const BOUNDED: Policy<Error>;

#[retries::policy(fixed("1s"), max_attempts = 3, attempt_timeout = "5s")]
const TIMED: Policy<Error>;

#[cfg(feature = "test-util")]
#[test]
fn a_sync_attempt_has_what_is_left_of_the_calls_own_deadline() {
    #[retry(fixed("1s"), deadline = "2s", attempt = n)]
    fn function(seen: &Seen) -> Outcome {
        seen.fail(n)
    }

    #[retry(BOUNDED, attempt = n)]
    fn beside_bundle(seen: &Seen) -> Outcome {
        seen.fail(n)
    }

    let seen = Seen::default();
    let calls: [&dyn Fn() -> Outcome; 5] = [
        &|| function(&seen),
        &|| beside_bundle(&seen),
        &|| BOUNDED.call(|n: CurrentAttempt| seen.fail(n)),
        &|| {
            EVERY_SECOND
                .deadline(2 * SECOND)
                .call(|n: CurrentAttempt| seen.fail(n))
        },
        &|| {
            let call = retry(|n: CurrentAttempt| seen.fail(n));
            call.policy(EVERY_SECOND.deadline(2 * SECOND)).call()
        },
    ];
    for (index, call) in calls.iter().enumerate() {
        let log = retries::testing::record(call);
        assert_eq!(log.output, Err(Error::Down));
        assert_eq!(seen.seconds(), [Some(2.0), Some(1.0), Some(0.0)], "{index}");
    }
}

#[tokio::test(start_paused = true)]
async fn an_async_attempt_has_what_is_left_of_the_calls_own_deadline() {
    #[retry(fixed("1s"), deadline = "2s", attempt = n)]
    async fn function(seen: &Seen) -> Outcome {
        seen.fail(n)
    }

    #[retry(BOUNDED, attempt = n)]
    async fn beside_bundle(seen: &Seen) -> Outcome {
        seen.fail(n)
    }

    let policy = EVERY_SECOND.deadline(2 * SECOND);
    let seen = Seen::default();
    let calls: [super::Boxed<'_>; 5] = [
        Box::pin(function(&seen)),
        Box::pin(beside_bundle(&seen)),
        Box::pin(BOUNDED.call_async_mut(async |n: CurrentAttempt| seen.fail(n))),
        Box::pin(policy.call_async_mut(async |n: CurrentAttempt| seen.fail(n))),
        Box::pin({
            let seen = &seen;
            let call = retry_async(move |n: CurrentAttempt| async move { seen.fail(n) });
            call.policy(policy).call()
        }),
    ];
    for (index, call) in calls.into_iter().enumerate() {
        assert_eq!(call.await, Err(Error::Down));
        assert_eq!(seen.seconds(), [Some(2.0), Some(1.0), Some(0.0)], "{index}");
    }
}

#[tokio::test(start_paused = true)]
async fn an_attempt_has_what_its_timeout_leaves() {
    #[retry(fixed("1s"), max_attempts = 3, attempt_timeout = "5s", attempt = n)]
    async fn function(seen: &Seen) -> Outcome {
        seen.fail(n)
    }

    #[retry(TIMED, attempt = n)]
    async fn beside_bundle(seen: &Seen) -> Outcome {
        seen.fail(n)
    }

    let seen = Seen::default();
    let calls: [super::Boxed<'_>; 4] = [
        Box::pin(function(&seen)),
        Box::pin(beside_bundle(&seen)),
        Box::pin(TIMED.call_async_mut(async |n: CurrentAttempt| seen.fail(n))),
        Box::pin({
            let seen = &seen;
            let call = retry_async(move |n: CurrentAttempt| async move { seen.fail(n) });
            call.policy(EVERY_SECOND).attempt_timeout(5 * SECOND).call()
        }),
    ];
    for (index, call) in calls.into_iter().enumerate() {
        assert_eq!(call.await, Err(Error::Down));
        assert_eq!(seen.seconds(), [Some(5.0); 3], "{index}");
    }
}

#[tokio::test(start_paused = true)]
async fn the_soonest_of_timeout_deadline_and_inherited_deadline_counts() {
    #[retry(fixed("1s"), deadline = "6500ms", attempt_timeout = "5s", attempt = n)]
    async fn call(seen: &Seen) -> Outcome {
        seen.fail(n)
    }

    let seen = Seen::default();
    call(&seen).await.unwrap_err();
    let own = [5.0, 5.0, 4.5, 3.5, 2.5, 1.5, 0.5];
    assert_eq!(seen.seconds(), own.map(Some));
    let inherited = within(Duration::from_millis(2500), call(&seen));
    assert_eq!(inherited.await, Ok(Err(Error::Down)));
    assert_eq!(seen.seconds(), [2.5, 1.5, 0.5].map(Some));
}

#[cfg(feature = "test-util")]
#[test]
fn a_sync_attempt_without_a_deadline_has_what_it_inherits() {
    #[retry(fixed("1s"), max_attempts = 3, attempt = n)]
    fn call(seen: &Seen) -> Outcome {
        seen.fail(n)
    }

    let seen = Seen::default();
    let log = retries::testing::record(|| retries::within_blocking(LIMIT, || call(&seen)));
    assert_eq!(log.output, Err(Error::Down));
    assert_eq!(seen.seconds(), [60.0, 59.0, 58.0].map(Some));
    let closure = |n: CurrentAttempt| seen.fail(n);
    let _ =
        retries::testing::record(|| retries::within_blocking(LIMIT, || EVERY_SECOND.call(closure)));
    assert_eq!(seen.seconds(), [60.0, 59.0, 58.0].map(Some));
}

#[tokio::test(start_paused = true)]
async fn without_any_limit_there_is_none() {
    #[retry(fixed("1s"), sleep = |_| (), attempt = n)]
    fn sync(seen: &Seen) -> Outcome {
        seen.fail(n)
    }

    #[retry(fixed("1s"), attempt = n)]
    async fn asynchronous(seen: &Seen) -> Outcome {
        seen.fail(n)
    }

    let seen = Seen::default();
    sync(&seen).unwrap_err();
    asynchronous(&seen).await.unwrap_err();
    let closure = EVERY_SECOND.call_async_mut(async |n: CurrentAttempt| seen.fail(n));
    closure.await.unwrap_err();
    assert_eq!(seen.seconds(), [None; 9]);
}

#[tokio::test(start_paused = true)]
async fn an_attempt_that_is_moved_to_a_task_keeps_its_time() {
    #[retry(fixed("1s"), deadline = "60s", attempt = n)]
    async fn call() -> Outcome {
        let moved = tokio::spawn(async move {
            sleep(SECOND).await;
            assert_eq!(retries::remaining(), None);
            n.remaining()
        });
        assert_eq!(moved.await.unwrap(), Some(LIMIT - SECOND));
        assert_eq!(n.remaining(), Some(LIMIT - SECOND));
        Ok(())
    }

    assert_eq!(call().await, Ok(()));
}

#[test]
fn an_attempt_that_is_moved_to_a_thread_keeps_its_time() {
    #[retry(fixed("1s"), deadline = "60s", attempt = n)]
    fn call() -> Result<Option<Duration>, Error> {
        Ok(std::thread::spawn(move || n.remaining()).join().unwrap())
    }

    let left = call().unwrap().unwrap();
    assert!(left <= LIMIT && left > LIMIT - 5 * SECOND);
}

#[test]
fn an_attempt_derefs_to_its_number_and_prints_as_it() {
    #[retry(fixed("1s"), max_attempts = 2, deadline = "60s", attempt = n)]
    fn call() -> Option<(Attempt, String, u32)> {
        Some((*n, n.to_string(), n.number()))
    }

    let (attempt, text, number) = call().unwrap();
    assert_eq!((attempt.to_string(), number), (text, 1));
    assert_eq!(attempt.to_string(), "attempt=1; max=2");
}
