//! A call gives up by the deadlines of the calls around it.

use super::{EVERY_SECOND, Error, Outcome, SECOND, end, gave_up};
use futures_executor::block_on;
#[cfg(feature = "test-util")]
use retries::testing::record;
use retries::{Backoff, Decision, EventKind, Policy, StopReason, retry};
use std::cell::Cell;
use std::future::pending;
use std::time::Duration;
use tokio::time::{Instant, sleep};

const DEADLINE: EventKind = gave_up(StopReason::Deadline);
const ATTEMPTS: EventKind = gave_up(StopReason::Attempts);

/// Fails with the count of its attempts, and keeps why the call gave up.
#[derive(Default)]
pub(super) struct Server {
    attempts: Cell<u32>,
    end: Cell<Option<(EventKind, bool)>>,
}

impl Server {
    pub(super) fn call(&self) -> Outcome {
        self.attempts.set(self.attempts.get() + 1);
        Err(Error::Down)
    }

    /// Returns the number of attempts and the end of the call, and forgets both.
    pub(super) fn take(&self) -> (u32, Option<(EventKind, bool)>) {
        (self.attempts.take(), self.end.take())
    }
}

#[retry(fixed("1s"), max_attempts = 10, on_give_up = |event| server.end.set(Some(end(event))))]
pub(super) async fn inner(server: &Server) -> Outcome {
    server.call()
}

#[cfg(feature = "test-util")]
#[test]
fn a_sync_call_gives_up_by_the_deadline_of_the_call_around_it() {
    #[retry(fixed("1s"), max_attempts = 10, name = "inner")]
    fn inner() -> Outcome {
        Err(Error::Down)
    }

    #[retry(fixed("1s"), deadline = "2s", name = "outer")]
    fn outer() -> Outcome {
        inner()
    }

    let log = record(outer);
    assert_eq!(
        log.to_string(),
        "inner: attempt 1 of 10 failed: down; the next is in 1s (backoff)\n\
         inner: attempt 2 of 10 failed: down; the next is in 1s (backoff)\n\
         inner: attempt 3 of 10 failed: down; gave up (inherited deadline)\n\
         outer: attempt 1 failed: down; gave up (deadline)\n"
    );
    let inherited: Vec<_> = log
        .events()
        .iter()
        .map(|event| event.is_inherited)
        .collect();
    assert_eq!(inherited, [false, false, true, false]);
}

#[tokio::test(start_paused = true)]
async fn an_async_call_gives_up_by_the_deadline_of_the_call_around_it() {
    #[retry(fixed("1s"), deadline = "3500ms")]
    async fn outer(server: &Server) -> Outcome {
        inner(server).await
    }

    let (server, start) = (Server::default(), Instant::now());
    assert_eq!(outer(&server).await, Err(Error::Down));
    assert_eq!(server.take(), (4, Some((DEADLINE, true))));
    assert_eq!(start.elapsed(), 3 * SECOND);
}

#[tokio::test(start_paused = true)]
async fn each_attempt_with_a_timeout_gives_the_calls_inside_its_own_time() {
    #[retry(fixed("1s"), max_attempts = 2, attempt_timeout = "2500ms")]
    async fn outer(server: &Server) -> Outcome {
        assert_eq!(retries::remaining(), Some(Duration::from_millis(2500)));
        inner(server).await
    }

    let (server, start) = (Server::default(), Instant::now());
    assert_eq!(outer(&server).await, Err(Error::Down), "it is not cut off");
    assert_eq!(server.take(), (3 + 3, Some((DEADLINE, true))));
    assert_eq!(start.elapsed(), (2 + 1 + 2) * SECOND);
}

#[tokio::test(start_paused = true)]
async fn the_sooner_of_its_own_and_the_inherited_deadline_ends_a_call() {
    #[retry(fixed("1s"), deadline = deadline, on_give_up = |event| server.end.set(Some(end(event))))]
    async fn inner(server: &Server, deadline: Duration) -> Outcome {
        server.call()
    }

    #[retry(fixed("1s"), deadline = "3s", on = |_| false)]
    async fn outer(server: &Server, deadline: Duration) -> Outcome {
        inner(server, deadline).await
    }

    let server = Server::default();
    outer(&server, 2 * SECOND).await.unwrap_err();
    assert_eq!(server.take(), (3, Some((DEADLINE, false))));
    outer(&server, 60 * SECOND).await.unwrap_err();
    assert_eq!(server.take(), (4, Some((DEADLINE, true))));
}

#[tokio::test(start_paused = true)]
async fn a_call_that_ends_before_the_inherited_deadline_keeps_its_reason() {
    let server = Server::default();
    let call = retries::within(60 * SECOND, inner(&server));
    assert_eq!(call.await, Ok(Err(Error::Down)));
    assert_eq!(server.take(), (10, Some((ATTEMPTS, false))));
}

#[tokio::test(start_paused = true)]
async fn an_attempt_timeout_is_cut_to_the_time_left() {
    #[retry(
        fixed("1s"), attempt_timeout = "5s", on_give_up = |event| server.end.set(Some(end(event))),
    )]
    async fn inner(server: &Server) -> Outcome {
        server.attempts.set(server.attempts.get() + 1);
        pending().await
    }

    #[retry(fixed("1s"), deadline = "8s", on = |_| false)]
    async fn outer(server: &Server) -> Outcome {
        inner(server).await
    }

    let (server, start) = (Server::default(), Instant::now());
    // The first attempt takes five seconds, and the second begins a second later.
    assert_eq!(outer(&server).await, Err(Error::TimedOut(2 * SECOND)));
    assert_eq!(server.take(), (2, Some((DEADLINE, true))));
    // Tokio's timer is exact to a millisecond.
    assert!(start.elapsed() - 8 * SECOND <= Duration::from_millis(1));
}

