//! Scopes that are opened, carried and left by hand.

use super::{EVERY_SECOND, Error, Outcome, SECOND, end, gave_up};
use retries::scope::{self, Scope};
use retries::{StopReason, remaining, retry, within, within_blocking};
use std::cell::Cell;
use std::future::pending;
use std::time::Duration;
use tokio::time::{Instant, sleep};

const LIMIT: Duration = Duration::from_secs(60);

fn is_within(limit: Duration) -> bool {
    remaining().is_some_and(|left| left <= limit && left > limit - 5 * SECOND)
}

#[tokio::test(start_paused = true)]
async fn a_scope_is_carried_to_a_task() {
    #[retry(fixed("1s"), deadline = "60s")]
    async fn outer() -> Option<(Duration, Duration)> {
        let carried = scope::current();
        sleep(SECOND).await;
        let task = tokio::spawn(carried.enter(async {
            let first = remaining();
            sleep(SECOND).await;
            (first, remaining())
        }));
        let (first, second) = task.await.unwrap();
        Some((first?, second?))
    }

    assert_eq!(outer().await, Some((LIMIT - SECOND, LIMIT - 2 * SECOND)));
}

#[test]
fn a_scope_is_carried_to_a_thread() {
    within_blocking(LIMIT, || {
        let carried = scope::current();
        let thread = std::thread::spawn(move || {
            assert!(carried.enter_blocking(|| is_within(LIMIT)));
            remaining()
        });
        assert_eq!(thread.join().unwrap(), None);
    });
}

#[tokio::test(start_paused = true)]
async fn both_clocks_are_carried() {
    within_blocking(LIMIT, || {
        let carried = scope::current();
        let left = scope::leave_blocking(|| carried.enter_blocking(|| is_within(LIMIT)));
        assert!(left, "the clock of threads");
    });
    let carried = within(LIMIT, async { scope::current() }).await.unwrap();
    assert_eq!(carried.enter_blocking(remaining), Some(LIMIT));
    assert_eq!(carried.enter(async { remaining() }).await, Some(LIMIT));
    sleep(SECOND).await;
    assert_eq!(carried.remaining(), Some(LIMIT - SECOND));
    sleep(LIMIT).await;
    assert_eq!(carried.remaining(), Some(Duration::ZERO));
}

#[tokio::test(start_paused = true)]
async fn entering_only_narrows() {
    let later = within(LIMIT, async { scope::current() }).await.unwrap();
    let inside = within(SECOND, async {
        assert_eq!(later.enter(async { remaining() }).await, Some(SECOND));
        assert_eq!(later.enter_blocking(remaining), Some(SECOND));
        let none = Scope::default();
        assert_eq!(none.enter(async { remaining() }).await, Some(SECOND));
        assert_eq!(none.enter_blocking(remaining), Some(SECOND));
    });
    assert_eq!(inside.await, Ok(()));
    let sooner = within(SECOND, async { scope::current() }).await.unwrap();
    let inside = within(LIMIT, async {
        assert_eq!(sooner.enter(async { remaining() }).await, Some(SECOND));
        remaining()
    });
    assert_eq!(inside.await, Ok(Some(LIMIT)));
}

#[tokio::test(start_paused = true)]
async fn entering_does_not_cut_off() {
    let ended = within(SECOND, async { scope::current() }).await.unwrap();
    let start = Instant::now();
    ended.enter(sleep(LIMIT)).await;
    assert_eq!(start.elapsed(), LIMIT);
}

#[tokio::test(start_paused = true)]
async fn what_leaves_the_scopes_has_none_of_them() {
    let inside = within(LIMIT, async {
        let left = scope::leave(async {
            sleep(SECOND).await;
            let own = within(2 * LIMIT, async { remaining() }).await;
            (remaining(), own)
        });
        assert_eq!(left.await, (None, Ok(Some(2 * LIMIT))));
        assert_eq!(scope::leave_blocking(remaining), None);
        remaining()
    });
    assert_eq!(inside.await, Ok(Some(LIMIT - SECOND)));
    within_blocking(LIMIT, || {
        let own = || within_blocking(2 * LIMIT, || is_within(2 * LIMIT));
        assert!(scope::leave_blocking(own));
        assert!(is_within(LIMIT));
    });
}

#[tokio::test(start_paused = true)]
async fn a_rollback_that_leaves_its_scope_is_retried_after_the_deadline() {
    #[retry(fixed("1s"), max_attempts = 5)]
    async fn roll_back(attempts: &Cell<u32>) -> Outcome {
        attempts.set(attempts.get() + 1);
        Err(Error::Down)
    }

    #[retry(fixed("1s"), deadline = "2s")]
    async fn transfer(attempts: &Cell<u32>) -> Outcome {
        sleep(3 * SECOND).await;
        scope::leave(roll_back(attempts)).await
    }

    let attempts = Cell::new(0);
    assert_eq!(transfer(&attempts).await, Err(Error::Down));
    assert_eq!(attempts.get(), 5);
}

