//! What only the layer does: attempt timeouts, scopes, refused calls, readiness and requests that cannot be cloned.

use super::service::{Error, Lines, Results, SECOND};
use retries::stack::RetryService;
use retries::{
    Backoff, Budget, Decision, Policy, Refused, RetryBudget, RetryRequest, remaining, transient,
};
use std::future::{Future, pending, ready};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::time::Instant;
use tower::limit::ConcurrencyLimitLayer;
use tower::{Layer, Service, ServiceBuilder, ServiceExt, service_fn};

const EVERY_SECOND: Policy = Policy::new().backoff(Backoff::fixed(SECOND));

fn busy(error: &Error) -> bool {
    transient(error) != Decision::Stop
}

#[tokio::test(start_paused = true)]
async fn an_attempt_is_cut_off_after_the_attempt_timeout() {
    let start = Instant::now();
    let slow = service_fn(|_: u32| pending::<Result<u16, Error>>());
    let service = EVERY_SECOND
        .on(transient)
        .attempt_timeout(2 * SECOND)
        .layer()
        .layer(slow);
    let result = service.oneshot(7).await;
    assert_eq!(result, Err(Error::TimedOut(2 * SECOND)));
    assert_eq!(start.elapsed(), 3 * 2 * SECOND + 2 * SECOND);
}

#[tokio::test(start_paused = true)]
async fn on_timeout_makes_the_error_of_an_attempt_that_was_cut_off() {
    let slow = service_fn(|_: u32| pending::<Result<u16, Error>>());
    let retry = EVERY_SECOND.attempt_timeout(SECOND).on(busy);
    let service = retry.on_timeout(|_| Error::Gone).layer().layer(slow);
    assert_eq!(service.oneshot(7).await, Err(Error::Gone));
}

#[tokio::test(start_paused = true)]
async fn an_attempt_runs_in_the_scope_of_the_call() {
    let left = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&left);
    let inner = service_fn(move |_: u32| {
        // While the future is made, and while it is polled.
        seen.lock().unwrap().push(remaining());
        let seen = Arc::clone(&seen);
        async move {
            seen.lock().unwrap().push(remaining());
            Err::<u16, _>(Error::Busy)
        }
    });
    let retry = EVERY_SECOND.deadline(Duration::from_millis(1_500));
    let service = retry.on(transient).layer().layer(inner);
    assert_eq!(service.oneshot(7).await, Err(Error::Busy));
    let millis = |millis| Some(Duration::from_millis(millis));
    assert_eq!(
        *left.lock().unwrap(),
        [millis(1_500), millis(1_500), millis(500), millis(500)]
    );
}

#[tokio::test(start_paused = true)]
async fn a_call_inherits_the_deadline_of_the_code_around_it() {
    let service = Results::fails(9, Error::Busy);
    let layered = EVERY_SECOND
        .max_attempts(9)
        .on(transient)
        .layer()
        .layer(service.clone());
    let result = retries::within(2 * SECOND, layered.oneshot(7)).await;
    assert_eq!(result.ok(), Some(Err(Error::Busy)));
    assert_eq!(service.attempts(), 2);
}

#[tokio::test(start_paused = true)]
async fn retries_of_two_layers_do_not_multiply_with_nested() {
    let service = Results::fails(99, Error::Busy);
    let layered = ServiceBuilder::new()
        .layer(EVERY_SECOND.stop_nested().on(transient).layer())
        .layer(EVERY_SECOND.on(transient).layer())
        .service(service.clone());
    assert_eq!(layered.oneshot(7).await, Err(Error::Busy));
    assert_eq!(service.attempts(), 3);
}

/// Refuses every call.
#[derive(Debug)]
struct Closed;

impl RetryBudget for Closed {
    fn deposit(&self) {}

    fn admit(&self, _: &retries::CallRequest) -> Result<(), Refused> {
        Err(Refused::new("closed"))
    }

    fn withdraw(&self, _: &RetryRequest) -> Option<u32> {
        None
    }
}

#[tokio::test(start_paused = true)]
async fn a_call_that_the_budget_refuses_sends_no_request() {
    let service = Results::default();
    let retry = EVERY_SECOND.on(transient).budget(&Closed);
    let layered = retry.on_refused(|_| Error::Refused).layer();
    let result = layered.layer(service.clone()).oneshot(7).await;
    assert_eq!((result, service.attempts()), (Err(Error::Refused), 0));
}

/// A request that cannot always be cloned.
#[derive(Debug, PartialEq)]
struct Upload {
    is_stream: bool,
}

fn clone_upload(upload: &mut Upload) -> Option<Upload> {
    (!upload.is_stream).then_some(Upload { is_stream: false })
}

#[tokio::test(start_paused = true)]
async fn a_request_that_cannot_be_cloned_is_sent_once_and_reported() {
    static BUDGET: Budget = Budget::tokens(500);
    let lines = Lines::default();
    let gave_up = lines.clone();
    let sent = Arc::new(AtomicU32::new(0));
    let count = Arc::clone(&sent);
    let inner = service_fn(move |_: Upload| {
        count.fetch_add(1, Ordering::Relaxed);
        ready(Err::<u16, _>(Error::Busy))
    });
    let layer = EVERY_SECOND
        .on(transient)
        .budget(&BUDGET)
        .named("upload")
        .on_give_up(move |event| gave_up.push(event))
        .layer()
        .clone_by(clone_upload);

    let stream = layer
        .layer(inner.clone())
        .oneshot(Upload { is_stream: true });
    assert_eq!(stream.await, Err(Error::Busy));
    assert_eq!(sent.swap(0, Ordering::Relaxed), 1);
    let text = layer.layer(inner).oneshot(Upload { is_stream: false });
    assert_eq!(text.await, Err(Error::Busy));
    assert_eq!(sent.load(Ordering::Relaxed), 3);
    assert_eq!(
        lines.get(),
        [
            "upload: attempt 1 of 3 failed: Busy; gave up (not_repeatable)",
            "upload: attempt 3 of 3 failed: Busy; gave up (attempts)",
        ]
    );
    // Only the two retries of the second call.
    assert_eq!(BUDGET.available(), 98);
}

