//! Counters, waits and budgets as a recorder of the crate `metrics` receives them.

use futures_util::FutureExt;
use metrics::{set_default_local_recorder, with_local_recorder};
use metrics_util::debugging::{DebugValue, DebuggingRecorder, Snapshotter};
use retries::{Budget, Decision, Policy, retry};
use std::cell::Cell;
use std::sync::Arc;
use std::time::Duration;

/// Returns the records since the last call, as `name{label=value,…} value`, sorted.
fn recorded(snapshotter: &Snapshotter) -> Vec<String> {
    let mut lines: Vec<String> = snapshotter
        .snapshot()
        .into_vec()
        .into_iter()
        .map(|(key, _, _, value)| {
            let (_, key) = key.into_parts();
            let (name, labels) = key.into_parts();
            let labels: Vec<String> = labels
                .iter()
                .map(|label| format!("{}={}", label.key(), label.value()))
                .collect();
            let value = match value {
                DebugValue::Counter(count) => count.to_string(),
                DebugValue::Gauge(value) => value.to_string(),
                DebugValue::Histogram(values) => format!("{values:?}"),
            };
            format!("{}{{{}}} {value}", name.as_str(), labels.join(","))
        })
        .collect();
    lines.sort_unstable();
    lines
}

fn record(calls: impl FnOnce()) -> Vec<String> {
    let recorder = DebuggingRecorder::new();
    with_local_recorder(&recorder, calls);
    recorded(&recorder.snapshotter())
}

/// Fails as often as `left` counts, then succeeds.
fn fail(left: &Cell<u32>) -> Result<(), u32> {
    match left.get() {
        0 => Ok(()),
        n => {
            left.set(n - 1);
            Err(n)
        }
    }
}

#[retry(fixed("250ms"), max_attempts = 3, on = |n| *n < 100, sleep = |_| ())]
fn get(left: &Cell<u32>) -> Result<(), u32> {
    fail(left)
}

#[test]
fn a_success_at_the_first_attempt_increments_one_counter() {
    let lines = record(|| {
        for _ in 0..3 {
            get(&Cell::new(0)).unwrap();
        }
    });
    assert_eq!(
        lines,
        ["retries_calls_total{function=observe::metrics::get,result=ok_first_try} 3"]
    );
}

#[test]
fn calls_are_counted_by_result_and_retries_separately() {
    let lines = record(|| {
        for failures in [0, 1, 2, 3, 100] {
            let _ = get(&Cell::new(failures));
        }
    });
    assert_eq!(
        lines,
        [
            "retries_calls_total{function=observe::metrics::get,result=gave_up_attempts} 1",
            "retries_calls_total{function=observe::metrics::get,result=gave_up_permanent} 1",
            "retries_calls_total{function=observe::metrics::get,result=ok_after_retry} 2",
            "retries_calls_total{function=observe::metrics::get,result=ok_first_try} 1",
            "retries_total{function=observe::metrics::get} 5",
            "retries_wait_seconds{function=observe::metrics::get,delay_source=backoff} [0.25, 0.25, 0.25, 0.25, 0.25]",
        ]
    );
}

#[test]
fn waits_are_labelled_with_their_delay_source() {
    #[retry(
        fixed("0s"), rate_limited = fixed("2s"), sleep = |_| (),
        on = |n| if *n == 2 { Decision::RateLimited } else { Decision::RetryAfter(Duration::from_nanos(1)) },
    )]
    fn get(left: &Cell<u32>) -> Result<(), u32> {
        fail(left)
    }

    let lines = record(|| get(&Cell::new(2)).unwrap());
    assert_eq!(
        lines[2..],
        [
            "retries_wait_seconds{function=observe::metrics::get,delay_source=rate_limited} [2.0]",
            "retries_wait_seconds{function=observe::metrics::get,delay_source=retry_after} [1e-9]",
        ]
    );
}

#[retry(fixed("1s"))]
async fn asynchronous(left: &Cell<u32>) -> Result<(), u32> {
    tokio::task::yield_now().await;
    fail(left)
}