#[tokio::test(start_paused = true)]
async fn within_cuts_off_and_ends_with_the_scope_around_it() {
    for (outer, inner) in [(SECOND, LIMIT), (LIMIT, SECOND)] {
        // A scope that does not cut off itself.
        let scope = within(outer, async { scope::current() }).await.unwrap();
        let start = Instant::now();
        let hangs = scope.enter(within(inner, pending::<()>())).await;
        assert_eq!(hangs.unwrap_err().after(), SECOND);
        assert!(start.elapsed() - SECOND <= Duration::from_millis(1));
    }
}

#[tokio::test(start_paused = true)]
async fn within_begins_when_it_is_polled() {
    let call = within(SECOND, async { remaining() });
    sleep(LIMIT).await;
    assert_eq!(call.await, Ok(Some(SECOND)));
}

#[tokio::test(start_paused = true)]
async fn without_time_nothing_begins() {
    let has_begun = Cell::new(false);
    let call = within(Duration::ZERO, async { has_begun.set(true) });
    assert_eq!(call.await.unwrap_err().after(), Duration::ZERO);
    assert!(!has_begun.get());
}

#[tokio::test(start_paused = true)]
async fn a_limit_that_no_clock_can_count_is_none() {
    let inside = within(Duration::MAX, async { remaining() });
    assert_eq!(inside.await, Ok(None));
    assert_eq!(within_blocking(Duration::MAX, remaining), None);
}

#[tokio::test(start_paused = true)]
async fn a_call_within_a_limit_gives_up_before_it_is_cut_off() {
    let ended = Cell::new(None);
    let call = EVERY_SECOND
        .max_attempts(9)
        .on_give_up(|event| ended.set(Some(end(event))))
        .call_async(async || Err::<(), _>(Error::Down));
    let limit = Duration::from_millis(2500);
    assert_eq!(within(limit, call).await, Ok(Err(Error::Down)));
    assert_eq!(ended.get(), Some((gave_up(StopReason::Deadline), true)));
}

#[cfg(feature = "test-util")]
mod recorded {
    use super::{EVERY_SECOND, LIMIT, SECOND, is_within};
    use retries::testing::{advance, record, record_async};
    use retries::{remaining, within, within_blocking};

    fn calls() -> Option<()> {
        EVERY_SECOND.max_attempts(9).call(|| None)
    }

    #[test]
    fn a_scope_around_a_recording_holds_in_it_and_virtual_time_does_not_pass_outside() {
        within_blocking(LIMIT, || {
            let log = record(|| {
                assert_eq!(calls(), None);
                assert!(is_within(LIMIT - 8 * SECOND));
                advance(LIMIT - 8 * SECOND);
                assert_eq!(remaining(), Some(super::Duration::ZERO));
                calls()
            });
            assert_eq!(log.attempts(), 9 + 1);
            assert!(log.events()[9].is_inherited);
            assert!(is_within(LIMIT));
        });
        assert_eq!(remaining(), None);
    }

    #[test]
    fn a_scope_inside_a_recording_ends_in_virtual_time() {
        let log = record(|| {
            let limit = super::Duration::from_millis(2500);
            within_blocking(limit, calls);
            within_blocking(limit, || {
                advance(SECOND);
                assert_eq!(remaining(), Some(limit - SECOND));
            });
            remaining()
        });
        assert_eq!((log.attempts(), log.output), (3, None));
    }

    #[tokio::test(start_paused = true)]
    async fn async_recordings_inside_and_outside_of_scopes_are_the_same() {
        let call = || EVERY_SECOND.max_attempts(9).call_async(async || None::<u8>);
        let limit = super::Duration::from_millis(2500);
        let inside = record_async(within(limit, call())).await;
        assert_eq!((inside.attempts(), inside.output), (3, Ok(None)));
        let outside = within(limit, record_async(call())).await.unwrap();
        assert_eq!((outside.attempts(), outside.output), (3, None));
        assert_eq!(remaining(), None);
    }
}

#[test]
fn the_future_of_within_has_room_for_its_future_once() {
    async fn large() -> usize {
        let bytes = std::hint::black_box([1; 1000]);
        tokio::task::yield_now().await;
        bytes.len()
    }

    let size = size_of_val(&within(SECOND, large()));
    assert!(size < size_of_val(&large()) + 300, "{size}");
}
