//! A caller learns what the calls within a closure or a future did.

use futures_lite::future::poll_once;
use futures_util::future::join;
use retries::{CallReport, Policy, Report, StopReason, reported, reported_blocking, retry};
use std::cell::Cell;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::time::Duration;

const SECOND: Duration = Duration::from_secs(1);

/// Fails as often as `left` counts, then succeeds.
fn fail(left: &Cell<u32>) -> Result<u32, String> {
    match left.get() {
        0 => Ok(7),
        n => {
            left.set(n - 1);
            Err(format!("{n} left"))
        }
    }
}

#[retry(fixed("1s"), max_attempts = 3, sleep = |_| ())]
fn get(left: &Cell<u32>) -> Result<u32, String> {
    fail(left)
}

fn get_after(failures: u32) -> Result<u32, String> {
    get(&Cell::new(failures))
}

#[retry(fixed("1s"), max_attempts = 3)]
async fn get_async(left: &Cell<u32>) -> Result<u32, String> {
    tokio::task::yield_now().await;
    fail(left)
}

async fn get_async_after(failures: u32) -> Result<u32, String> {
    get_async(&Cell::new(failures)).await
}

#[retry(fixed("1s"), max_attempts = 3)]
async fn hang() -> Result<u32, String> {
    std::future::pending().await
}

fn texts(report: &Report) -> Vec<&str> {
    report.failures().collect()
}

fn attempts(report: &Report) -> Vec<u32> {
    report.calls().iter().map(CallReport::attempts).collect()
}

#[test]
fn a_sync_call_is_reported_with_its_result() {
    let (result, report) = reported_blocking(|| get_after(2));
    assert_eq!(result, Ok(7));
    assert_eq!((report.attempts(), report.waited()), (3, 2 * SECOND));
    assert_eq!(texts(&report), ["2 left", "1 left"]);
    assert_eq!(report.stop_reason(), None);
    assert_eq!(
        report.to_string(),
        "observe::report::get: 3 attempts, waited 2s, succeeded: 2 left; 1 left\n"
    );

    let (result, report) = reported_blocking(|| get_after(9));
    assert_eq!(result, Err("7 left".to_owned()));
    assert_eq!(texts(&report), ["9 left", "8 left", "7 left"]);
    assert_eq!(report.stop_reason(), Some(StopReason::Attempts));
}

#[tokio::test(start_paused = true)]
async fn an_async_call_is_reported_with_its_result() {
    let start = tokio::time::Instant::now();
    let (result, report) = reported(get_async_after(9)).await;
    assert_eq!(result, Err("7 left".to_owned()));
    assert_eq!(report.attempts(), 3);
    assert_eq!(report.waited(), start.elapsed());
    assert_eq!(texts(&report), ["9 left", "8 left", "7 left"]);
    assert_eq!(report.stop_reason(), Some(StopReason::Attempts));
}

#[tokio::test]
async fn a_success_at_the_first_attempt_is_one_attempt() {
    let (_, report) = reported_blocking(|| get_after(0));
    assert_eq!((report.attempts(), report.calls().len()), (1, 1));
    let (_, report) = reported(get_async_after(0)).await;
    assert_eq!((report.attempts(), report.calls().len()), (1, 1));
    assert_eq!(
        report.to_string(),
        "observe::report::get_async: 1 attempt, succeeded\n"
    );
}

#[test]
fn code_without_calls_has_an_empty_report() {
    let (output, report) = reported_blocking(|| 7);
    assert_eq!((output, report.attempts(), report.calls().len()), (7, 0, 0));
    assert_eq!(report.to_string(), "");
}

#[test]
fn consecutive_calls_are_listed_separately_and_added_up() {
    let (_, report) = reported_blocking(|| get_after(9).or_else(|_| get_after(1)));
    assert_eq!(attempts(&report), [3, 2]);
    assert_eq!((report.attempts(), report.waited()), (5, 3 * SECOND));
    let reasons: Vec<_> = report.calls().iter().map(CallReport::stop_reason).collect();
    assert_eq!(reasons, [Some(StopReason::Attempts), None]);
    assert_eq!(report.stop_reason(), Some(StopReason::Attempts));
}