#[tokio::test(start_paused = true)]
async fn async_calls_are_counted_too() {
    let recorder = DebuggingRecorder::new();
    let _guard = set_default_local_recorder(&recorder);
    asynchronous(&Cell::new(0)).await.unwrap();
    asynchronous(&Cell::new(1)).await.unwrap();
    assert_eq!(
        recorded(&recorder.snapshotter()),
        [
            "retries_calls_total{function=observe::metrics::asynchronous,result=ok_after_retry} 1",
            "retries_calls_total{function=observe::metrics::asynchronous,result=ok_first_try} 1",
            "retries_total{function=observe::metrics::asynchronous} 1",
            "retries_wait_seconds{function=observe::metrics::asynchronous,delay_source=backoff} [1.0]",
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn a_dropped_future_counts_the_retries_that_it_started() {
    let recorder = DebuggingRecorder::new();
    let _guard = set_default_local_recorder(&recorder);
    drop(asynchronous(&Cell::new(9)));
    let left = Cell::new(9);
    // Dropped in the second wait.
    let call = tokio::time::timeout(Duration::from_millis(1500), asynchronous(&left));
    call.await.unwrap_err();
    // Dropped in the first attempt.
    assert_eq!(asynchronous(&left).now_or_never(), None);
    assert_eq!(
        recorded(&recorder.snapshotter()),
        [
            "retries_calls_total{function=observe::metrics::asynchronous,result=gave_up_cancelled} 2",
            "retries_total{function=observe::metrics::asynchronous} 1",
            "retries_wait_seconds{function=observe::metrics::asynchronous,delay_source=backoff} [1.0, 1.0]",
        ]
    );
}

#[test]
fn the_gauge_shows_the_retries_left_in_the_budget() {
    #[retry(fixed("1s"), max_attempts = 3, budget = budget, sleep = |_| ())]
    fn get(left: &Cell<u32>, budget: Option<&Arc<Budget>>) -> Result<(), u32> {
        fail(left)
    }

    let gauge = |lines: Vec<String>| lines.into_iter().find(|line| line.contains("budget"));
    let budget = Arc::new(Budget::tokens(15));
    let left = record(|| get(&Cell::new(1), Some(&budget)).unwrap());
    assert_eq!(
        gauge(left).as_deref(),
        Some("retries_budget_available{function=observe::metrics::get} 2")
    );
    let empty = Arc::new(Budget::tokens(0));
    let refused = record(|| assert_eq!(get(&Cell::new(9), Some(&empty)), Err(9)));
    assert!(refused.contains(
        &"retries_calls_total{function=observe::metrics::get,result=gave_up_budget} 1".to_owned()
    ));
    assert_eq!(
        gauge(refused).as_deref(),
        Some("retries_budget_available{function=observe::metrics::get} 0")
    );
    let without = record(|| get(&Cell::new(1), None).unwrap());
    assert_eq!(gauge(without), None);
}

#[test]
fn closures_are_counted_together() {
    let policy = Policy::new().backoff(retries::Backoff::fixed(Duration::ZERO));
    let left = Cell::new(1);
    let lines = record(|| policy.call(|| fail(&left)).unwrap());
    assert_eq!(
        lines[..2],
        [
            "retries_calls_total{function=closure,result=ok_after_retry} 1",
            "retries_total{function=closure} 1",
        ]
    );
}

#[test]
fn a_recorder_that_is_installed_late_or_replaced_counts_from_then_on() {
    get(&Cell::new(0)).unwrap();
    for _ in 0..2 {
        let lines = record(|| get(&Cell::new(0)).unwrap());
        assert_eq!(
            lines,
            ["retries_calls_total{function=observe::metrics::get,result=ok_first_try} 1"]
        );
    }
}

#[test]
fn each_metric_can_be_described() {
    let recorder = DebuggingRecorder::new();
    with_local_recorder(&recorder, || {
        retries::describe_metrics();
        get(&Cell::new(1)).unwrap();
    });
    let described = recorder.snapshotter().snapshot().into_vec();
    assert_eq!(described.len(), 3);
    assert!(described.iter().all(|(_, _, words, _)| words.is_some()));
}

#[test]
fn a_closure_is_counted_under_its_name() {
    let lines = record(|| {
        for failures in [0, 0, 1] {
            let left = Cell::new(failures);
            let caller = Policy::new().sleep(|_| ()).named("shop::charge");
            let _ = caller.call(|| fail(&left));
        }
    });
    let calls: Vec<_> = lines
        .iter()
        .filter(|line| line.starts_with("retries_calls"))
        .collect();
    assert_eq!(
        calls,
        [
            "retries_calls_total{function=shop::charge,result=ok_after_retry} 1",
            "retries_calls_total{function=shop::charge,result=ok_first_try} 2",
        ]
    );
}