#[tokio::test(start_paused = true)]
async fn a_permanent_failure_of_a_request_that_cannot_be_cloned_is_permanent() {
    let lines = Lines::default();
    let gave_up = lines.clone();
    let inner = service_fn(|_: Upload| ready(Err::<u16, _>(Error::Gone)));
    let retry = EVERY_SECOND.on(transient).named("upload");
    let layer = retry.on_give_up(move |event| gave_up.push(event)).layer();
    let service = layer.clone_by(clone_upload).layer(inner);
    let result = service.oneshot(Upload { is_stream: true }).await;
    assert_eq!(result, Err(Error::Gone));
    assert_eq!(
        lines.get(),
        ["upload: attempt 1 of 3 failed: Gone; gave up (permanent)"]
    );
}

/// A service that must be ready before each request, and is ready only every second time that it is polled.
#[derive(Clone, Default)]
struct Careful {
    polls: u32,
    is_ready: bool,
    results: Results,
}

impl Service<u32> for Careful {
    type Response = u16;
    type Error = Error;
    type Future = <Results as Service<u32>>::Future;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Error>> {
        self.polls += 1;
        if self.polls % 2 == 1 {
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        self.is_ready = true;
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: u32) -> Self::Future {
        assert!(std::mem::take(&mut self.is_ready), "not ready");
        self.results.call(request)
    }
}

#[tokio::test(start_paused = true)]
async fn each_attempt_waits_until_the_service_is_ready() {
    let results = Results::fails(2, Error::Busy);
    let inner = Careful {
        results: results.clone(),
        ..Careful::default()
    };
    let service = EVERY_SECOND.on(transient).layer().layer(inner);
    assert_eq!(service.oneshot(7).await, Ok(200));
    assert_eq!(results.attempts(), 3);
}

#[tokio::test(start_paused = true)]
async fn a_service_that_fails_to_become_ready_is_a_failed_attempt() {
    #[derive(Clone, Default)]
    struct Closing(u32);

    impl Service<u32> for Closing {
        type Response = u16;
        type Error = Error;
        type Future = std::future::Ready<Result<u16, Error>>;

        fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Error>> {
            self.0 += 1;
            Poll::Ready(if self.0 == 2 {
                Err(Error::Closed)
            } else {
                Ok(())
            })
        }

        fn call(&mut self, _: u32) -> Self::Future {
            ready(if self.0 == 3 {
                Ok(200)
            } else {
                Err(Error::Busy)
            })
        }
    }

    let service = EVERY_SECOND.on(transient).layer().layer(Closing::default());
    assert_eq!(service.oneshot(7).await, Ok(200));
}

#[tokio::test(start_paused = true)]
async fn a_call_that_waits_for_its_retry_takes_no_place_of_a_limit_below() {
    let results = Results::fails(1, Error::Busy);
    let mut service = ServiceBuilder::new()
        .layer(EVERY_SECOND.on(transient).layer())
        .layer(ConcurrencyLimitLayer::new(1))
        .service(results);
    let start = Instant::now();
    let first = tokio::spawn(service.ready().await.unwrap().call(1));
    tokio::time::sleep(SECOND / 2).await;
    // The first call waits.
    assert_eq!(service.ready().await.unwrap().call(2).await, Ok(200));
    assert!(start.elapsed() < SECOND);
    assert_eq!(first.await.unwrap(), Ok(200));
}

fn is_send(future: impl Future + Send + 'static) {
    drop(future);
}

#[test]
fn the_future_of_a_call_is_send_with_every_word_that_a_layer_has() {
    static BUDGET: Budget = Budget::adaptive(2.0);
    let layer = EVERY_SECOND
        .on(busy)
        .on_ok(|status: &u16| *status == 503)
        .budget(&BUDGET)
        .attempt_timeout(SECOND)
        .on_timeout(|_| Error::Gone)
        .on_refused(|_| Error::Refused)
        .when(|error| *error == Error::Busy, Backoff::fixed(SECOND))
        .on_retry(|event| println!("{event}"))
        .on_give_up(|event| println!("{event}"))
        .show_errors()
        .named("all words")
        .layer();
    is_send(layer.layer(Results::default()).call(7));
}

#[retries::policy(fixed("1s"), max_attempts = 4, on = transient, budget, attempt_timeout = "5s")]
const BUNDLE: Policy;

#[tokio::test(start_paused = true)]
async fn a_bundle_can_be_a_layer() {
    let service = Results::fails(9, Error::Busy);
    let layered = BUNDLE.named("bundle").layer().layer(service.clone());
    assert_eq!(layered.oneshot(7).await, Err(Error::Busy));
    assert_eq!(service.attempts(), 4);
}

#[test]
fn a_layer_and_its_service_are_printed_by_their_names() {
    let layer = EVERY_SECOND.layer();
    assert_eq!(format!("{layer:?}"), "RetryLayer { .. }");
    let service: RetryService<u8> = layer.layer(7);
    assert_eq!(format!("{service:?}"), "RetryService { inner: 7, .. }");
    let policy = EVERY_SECOND.on(busy).tower_policy();
    assert_eq!(format!("{policy:?}"), "TowerPolicy { .. }");
}