#[tokio::test(start_paused = true)]
async fn with_no_time_left_an_attempt_with_a_timeout_does_not_start() {
    #[retry(fixed("1s"), attempt_timeout = "5s", on_give_up = |event| server.end.set(Some(end(event))))]
    async fn inner(server: &Server) -> Outcome {
        server.call()
    }

    #[retry(fixed("1s"), deadline = "2s")]
    async fn outer(server: &Server) -> Outcome {
        sleep(3 * SECOND).await;
        inner(server).await
    }

    let server = Server::default();
    let call = outer(&server).await;
    assert_eq!(call, Err(Error::TimedOut(Duration::ZERO)));
    assert_eq!(server.take(), (0, Some((DEADLINE, true))));
}

#[tokio::test(start_paused = true)]
async fn an_attempt_whose_wait_ends_at_the_inherited_deadline_starts() {
    #[retry(
        fixed("1s"), attempt_timeout = "5s", on_give_up = |event| server.end.set(Some(end(event))),
    )]
    async fn inner(server: &Server) -> Outcome {
        server.call()
    }

    let server = Server::default();
    let scope = retries::within(SECOND, async { retries::scope::current() });
    let inside = scope.await.unwrap().enter(inner(&server)).await;
    assert_eq!(
        inside,
        Err(Error::Down),
        "the error is not replaced by a time-out"
    );
    assert_eq!(server.take(), (2, Some((DEADLINE, true))));
}

#[tokio::test(start_paused = true)]
async fn policies_of_the_running_program_inherit_too() {
    #[retry(policy = policy, on_give_up = |event| server.end.set(Some(end(event))))]
    async fn inner(server: &Server, policy: Policy) -> Outcome {
        server.call()
    }

    #[retry(policy = policy)]
    async fn outer(server: &Server, policy: Policy) -> Outcome {
        inner(server, policy.deadline(60 * SECOND)).await
    }

    let server = Server::default();
    outer(&server, EVERY_SECOND.deadline(2 * SECOND))
        .await
        .unwrap_err();
    assert_eq!(server.take(), (3, Some((DEADLINE, true))));
}

#[tokio::test(start_paused = true)]
async fn a_call_that_hangs_is_not_cut_off_by_a_scope_alone() {
    #[retry(fixed("1s"))]
    async fn inner() -> Outcome {
        sleep(10 * SECOND).await;
        Ok(())
    }

    #[retry(fixed("1s"), deadline = "2s")]
    async fn outer() -> Outcome {
        inner().await
    }

    let start = Instant::now();
    assert_eq!(outer().await, Ok(()), "a success is returned however late");
    assert_eq!(start.elapsed(), 10 * SECOND);
}

/// Waits longer than the calls around it have left, so that its first failure is its last.
const SLOW: Policy = Policy::new().backoff(Backoff::fixed(Duration::from_secs(3)));

#[tokio::test(start_paused = true)]
async fn a_sync_call_inherits_from_an_async_one_and_an_async_call_from_a_sync_one() {
    let server = Server::default();
    let note = |event: &retries::Event<'_, Error>| server.end.set(Some(end(event)));
    let sync = || SLOW.on_give_up(note).call(|| server.call());
    let outer = SLOW.deadline(2 * SECOND).call_async(async || sync());
    assert_eq!(outer.await, Err(Error::Down));
    assert_eq!(server.take(), (1, Some((DEADLINE, true))));

    // A real wait would block the thread that advances the clock.
    let asynchronous = || {
        SLOW.sleep(async |_| ())
            .on_give_up(note)
            .call_async(async || server.call())
    };
    let outer = SLOW.deadline(2 * SECOND).call(|| block_on(asynchronous()));
    assert_eq!(outer, Err(Error::Down));
    assert_eq!(server.take(), (1, Some((DEADLINE, true))));
}

#[tokio::test(start_paused = true)]
async fn a_before_retry_that_takes_long_leaves_no_time_for_the_wait() {
    #[retry(
        fixed("2s"), before_retry = async |_| { sleep(2 * SECOND).await; Ok(()) },
        on_give_up = |event| server.end.set(Some(end(event))),
    )]
    async fn function(server: &Server) -> Outcome {
        server.call()
    }

    let server = Server::default();
    let closure = Policy::new()
        .backoff(Backoff::fixed(2 * SECOND))
        .before_retry(|_| async {
            sleep(2 * SECOND).await;
            Ok(())
        })
        .on_give_up(|event| server.end.set(Some(end(event))))
        .call_async(async || server.call());
    let calls: [super::Boxed<'_>; 2] = [Box::pin(function(&server)), Box::pin(closure)];
    for call in calls {
        let start = Instant::now();
        let ended = retries::within(3 * SECOND, call).await;
        assert_eq!(ended, Ok(Err(Error::Down)));
        assert_eq!(server.take(), (1, Some((DEADLINE, true))));
        assert_eq!(start.elapsed(), 2 * SECOND);
    }
}

#[tokio::test(start_paused = true)]
async fn a_wait_that_a_server_asked_for_does_not_end_after_the_inherited_deadline() {
    let server = Server::default();
    let call = EVERY_SECOND
        .on(|_: &Error| Decision::RetryAfter(30 * SECOND))
        .on_give_up(|event| server.end.set(Some(end(event))))
        .call_async(async || server.call());
    let start = Instant::now();
    let ended = retries::within(20 * SECOND, call).await;
    assert_eq!(ended, Ok(Err(Error::Down)));
    assert_eq!(server.take(), (1, Some((DEADLINE, true))));
    assert_eq!(start.elapsed(), Duration::ZERO);
}
