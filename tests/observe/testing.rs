//! A user's tests wait in virtual time, and see each attempt of a call.

use retries::testing::{self, Recorder, record, record_async};
use retries::{Budget, EventKind, Policy, StopReason, retry};
use std::cell::Cell;
use std::time::{Duration, Instant};

fn seconds<const N: usize>(seconds: [u64; N]) -> [Duration; N] {
    seconds.map(Duration::from_secs)
}

#[retry(exp(base = "1s", cap = "60s"), max_attempts = 5)]
fn get(failures: &Cell<u32>) -> Result<u32, String> {
    match failures.get() {
        0 => Ok(7),
        left => {
            failures.set(left - 1);
            Err(format!("{left} left"))
        }
    }
}

#[retry(exp(base = "1s", cap = "60s"), max_attempts = 5)]
async fn get_async(failures: &Cell<u32>) -> Result<u32, String> {
    std::future::ready(()).await;
    match failures.get() {
        0 => Ok(7),
        left => {
            failures.set(left - 1);
            Err(format!("{left} left"))
        }
    }
}

fn many() -> Cell<u32> {
    Cell::new(100)
}

#[test]
fn a_sync_function_does_not_sleep_and_its_attempts_are_recorded() {
    let log = record(|| get(&Cell::new(2)));
    assert_eq!(log.output, Ok(7));
    assert_eq!(log.attempts(), 3);
    assert_eq!(log.waits(), seconds([1, 2]));
    assert_eq!(
        log.to_string(),
        "observe::testing::get: attempt 1 of 5 failed: 2 left; the next is in 1s (backoff)\n\
         observe::testing::get: attempt 2 of 5 failed: 1 left; the next is in 2s (backoff)\n\
         observe::testing::get: attempt 3 of 5 succeeded\n"
    );
    let last = &log.events()[2];
    assert_eq!(last.waited, Duration::from_secs(3));
    assert_eq!(last.error, None);
}

#[tokio::test]
async fn an_async_function_does_not_wait_either() {
    let log = record_async(get_async(&many())).await;
    assert_eq!(log.output, Err("96 left".to_owned()));
    assert_eq!(log.waits(), seconds([1, 2, 4, 8]));
    let end = EventKind::GaveUp(StopReason::Attempts);
    assert_eq!(log.events()[4].kind, end);
}

#[tokio::test]
async fn a_test_of_five_attempts_and_sixty_seconds_takes_no_time() {
    #[retry(fixed("60s"), max_attempts = 5)]
    fn sync() -> Option<()> {
        None
    }

    #[retry(fixed("60s"), max_attempts = 5)]
    async fn asynchronous() -> Option<()> {
        None
    }

    assert_eq!(record(sync).waits(), seconds([60; 4]));
    assert_eq!(record_async(asynchronous()).await.waits(), seconds([60; 4]));
}

#[test]
fn closures_are_recorded_too() {
    let log = record(|| Policy::new().call(|| None::<u8>));
    assert_eq!(log.attempts(), 3);
}

#[test]
fn a_success_is_recorded_as_one_attempt() {
    let log = record(|| get(&Cell::new(0)));
    assert_eq!((log.attempts(), log.waits().len()), (1, 0));
}

#[test]
fn the_deadline_passes_with_the_waits_and_with_advances() {
    #[retry(fixed("1s"), deadline = "10s")]
    fn get() -> Option<()> {
        testing::advance(Duration::from_secs(3));
        None
    }

    #[retry(fixed("1s"), deadline = "10s")]
    fn at_once() -> Option<()> {
        None
    }

    let log = record(get);
    assert_eq!(log.attempts(), 3);
    let end = EventKind::GaveUp(StopReason::Deadline);
    assert_eq!(log.events()[2].kind, end);
    assert_eq!(record(at_once).attempts(), 11, "the last starts at the end");
    testing::advance(Duration::from_secs(3));
}

#[tokio::test(start_paused = true)]
async fn a_wait_on_tokios_clock_in_the_body_counts_towards_the_deadline() {
    #[retry(fixed("1s"), deadline = "10s")]
    async fn get() -> Option<()> {
        tokio::time::sleep(Duration::from_secs(3)).await;
        None
    }

    assert_eq!(record_async(get()).await.attempts(), 3);
}

#[test]
fn jitter_is_the_same_in_each_recording_with_the_same_seed() {
    #[retry(fixed("60s"), jitter = full, max_attempts = 4)]
    fn get() -> Option<()> {
        None
    }

    let waits = |recorder: Recorder| recorder.record(get).waits().to_vec();
    assert_eq!(waits(Recorder::new()), waits(Recorder::new()));
    assert_eq!(
        waits(Recorder::new().seed(1)),
        waits(Recorder::new().seed(1))
    );
    assert_ne!(
        waits(Recorder::new().seed(1)),
        waits(Recorder::new().seed(2))
    );
}

#[test]
fn retries_can_be_switched_off() {
    let log = Recorder::new().without_retries().record(|| get(&many()));
    let end = EventKind::GaveUp(StopReason::Disabled);
    assert_eq!((log.attempts(), log.events()[0].kind), (1, end));
}

