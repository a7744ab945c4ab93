//! Each word of a bundle.

use super::shapes::{Error, Server};
use retries::{
    Budget, Decision, Event, Policy, RetryBudget, RetryRequest, TimedOut, Transient, retry,
    transient, unprocessed,
};
use std::cell::Cell;
use std::future::{pending, ready};
use std::io;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;
use tokio::time::Instant;

static BUDGET: Budget = Budget::tokens(15);
static LAZY: LazyLock<Budget> = LazyLock::new(|| Budget::tokens(5));

fn is_down(error: &Error) -> bool {
    *error == Error::Down
}

thread_local! {
    static EVENTS: Cell<u32> = const { Cell::new(0) };
}

fn count(event: &Event<'_, Error>) {
    assert_eq!(event.error(), Some(&Error::Down));
    EVENTS.set(EVENTS.get() + 1);
}

#[retries::policy(fixed("0s"), on = is_down, on_retry = count)]
const OF_ONE_ERROR: Policy<Error>;

#[test]
fn a_bundle_of_one_error_takes_functions_of_it() {
    #[retry(OF_ONE_ERROR)]
    fn get(server: &Server) -> Result<(), Error> {
        server.call()
    }

    let down = Server::failing(Error::Down);
    get(&down).unwrap_err();
    assert_eq!((down.calls(), EVENTS.take()), (3, 2));
    let wrong = Server::failing(Error::Wrong);
    get(&wrong).unwrap_err();
    assert_eq!(wrong.calls(), 1);
}

#[retries::policy(
    fixed("0s"), on = |error: &Error| *error == Error::Wrong,
    on_ok = |status: &u16| if *status == 429 { Decision::RateLimited } else { Decision::Stop },
    on_retry = |event: &Event<'_, Error>| EVENTS.set(event.attempt().number()),
)]
const OF_CLOSURES: Policy;

#[test]
fn closures_with_types_say_what_they_take() {
    #[retry(OF_CLOSURES)]
    fn get(outcome: Result<u16, Error>, calls: &Cell<u32>) -> Result<u16, Error> {
        calls.set(calls.get() + 1);
        outcome
    }

    let calls = Cell::new(0);
    for (outcome, expected) in [
        (Ok(200), 1),
        (Ok(429), 3),
        (Err(Error::Wrong), 3),
        (Err(Error::Down), 1),
    ] {
        assert_eq!(get(outcome, &calls), outcome);
        assert_eq!(calls.take(), expected, "{outcome:?}");
    }
    assert_eq!(EVENTS.take(), 2);
}

#[retries::policy(fixed("0s"), max_attempts = 2, on = |_| true, on_ok = |_| true, on_retry = |_| any(), on_give_up = generic)]
const OF_ANY: Policy;

fn any() {
    EVENTS.set(EVENTS.get() + 10);
}

fn generic<E>(_: &Event<'_, E>) {
    EVENTS.set(EVENTS.get() + 1);
}

#[retries::policy(fixed("0s"), on = transient, on_ok = transient)]
const OF_TRANSIENT: Policy;

/// A response whose status may be a failure.
#[derive(Clone, Copy)]
struct Response(u16);

impl Transient for Response {
    fn is_transient(&self) -> bool {
        self.0 == 503
    }
}

#[test]
fn transient_decides_about_a_value_of_any_type() {
    #[retry(OF_TRANSIENT)]
    fn get(response: Response, calls: &Cell<u32>) -> Result<Response, std::io::Error> {
        calls.set(calls.get() + 1);
        Ok(response)
    }

    #[retry(OF_TRANSIENT)]
    fn decide(decision: bool, calls: &Cell<u32>) -> Result<Other, std::io::Error> {
        calls.set(calls.get() + 1);
        Ok(Other(decision))
    }

    struct Other(bool);

    impl Transient for Other {
        fn is_transient(&self) -> bool {
            self.0
        }
    }

    let calls = Cell::new(0);
    get(Response(503), &calls).unwrap();
    assert_eq!(calls.take(), 3);
    get(Response(404), &calls).unwrap();
    assert_eq!(calls.take(), 1);
    decide(true, &calls).unwrap();
    assert_eq!(calls.take(), 3);
}

#[test]
fn closures_that_ignore_and_generic_functions_take_any_type() {
    #[retry(OF_ANY)]
    fn result() -> Result<(), Error> {
        Err(Error::Wrong)
    }

    #[retry(OF_ANY)]
    fn option() -> Option<u8> {
        Some(1)
    }

    result().unwrap_err();
    assert_eq!(EVENTS.take(), 11);
    assert_eq!(option(), Some(1));
    assert_eq!(EVENTS.take(), 11);
}

#[test]
fn the_budget_of_a_bundle_is_shared() {
    #[retries::policy(fixed("0s"), budget = BUDGET)]
    const SHARED: Policy;
    #[retries::policy(fixed("0s"), max_attempts = 9, budget = LAZY)]
    const OF_A_LAZY_LOCK: Policy;
    #[retries::policy(fixed("0s"), max_attempts = 9, budget)]
    const OF_ITS_OWN: Policy;

    #[retry(SHARED)]
    fn get(server: &Server) -> Result<(), Error> {
        server.call()
    }

    #[retry(SHARED)]
    fn put(server: &Server) -> Result<(), Error> {
        server.call()
    }

    #[retry(OF_A_LAZY_LOCK)]
    fn lazy(server: &Server) -> Result<(), Error> {
        server.call()
    }

    #[retry(OF_ITS_OWN)]
    fn own(server: &Server) -> Result<(), Error> {
        server.call()
    }

    let server = Server::failing(Error::Down);
    get(&server).unwrap_err();
    assert_eq!(server.calls(), 3);
    put(&server).unwrap_err();
    assert_eq!(server.calls(), 2, "there was enough for one more retry");
    lazy(&server).unwrap_err();
    assert_eq!(server.calls(), 2);
    own(&server).unwrap_err();
    assert_eq!(server.calls(), 9);
}