#[tokio::test(start_paused = true)]
async fn concurrent_calls_of_one_function_are_listed_separately() {
    let both = join(get_async_after(9), get_async_after(1));
    let (results, report) = reported(both).await;
    assert_eq!(results, (Err("7 left".to_owned()), Ok(7)));
    assert_eq!(attempts(&report), [3, 2]);
    assert_eq!(texts(&report), ["9 left", "8 left", "7 left", "1 left"]);
}

#[test]
fn a_call_within_an_attempt_is_reported_beside_it() {
    #[retry(max_attempts = 2, sleep = |_| ())]
    fn outer() -> Result<u32, String> {
        get_after(9)
    }

    let (_, report) = reported_blocking(outer);
    assert_eq!(attempts(&report), [3, 2, 3]);
    let of_outer = |call: &&CallReport| call.function() == "observe::report::outer";
    assert_eq!(report.calls().iter().filter(of_outer).count(), 1);
}

#[tokio::test(start_paused = true)]
async fn an_inner_report_does_not_take_calls_from_the_outer_one() {
    let ((_, inner), outer) = reported(async {
        get_async_after(1).await.unwrap();
        reported(get_async_after(2)).await
    })
    .await;
    assert_eq!((attempts(&inner), attempts(&outer)), (vec![3], vec![2, 3]));

    let ((_, inner), outer) = reported_blocking(|| {
        get_after(1).unwrap();
        reported_blocking(|| get_after(2))
    });
    assert_eq!((attempts(&inner), attempts(&outer)), (vec![3], vec![2, 3]));
}

#[tokio::test(start_paused = true)]
async fn calls_outside_a_report_are_not_in_it() {
    let both = join(reported(get_async_after(1)), get_async_after(2));
    let ((_, report), _) = both.await;
    assert_eq!(attempts(&report), [2]);

    let spawned =
        reported(async { tokio::spawn(async { get_async_after_in_a_task().await }).await });
    let (output, report) = spawned.await;
    output.unwrap().unwrap();
    assert_eq!(report.calls().len(), 0);
}