#[tokio::test]
async fn a_custom_timer_is_not_called() {
    #[retry(fixed("1s"), sleep = |_| panic!("it is asked"))]
    fn get() -> Option<()> {
        None
    }

    async fn refuse(_: Duration) {
        panic!("it is asked");
    }

    #[retry(fixed("1s"), sleep = refuse)]
    async fn get_async() -> Option<()> {
        None
    }

    assert_eq!(record(get).waits().len(), 2);
    assert_eq!(record_async(get_async()).await.waits().len(), 2);
}

#[test]
fn budgets_are_called_only_with_with_budgets() {
    #[retry(fixed("1s"), max_attempts = 3, budget = budget)]
    fn get(budget: &Budget) -> Option<()> {
        None
    }

    let budget = Budget::tokens(5);
    assert_eq!(record(|| get(&budget)).attempts(), 3);
    assert_eq!(budget.available(), 1);
    let log = Recorder::new().with_budgets().record(|| get(&budget));
    assert_eq!((log.attempts(), budget.available()), (2, 0));
}

#[test]
fn budgets_see_the_virtual_time() {
    #[retry(fixed("1s"), max_attempts = 11, budget = budget)]
    fn get(budget: &Budget) -> Option<()> {
        None
    }

    let budget = Budget::ratio(0.0).min_per_second(1);
    let log = Recorder::new().with_budgets().record(|| get(&budget));
    assert_eq!(log.attempts(), 11, "one each second");
}

#[test]
fn recordings_in_other_threads_and_outer_recordings_are_separate() {
    let outer = record(|| {
        let inner = record(|| get(&many()));
        let other = std::thread::spawn(|| record(|| get(&many())).attempts());
        let _ = get(&Cell::new(1));
        (inner.attempts(), other.join().unwrap())
    });
    assert_eq!(outer.output, (5, 5));
    assert_eq!(outer.attempts(), 2);
}

#[tokio::test]
async fn recordings_of_interleaved_tasks_are_separate() {
    #[retry(exp(base = "1s"), max_attempts = 4)]
    async fn get() -> Option<()> {
        tokio::task::yield_now().await;
        None
    }

    let (one, two) = tokio::join!(record_async(get()), record_async(get()));
    assert_eq!(one.waits(), seconds([1, 2, 4]));
    assert_eq!(two.waits(), seconds([1, 2, 4]));
}

#[test]
fn a_recording_ends_with_a_panic() {
    #[retry(fixed("5ms"), max_attempts = 2)]
    fn get() -> Option<()> {
        None
    }

    let panicked = std::panic::catch_unwind(|| record(|| panic!("a test")));
    panicked.unwrap_err();
    let start = Instant::now();
    assert_eq!(get(), None);
    assert!(
        start.elapsed() >= Duration::from_millis(5),
        "it really waits"
    );
}

#[tokio::test]
async fn a_future_that_is_dropped_is_recorded_as_cancelled() {
    #[retry(fixed("1s"))]
    async fn get() -> Option<()> {
        std::future::pending().await
    }

    let log = record_async(async {
        drop(get());
        let timeout = tokio::time::timeout(Duration::from_millis(1), get());
        timeout.await.unwrap_err();
    });
    let log = log.await;
    let cancelled = EventKind::GaveUp(StopReason::Cancelled);
    assert_eq!(log.attempts(), 1, "the other was never polled: {log}");
    assert_eq!(log.events()[0].kind, cancelled);
}

#[test]
fn a_future_that_is_recorded_can_be_sent() {
    #[retry(fixed("1s"))]
    async fn get() -> Result<(), std::io::Error> {
        std::future::ready(()).await;
        Ok(())
    }

    fn is_send(_: impl Send) {}
    is_send(record_async(get()));
}

#[test]
fn a_retry_that_before_retry_prevents_is_no_attempt() {
    #[retry(fixed("1s"), before_retry = |_| Err("closed"))]
    fn closed() -> Result<(), &'static str> {
        Err("down")
    }
    #[retry(fixed("1s"), deadline = "10s", before_retry = |_| {
        testing::advance(Duration::from_secs(20));
        Ok(())
    })]
    fn late() -> Result<(), &'static str> {
        Err("down")
    }

    for call in [closed, late] {
        let log = record(call);
        assert_eq!((log.attempts(), log.events().len()), (1, 2), "{log}");
        assert!(log.waits().is_empty());
    }
}

#[tokio::test]
async fn a_wait_that_is_cancelled_before_it_begins_is_not_recorded() {
    #[retry(fixed("1s"), on_retry = |_| stop.notify_one(), cancel = stop.notified())]
    fn get(stop: &tokio::sync::Notify) -> Result<(), &'static str> {
        Err("down")
    }
    #[retry(fixed("1s"), on_retry = |_| stop.notify_one(), cancel = stop.notified())]
    async fn get_in_task(stop: &tokio::sync::Notify) -> Result<(), &'static str> {
        Err("down")
    }

    let stop = tokio::sync::Notify::new();
    for log in [
        record(|| get(&stop)),
        record_async(get_in_task(&stop)).await,
    ] {
        assert_eq!(log.output, Err("down"));
        assert_eq!((log.attempts(), log.waits()), (1, [].as_slice()), "{log}");
    }
}
