//! A closure, a layer and tower's own retry layer do the same by the same words.

use super::service::{Error, Lines, Results, SECOND, is_server_error};
use retries::{Backoff, Budget, Kind, Policy, transient};
use std::time::Duration;
use tokio::time::Instant;
use tower::{Layer, Service, ServiceExt};

/// Five attempts, a second apart.
const EVERY_SECOND: Policy = Policy::new()
    .backoff(Backoff::fixed(SECOND))
    .max_attempts(5);
/// The time of an attempt.
const ATTEMPT: Duration = SECOND.checked_div(10).unwrap();

/// Runs the suite with a macro that sends request 7 to a service by a `Retry`.
macro_rules! suite {
    ($way:ident, |$retry:ident, $service:ident| $call:expr) => {
        mod $way {
            use super::*;

            macro_rules! send {
                ($by:expr, $to:expr) => {{
                    let ($retry, mut $service) = ($by, $to.clone());
                    $service.ready().await.unwrap();
                    $call
                }};
            }

            #[tokio::test(start_paused = true)]
            async fn a_transient_failure_is_retried_after_the_delay() {
                let (start, service) = (Instant::now(), Results::fails(2, Error::Busy));
                let result = send!(EVERY_SECOND.on(transient), service).await;
                assert_eq!(result, Ok(200));
                assert_eq!(service.requests(), [7, 7, 7]);
                assert_eq!(start.elapsed(), 2 * SECOND + 3 * ATTEMPT);
            }

            #[tokio::test(start_paused = true)]
            async fn a_permanent_failure_is_returned_at_once() {
                let service = Results::fails(9, Error::Gone);
                let result = send!(EVERY_SECOND.on(transient), service).await;
                assert_eq!((result, service.attempts()), (Err(Error::Gone), 1));
            }

            #[tokio::test(start_paused = true)]
            async fn the_last_failure_is_returned_after_all_attempts() {
                let service = Results::fails(9, Error::Busy);
                let result = send!(EVERY_SECOND.on(transient), service).await;
                assert_eq!((result, service.attempts()), (Err(Error::Busy), 5));
            }

            #[tokio::test(start_paused = true)]
            async fn a_success_that_is_a_failure_is_retried() {
                let service = Results::of([Ok(503), Ok(204)]);
                let result = send!(EVERY_SECOND.on(transient).on_ok(is_server_error), service);
                assert_eq!((result.await, service.attempts()), (Ok(204), 2));
            }

            #[tokio::test(start_paused = true)]
            async fn the_wait_that_the_server_asks_for_is_kept() {
                let start = Instant::now();
                let service = Results::fails(1, Error::BusyFor(20 * SECOND));
                assert_eq!(send!(EVERY_SECOND.on(transient), service).await, Ok(200));
                let waited = start.elapsed() - 2 * ATTEMPT;
                assert!((20 * SECOND..=22 * SECOND).contains(&waited), "{waited:?}");

                let service = Results::fails(1, Error::BusyFor(20 * SECOND));
                let short = EVERY_SECOND.max_retry_after(10 * SECOND);
                let result = send!(short.on(transient), service).await;
                assert_eq!(result, Err(Error::BusyFor(20 * SECOND)));
            }

            #[tokio::test(start_paused = true)]
            async fn no_wait_ends_after_the_deadline() {
                let (start, service) = (Instant::now(), Results::fails(9, Error::Busy));
                let retry = EVERY_SECOND.deadline(3 * SECOND).on(transient);
                assert_eq!(send!(retry, service).await, Err(Error::Busy));
                assert_eq!(service.attempts(), 3);
                assert_eq!(start.elapsed(), 2 * SECOND + 3 * ATTEMPT);
            }

            #[tokio::test(start_paused = true)]
            async fn an_attempt_that_lasts_long_resets_the_count() {
                let service = Results::fails(9, Error::Busy);
                let retry = EVERY_SECOND.max_attempts(2).reset_after(2 * ATTEMPT);
                let result = send!(retry.on(transient), service).await;
                assert_eq!((result, service.attempts()), (Err(Error::Busy), 2));

                let service = Results::fails(3, Error::Busy);
                let retry = EVERY_SECOND.max_attempts(2).reset_after(ATTEMPT);
                let result = send!(retry.on(transient), service).await;
                assert_eq!((result, service.attempts()), (Ok(200), 4));
            }

            #[tokio::test(start_paused = true)]
            async fn a_kind_of_failures_has_waits_of_its_own() {
                let (start, service) = (Instant::now(), Results::fails(2, Error::Busy));
                let kind = Kind::new().backoff(Backoff::fixed(5 * SECOND));
                let retry = EVERY_SECOND.on(transient);
                let retry = retry.when(|error: &Error| *error == Error::Busy, kind);
                assert_eq!(send!(retry, service).await, Ok(200));
                assert_eq!(start.elapsed(), 10 * SECOND + 3 * ATTEMPT);
            }

            #[tokio::test(start_paused = true)]
            async fn calls_share_a_budget() {
                static BUDGET: Budget = Budget::tokens(10);
                for expected in [3, 1] {
                    let service = Results::fails(9, Error::Busy);
                    let retry = EVERY_SECOND.on(transient).budget(&BUDGET);
                    assert_eq!(send!(retry, service).await, Err(Error::Busy));
                    assert_eq!(service.attempts(), expected);
                }
            }

            #[tokio::test(start_paused = true)]
            async fn a_call_that_is_dropped_in_a_wait_gives_its_retry_back() {
                static BUDGET: Budget = Budget::tokens(500);
                let retry = EVERY_SECOND.on(transient).budget(&BUDGET);
                let service = Results::fails(9, Error::Busy);
                let call = send!(retry, service);
                assert!(tokio::time::timeout(SECOND / 2, call).await.is_err());
                assert_eq!(service.attempts(), 1);
                assert_eq!(BUDGET.available(), 100);
            }

            #[tokio::test(start_paused = true)]
            async fn a_success_after_a_retry_is_reported_to_the_budget() {
                static BUDGET: Budget = Budget::tokens(50);
                let service = Results::fails(1, Error::Busy);
                send!(EVERY_SECOND.on(transient).budget(&BUDGET), service)
                    .await
                    .unwrap();
                assert_eq!(BUDGET.available(), 10);
            }

            #[tokio::test(start_paused = true)]
            async fn hooks_get_the_events_of_a_call_with_its_name() {
                let lines = [Lines::default(), Lines::default()];
                let (retried, gave_up) = (lines[0].clone(), lines[1].clone());
                let retry = EVERY_SECOND
                    .max_attempts(2)
                    .on(transient)
                    .named("shop")
                    .on_retry(move |event| retried.push(event))
                    .on_give_up(move |event| gave_up.push(event));
                let service = Results::fails(9, Error::Busy);
                assert_eq!(send!(retry, service).await, Err(Error::Busy));
                assert_eq!(
                    lines[0].get(),
                    ["shop: attempt 1 of 2 failed: Busy; the next is in 1s (backoff)"]
                );
                assert_eq!(
                    lines[1].get(),
                    ["shop: attempt 2 of 2 failed: Busy; gave up (attempts)"]
                );
            }

            #[cfg(feature = "registry")]
            #[tokio::test(start_paused = true)]
            async fn the_registry_counts_the_calls() {
                let name = concat!("counted by a ", stringify!($way));
                let service = Results::fails(1, Error::Busy);
                send!(EVERY_SECOND.on(transient).named(name), service)
                    .await
                    .unwrap();
                let service = Results::fails(9, Error::Busy);
                send!(EVERY_SECOND.on(transient).named(name), service)
                    .await
                    .unwrap_err();
                let mut functions = retries::functions().into_iter();
                let function = functions.find(|function| function.path() == name);
                let counters = function.unwrap().counters();
                assert_eq!((counters.calls, counters.retries), (2, 5));
            }

            #[cfg(feature = "test-util")]
            #[tokio::test]
            async fn a_recording_makes_the_waits_virtual() {
                let service = Results::fails(2, Error::Busy);
                let call = async { send!(EVERY_SECOND.on(transient), service).await };
                let recording = retries::testing::record_async(call).await;
                assert_eq!(recording.output, Ok(200));
                assert_eq!(recording.waits(), [SECOND, SECOND]);
            }
        }
    };
}

suite!(closure, |retry, service| retry
    .call_async(move || service.call(7)));
suite!(layer, |retry, service| retry.layer().layer(service).call(7));
suite!(tower_policy, |retry, service| {
    tower::retry::RetryLayer::new(retry.tower_policy())
        .layer(service)
        .call(7)
});