async fn get_async_after_in_a_task() -> Result<(), String> {
    #[retry(fixed("1ms"), attempt = n)]
    async fn get() -> Result<(), String> {
        tokio::task::yield_now().await;
        if n.is_first() {
            Err("first".to_owned())
        } else {
            Ok(())
        }
    }

    get().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_report_follows_its_future_to_other_threads() {
    let mut call = Box::pin(reported(get_async_after_in_a_task()));
    assert!(poll_once(call.as_mut()).await.is_none());
    assert!(poll_once(call.as_mut()).await.is_none(), "it waits");
    let (result, report) = tokio::spawn(call).await.unwrap();
    assert_eq!((result, report.attempts()), (Ok(()), 2));
}

#[tokio::test(start_paused = true)]
async fn a_call_that_is_dropped_within_the_report_is_cancelled() {
    let late = Duration::from_millis(1500);
    let (result, report) = reported(tokio::time::timeout(late, get_async_after(9))).await;
    result.unwrap_err();
    assert_eq!(
        (report.attempts(), report.waited()),
        (2, SECOND),
        "the third did not begin"
    );
    assert_eq!(texts(&report), ["9 left", "8 left"]);
    assert_eq!(report.stop_reason(), Some(StopReason::Cancelled));

    let (result, report) = reported(tokio::time::timeout(late, hang())).await;
    result.unwrap_err();
    assert_eq!(report.attempts(), 1);
    assert!(texts(&report).is_empty());
    assert_eq!(report.stop_reason(), Some(StopReason::Cancelled));
}

#[tokio::test(start_paused = true)]
async fn a_future_that_is_dropped_leaves_no_trace_in_other_reports() {
    let mut first_attempt = Box::pin(reported(hang()));
    let mut waits = Box::pin(reported(get_async_after(9)));
    assert!(poll_once(first_attempt.as_mut()).await.is_none());
    for _ in 0..2 {
        assert!(poll_once(waits.as_mut()).await.is_none());
    }
    let (_, report) = reported(async {
        drop((first_attempt, waits));
        get_async_after(0).await
    })
    .await;
    assert_eq!(attempts(&report), [1]);
    assert_eq!(report.stop_reason(), None);

    let (_, report) = reported(get_async_after(1)).await;
    assert_eq!(attempts(&report), [2], "nothing is left in the thread");
}

#[tokio::test(start_paused = true)]
async fn an_outer_report_learns_that_an_inner_one_is_dropped() {
    let late = Duration::from_millis(1500);
    let inner = reported(get_async_after(9));
    let (_, report) = reported(tokio::time::timeout(late, inner)).await;
    assert_eq!(report.stop_reason(), Some(StopReason::Cancelled));
    assert_eq!(attempts(&report), [2]);
}

#[tokio::test(start_paused = true)]
async fn a_call_that_outlives_its_report_is_under_way_in_it() {
    let failures = Cell::new(9);
    let mut call = pin!(get_async(&failures));
    let ((), report) = reported(async {
        for _ in 0..2 {
            assert!(poll_once(call.as_mut()).await.is_none());
        }
    })
    .await;
    assert_eq!(
        report.to_string(),
        "observe::report::get_async: 1 attempt, under way: 9 left\n"
    );
    call.await.unwrap_err();
}

#[test]
fn a_panic_ends_the_report() {
    #[retry]
    fn panics() -> Option<()> {
        panic!("as it may")
    }

    let call = AssertUnwindSafe(|| reported_blocking(panics));
    assert!(catch_unwind(call).is_err());
    let (caught, report) = reported_blocking(|| {
        let inner = catch_unwind(|| reported_blocking(panics).0);
        get_after(1).unwrap();
        inner.is_err()
    });
    assert!(caught);
    assert_eq!(attempts(&report), [2]);
}

#[test]
fn closures_are_reported_and_their_errors_are_shown_if_they_may_be() {
    let plain = Policy::new().max_attempts(1).on(|_: &&str| true);
    let (_, report) = reported_blocking(|| plain.call(|| Err::<(), _>("secret")));
    assert_eq!((texts(&report), report.attempts()), (vec![""], 1));

    let shown = plain.show_errors().named("reported");
    let (_, report) = reported_blocking(|| shown.call(|| Err::<(), _>("down")));
    assert_eq!(
        report.to_string(),
        "reported: 1 attempt, gave up (attempts): down\n"
    );
}

#[test]
fn a_refused_success_has_an_empty_text() {
    #[retry(fixed("1s"), max_attempts = 2, sleep = |_| (), on_ok = |value: &u32| *value == 7)]
    fn seven() -> Result<u32, String> {
        Ok(7)
    }

    let (result, report) = reported_blocking(seven);
    assert_eq!(result, Ok(7));
    assert_eq!((texts(&report), report.attempts()), (vec!["", ""], 2));
    assert_eq!(
        report.to_string(),
        "observe::report::seven: 2 attempts, waited 1s, gave up (attempts)\n"
    );
}

#[test]
fn an_error_may_make_calls_when_it_is_printed() {
    struct Calls;

    impl fmt::Display for Calls {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            write!(f, "{:?}", get_after(1))
        }
    }

    #[retry(max_attempts = 1)]
    fn fails() -> Result<(), Calls> {
        Err(Calls)
    }

    let (_, report) = reported_blocking(fails);
    assert_eq!(report.calls().len(), 2);
    assert!(report.failures().any(|text| text == "Ok(7)"));
}

#[test]
fn a_reported_future_can_be_sent() {
    fn is_send<T: Send>(_: &T) -> bool {
        true
    }

    assert!(is_send(&reported(get_async_after_in_a_task())));
}

#[test]
fn a_failure_is_in_a_report_once_and_the_error_of_before_retry_too() {
    #[retry(fixed("1ms"), deadline = "20ms", before_retry = |_| {
        std::thread::sleep(Duration::from_millis(30));
        Ok(())
    })]
    fn late() -> Result<(), &'static str> {
        Err("down")
    }
    #[retry(fixed("1ms"), before_retry = |_| Err("closed"))]
    fn closed() -> Result<(), &'static str> {
        Err("down")
    }

    let (_, report) = reported_blocking(late);
    assert!(report.failures().eq(["down"]), "{report}");
    assert_eq!(report.stop_reason(), Some(StopReason::Deadline));
    let (_, report) = reported_blocking(closed);
    assert!(report.failures().eq(["down", "closed"]), "{report}");
    assert_eq!(report.attempts(), 1);
}

#[cfg(feature = "test-util")]
#[test]
fn a_report_and_a_recording_see_the_same_call() {
    let log = retries::testing::record(|| reported_blocking(|| get_after(9)).1);
    assert_eq!(log.attempts(), 3);
    assert_eq!(log.output.attempts(), 3);
}