#[retries::policy(fixed("1s"), max_attempts = 2, attempt_timeout = "2s", on = unprocessed)]
const CUT_OFF: Policy;

#[tokio::test(start_paused = true)]
async fn a_bundle_may_cut_attempts_off() {
    #[retry(CUT_OFF)]
    async fn get() -> io::Result<()> {
        pending().await
    }

    let start = Instant::now();
    let error = get().await.unwrap_err();
    let timed_out = error
        .get_ref()
        .and_then(|error| error.downcast_ref::<TimedOut>());
    assert_eq!(timed_out.map(TimedOut::after), Some(Duration::from_secs(2)));
    // It may have been processed: `unprocessed` does not retry it.
    assert_eq!(start.elapsed(), Duration::from_secs(2));
}

#[tokio::test(start_paused = true)]
async fn a_closure_may_be_called_by_a_bundle() {
    let start = Instant::now();
    let outcome: io::Result<()> = CUT_OFF.call_async(|| async { pending().await }).await;
    outcome.unwrap_err();
    assert_eq!(start.elapsed(), Duration::from_secs(2));

    let server = Server::failing(Error::Down);
    OF_ONE_ERROR.call(|| server.call()).unwrap_err();
    assert_eq!((server.calls(), EVENTS.take()), (3, 2));
    OF_ANY.call(|| server.call()).unwrap_err();
    assert_eq!((server.calls(), EVENTS.take()), (2, 11));
}

/// Grants every retry, and counts those after a time-out.
struct CountTimeouts(AtomicU32);

impl RetryBudget for CountTimeouts {
    fn withdraw(&self, request: &RetryRequest) -> Option<u32> {
        self.0
            .fetch_add(u32::from(request.timed_out()), Ordering::Relaxed);
        Some(0)
    }
}

static TIMEOUTS: CountTimeouts = CountTimeouts(AtomicU32::new(0));

#[retries::policy(fixed("1s"), max_attempts = 3, attempt_timeout = "2s", budget = TIMEOUTS, on = |_| true)]
const COUNTED: Policy;

#[tokio::test(start_paused = true)]
async fn only_an_attempt_that_is_cut_off_has_timed_out_whatever_on_says() {
    #[retry(COUNTED)]
    async fn get() -> Option<()> {
        pending().await
    }

    #[retry(COUNTED, on = |()| true)]
    async fn own() -> Option<()> {
        pending().await
    }

    #[retry(COUNTED)]
    async fn fail_in_time() -> Option<()> {
        None
    }

    get().await;
    assert_eq!(TIMEOUTS.0.swap(0, Ordering::Relaxed), 2);
    own().await;
    assert_eq!(TIMEOUTS.0.swap(0, Ordering::Relaxed), 2);
    COUNTED.call_async(pending::<Option<()>>).await;
    assert_eq!(TIMEOUTS.0.swap(0, Ordering::Relaxed), 2);

    fail_in_time().await;
    COUNTED.call_async(|| ready(None::<()>)).await;
    assert_eq!(TIMEOUTS.0.swap(0, Ordering::Relaxed), 0);
}

mod paths {
    use retries::{Budget, Budgets, Policy};

    static NONE: Budget = Budget::ratio(0.0).min_per_second(0);
    static BY_HOST: Budgets<String, Budget> =
        Budgets::new(9, || Budget::ratio(0.0).min_per_second(0));

    fn none() -> &'static Budget {
        &NONE
    }

    fn is_busy(error: &u16) -> bool {
        *error == 503
    }

    #[retries::policy(fixed("0s"), budget = self::NONE, on = self::is_busy)]
    pub(super) const BY_PATH: Policy<u16>;

    #[retries::policy(fixed("0s"), budget = &NONE)]
    pub(super) const BORROWED: Policy;

    #[retries::policy(fixed("0s"), budget = none())]
    pub(super) const RETURNED: Policy;

    #[retries::policy(fixed("0s"), budget = BY_HOST.of("partner"))]
    pub(super) const BY_KEY: Policy;

    #[retries::policy(fixed("0s"), max_attempts = 2)]
    pub(super) const r#TRY: Policy;
}

#[test]
fn a_bundles_budget_may_be_any_expression() {
    fn attempts(call: impl FnOnce(&mut dyn FnMut() -> Result<(), u16>) -> Result<(), u16>) -> u32 {
        let mut attempts = 0;
        let result = call(&mut || {
            attempts += 1;
            Err(503)
        });
        assert_eq!(result, Err(503));
        attempts
    }

    assert_eq!(attempts(|f| paths::BY_PATH.call(f)), 1);
    assert_eq!(attempts(|f| paths::BORROWED.call(f)), 1);
    assert_eq!(attempts(|f| paths::RETURNED.call(f)), 1);
    assert_eq!(attempts(|f| paths::BY_KEY.call(f)), 1);
    assert_eq!(attempts(|f| paths::r#TRY.call(f)), 2);
}
