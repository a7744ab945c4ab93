//! A retry budget that calls share.

use retries::{Budget, Decision, NoBudget, Policy, RetryBudget, RetryRequest, retry, transient};
use std::cell::{Cell, RefCell};
use std::future::pending;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::time::{Instant, sleep, timeout};

/// Fails `failures` times, and then succeeds.
#[derive(Default)]
struct Server {
    failures: Cell<u32>,
    calls: Cell<u32>,
}

impl Server {
    fn failing(failures: u32) -> Self {
        Self {
            failures: Cell::new(failures),
            calls: Cell::new(0),
        }
    }

    fn call(&self) -> Result<(), &'static str> {
        self.calls.set(self.calls.get() + 1);
        match self.failures.get() {
            0 => Ok(()),
            failures => {
                self.failures.set(failures - 1);
                Err("down")
            }
        }
    }

    /// The number of calls since the last use of this method.
    fn calls(&self) -> u32 {
        self.calls.take()
    }
}

fn always_down() -> Server {
    Server::failing(u32::MAX)
}

#[test]
fn a_static_budget_is_shared_by_functions() {
    static BUDGET: Budget = Budget::tokens(15);

    #[retry(fixed("0s"), max_attempts = 3, budget = BUDGET)]
    fn get(server: &Server) -> Result<(), &'static str> {
        server.call()
    }

    #[retry(fixed("0s"), max_attempts = 3, budget = BUDGET)]
    fn put(server: &Server) -> Result<(), &'static str> {
        server.call()
    }

    let server = always_down();
    get(&server).unwrap_err();
    assert_eq!(server.calls(), 3);
    put(&server).unwrap_err();
    assert_eq!(server.calls(), 2, "it was enough for one more retry");
    get(&server).unwrap_err();
    assert_eq!(server.calls(), 1);
}

struct Client {
    budget: Budget,
    shared: Arc<Budget>,
    none: Option<Budget>,
    custom: Box<dyn RetryBudget + Send + Sync>,
}

impl Client {
    #[retry(fixed("0s"), max_attempts = 5, budget = self.budget)]
    fn field(&self, server: &Server) -> Result<(), &'static str> {
        server.call()
    }

    #[retry(fixed("0s"), max_attempts = 5, budget = self.shared)]
    fn shared(&self, server: &Server) -> Result<(), &'static str> {
        server.call()
    }

    #[retry(fixed("0s"), max_attempts = 5, budget = self.none)]
    fn none(&self, server: &Server) -> Result<(), &'static str> {
        server.call()
    }

    #[retry(fixed("0s"), max_attempts = 5, budget = self.custom)]
    fn custom(&self, server: &Server) -> Result<(), &'static str> {
        server.call()
    }

    #[retry(fixed("0s"), max_attempts = 5, budget = budget)]
    fn argument(budget: &Budget, server: &Server) -> Result<(), &'static str> {
        server.call()
    }
}

#[test]
fn a_budget_may_be_a_field_shared_or_absent() {
    let client = Client {
        budget: Budget::tokens(5),
        shared: Arc::new(Budget::tokens(10)),
        none: None,
        custom: Box::new(NoBudget),
    };
    let server = always_down();
    client.field(&server).unwrap_err();
    assert_eq!(server.calls(), 2);
    client.shared(&server).unwrap_err();
    assert_eq!(server.calls(), 3);
    client.none(&server).unwrap_err();
    assert_eq!(server.calls(), 5);
    client.custom(&server).unwrap_err();
    assert_eq!(server.calls(), 5);
    Client::argument(&client.shared, &server).unwrap_err();
    assert_eq!(server.calls(), 1);
}

#[test]
fn a_future_with_a_budget_can_be_sent() {
    static BUDGET: Budget = Budget::new();

    #[retry(budget = budget, attempt_timeout = "1s", on_exhausted = wait)]
    async fn get(budget: &Budget) -> Result<(), std::io::Error> {
        pending().await
    }

    fn is_send(_: impl Send) {}
    is_send(get(&BUDGET));
}

#[tokio::test(start_paused = true)]
async fn a_refused_retry_returns_at_once() {
    #[retry(fixed("10s"), budget = budget)]
    async fn get(server: &Server, budget: &Budget) -> Result<(), &'static str> {
        server.call()
    }

    let start = Instant::now();
    let server = always_down();
    assert_eq!(get(&server, &Budget::tokens(0)).await, Err("down"));
    assert_eq!((server.calls(), start.elapsed()), (1, Duration::ZERO));
}

#[tokio::test(start_paused = true)]
async fn a_refused_retry_may_return_after_the_wait() {
    #[retry(fixed("10s"), budget = budget, on_exhausted = wait)]
    async fn get(server: &Server, budget: &Budget) -> Result<(), &'static str> {
        server.call()
    }

    let start = Instant::now();
    let server = always_down();
    assert_eq!(get(&server, &Budget::tokens(0)).await, Err("down"));
    assert_eq!(
        (server.calls(), start.elapsed()),
        (1, Duration::from_secs(10))
    );
}

#[test]
fn a_sync_function_may_return_a_refused_retry_after_the_wait() {
    #[retry(fixed("10s"), budget = budget, on_exhausted = wait, sleep = |wait| waits.borrow_mut().push(wait))]
    fn get(budget: &Budget, waits: &RefCell<Vec<Duration>>) -> Result<(), &'static str> {
        Err("down")
    }

    let waits = RefCell::default();
    get(&Budget::tokens(0), &waits).unwrap_err();
    assert_eq!(waits.take(), [Duration::from_secs(10)]);
}

#[tokio::test(start_paused = true)]
async fn a_future_dropped_during_the_wait_refunds_its_retry() {
    #[retry(fixed("10s"), budget = budget)]
    async fn get(server: &Server, budget: &Budget) -> Result<(), &'static str> {
        server.call()
    }

    for budget in [Budget::tokens(500), Budget::ratio(1.0).min_per_second(0)] {
        let _ = get(&Server::default(), &budget).await;
        let before = budget.available();
        let server = always_down();
        timeout(Duration::from_secs(5), get(&server, &budget))
            .await
            .expect_err("it is dropped");
        let deposit = u64::from(before == 1);
        assert_eq!(budget.available(), before + deposit, "{budget}");
        assert_eq!(server.calls(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn a_future_dropped_during_an_attempt_refunds_nothing() {
    #[retry(fixed("1s"), budget = budget)]
    async fn get(server: &Server, budget: &Budget) -> Result<(), &'static str> {
        server.call()?;
        pending().await
    }

    let budget = Budget::tokens(500);
    timeout(Duration::from_secs(5), get(&Server::failing(1), &budget))
        .await
        .expect_err("it is dropped");
    assert_eq!(budget.available(), 99);
}

#[test]
fn a_success_returns_tokens_to_the_budget() {
    #[retry(fixed("0s"), max_attempts = 4, budget = budget)]
    fn get(server: &Server, budget: &Budget) -> Result<(), &'static str> {
        server.call()
    }

    let budget = Budget::tokens(100).costs(5, 10, 1);
    get(&Server::default(), &budget).unwrap();
    assert_eq!(budget.available(), 20, "it was full");
    get(&always_down(), &budget).unwrap_err();
    assert_eq!(budget.available(), 17);
    get(&Server::failing(2), &budget).unwrap();
    assert_eq!(budget.available(), 16, "only the last retry's came back");
    for _ in 0..5 {
        get(&Server::default(), &budget).unwrap();
    }
    assert_eq!(budget.available(), 17);
}

#[tokio::test(start_paused = true)]
async fn a_retry_after_a_timeout_takes_more_tokens() {
    #[retry(fixed("1s"), max_attempts = 2, attempt_timeout = "1s", budget = budget)]
    async fn get(budget: &Budget) -> Result<(), std::io::Error> {
        pending().await
    }

    let budget = Budget::tokens(500);
    get(&budget).await.unwrap_err();
    assert_eq!(budget.available(), (500 - 10) / 5);
}

#[tokio::test(start_paused = true)]
async fn a_timeout_takes_more_tokens_also_when_on_decided_about_it() {
    #[retry(fixed("1s"), max_attempts = 2, attempt_timeout = "1s", on = transient, budget = budget)]
    async fn get(budget: &Budget) -> Result<(), std::io::Error> {
        pending().await
    }

    let budget = Budget::aws_2_0();
    get(&budget).await.unwrap_err();
    assert_eq!(budget.available(), (500 - 10) / 5);
}

/// The retries that a budget has left after one retry of each kind.
fn left_after(budget: &Budget, decision: Decision) -> u64 {
    #[retry(fixed("0s"), max_attempts = 2, on = |()| decision, budget = budget)]
    fn get(decision: Decision, budget: &Budget) -> Result<(), ()> {
        Err(())
    }

    get(decision, budget).unwrap_err();
    budget.available()
}

#[test]
fn the_kind_of_failure_decides_how_many_tokens_a_retry_costs() {
    let nanosecond = Duration::from_nanos(1);
    for (decision, old, new) in [
        (Decision::Retry, 5, 14),
        (Decision::RetryAfter(nanosecond), 5, 14),
        (Decision::TimedOut, 10, 14),
        (Decision::RateLimited, 5, 5),
        (Decision::RateLimitedAfter(nanosecond), 5, 5),
    ] {
        for (budget, cost, retry_cost) in
            [(Budget::aws_2_0(), old, 5), (Budget::aws_2_1(), new, 14)]
        {
            let left = left_after(&budget, decision);
            assert_eq!(left, (500 - cost) / retry_cost, "{decision:?}: {budget}");
        }
    }
    let own = Budget::tokens(10).rate_limited_cost(2).costs(5, 5, 1);
    assert_eq!(left_after(&own, Decision::RateLimited), 8 / 5);
}

#[test]
fn a_custom_budget_sees_the_kind_of_failure() {
    #[derive(Default)]
    struct Kinds(Mutex<Vec<(bool, bool)>>);

    impl RetryBudget for Kinds {
        fn withdraw(&self, request: &RetryRequest) -> Option<u32> {
            self.0
                .lock()
                .unwrap()
                .push((request.timed_out(), request.rate_limited()));
            None
        }
    }

    #[retry(fixed("0s"), on = |()| decision, budget = kinds)]
    fn get(decision: Decision, kinds: &Kinds) -> Result<(), ()> {
        Err(())
    }

    let kinds = Kinds::default();
    for decision in [
        Decision::Retry,
        Decision::RetryAfter(Duration::from_secs(1)),
        Decision::TimedOut,
        Decision::RateLimited,
        Decision::RateLimitedAfter(Duration::from_secs(1)),
    ] {
        get(decision, &kinds).unwrap_err();
    }
    assert_eq!(
        kinds.0.into_inner().unwrap(),
        [
            (false, false),
            (false, false),
            (true, false),
            (false, true),
            (false, true)
        ]
    );
}

#[test]
fn a_throttle_refuses_retries_while_half_of_the_tokens_are_gone() {
    #[retry(fixed("0s"), max_attempts = 100, budget = budget)]
    fn get(server: &Server, budget: &Budget) -> Result<(), &'static str> {
        server.call()
    }

    #[retry(fixed("0s"), on = |_| false, budget = budget)]
    fn permanent(server: &Server, budget: &Budget) -> Result<(), &'static str> {
        server.call()
    }

    let budget = Budget::throttle(10, 0.5);
    let server = always_down();
    for _ in 0..10 {
        permanent(&server, &budget).unwrap_err();
    }
    server.calls();
    get(&server, &budget).unwrap_err();
    assert_eq!(server.calls(), 5, "the fifth failure leaves half of ten");
    get(&server, &budget).unwrap_err();
    assert_eq!(server.calls(), 1, "failures count where no retry follows");
    for _ in 0..4 {
        get(&Server::default(), &budget).unwrap();
    }
    assert_eq!(budget.available(), 1);
    get(&Server::failing(1), &budget).unwrap_err();
    assert_eq!(budget.available(), 0);
}

#[test]
fn a_ratio_allows_its_share_of_the_calls() {
    #[retry(fixed("0s"), max_attempts = 2, budget = budget)]
    fn get(server: &Server, budget: &Budget) -> Result<(), &'static str> {
        server.call()
    }

    let budget = Budget::ratio(0.3).min_per_second(0);
    let server = always_down();
    for _ in 0..100 {
        get(&server, &budget).unwrap_err();
    }
    assert_eq!(server.calls(), 130);
}

#[test]
fn a_permanent_failure_withdraws_nothing() {
    #[retry(on = |_| false, budget = budget)]
    fn get(server: &Server, budget: &Budget) -> Result<(), &'static str> {
        server.call()
    }

    let budget = Budget::tokens(500);
    get(&always_down(), &budget).unwrap_err();
    assert_eq!(budget.available(), 100);
}

/// Records its calls.
#[derive(Default)]
struct Told(RefCell<Vec<String>>);

impl Told {
    fn note(&self, what: &str) {
        self.0.borrow_mut().push(what.to_owned());
    }
}

impl RetryBudget for Told {
    fn deposit(&self) {
        self.note("began");
    }

    fn on_failure(&self) {
        self.note("failed");
    }

    fn withdraw(&self, request: &RetryRequest) -> Option<u32> {
        assert_eq!(request.now(), request.now());
        self.note("withdraw");
        Some(7)
    }

    fn on_success(&self, last: Option<u32>) {
        self.note(&format!("succeeded {last:?}"));
    }

    fn refund(&self, amount: u32) {
        self.note(&format!("cancelled {amount}"));
    }
}

#[tokio::test(start_paused = true)]
async fn a_custom_budget_is_called_in_order() {
    #[retry(fixed("1s"), budget = told)]
    async fn get(server: &Server, told: &Told) -> Result<(), &'static str> {
        server.call()
    }

    let told = Told::default();
    get(&Server::default(), &told).await.unwrap();
    assert_eq!(told.0.take(), ["began", "succeeded None"]);
    get(&Server::failing(1), &told).await.unwrap();
    let retried = ["began", "failed", "withdraw", "succeeded Some(7)"];
    assert_eq!(told.0.take(), retried);
    get(&always_down(), &told).await.unwrap_err();
    let given_up = [
        "began", "failed", "withdraw", "failed", "withdraw", "failed",
    ];
    assert_eq!(told.0.take(), given_up);
    let _ = timeout(Duration::from_millis(500), get(&always_down(), &told)).await;
    assert_eq!(
        told.0.take(),
        ["began", "failed", "withdraw", "cancelled 7"]
    );
}

#[tokio::test(start_paused = true)]
async fn closures_share_budgets_too() {
    let budget = Budget::tokens(10);
    let policy = Policy::new().max_attempts(9);
    let on = |_: &&str| true;
    let server = always_down();
    let caller = policy.on(on).budget(&budget);
    caller.call_async(async || server.call()).await.unwrap_err();
    assert_eq!(server.calls(), 3);

    let caller = policy.on(on).budget(&budget);
    caller.call(|| server.call()).unwrap_err();
    assert_eq!(server.calls(), 1);
    let caller = policy.on(on).budget(&budget);
    for _ in 0..5 {
        caller.call(|| Ok::<_, &str>(())).unwrap();
    }
    assert_eq!(budget.available(), 1);
    let waited = timeout(
        Duration::from_millis(1),
        caller.call_async(async || server.call()),
    );
    waited.await.expect_err("it is dropped");
    assert_eq!(budget.available(), 1);
}

#[tokio::test(start_paused = true)]
async fn the_minimum_refills_with_time() {
    #[retry(fixed("1ms"), max_attempts = 100, budget = budget)]
    async fn get(server: &Server, budget: &Budget) -> Result<(), &'static str> {
        server.call()
    }

    let budget = Budget::ratio(0.0).min_per_second(5);
    let server = always_down();
    get(&server, &budget).await.unwrap_err();
    assert_eq!(server.calls(), 6);
    sleep(Duration::from_secs(10)).await;
    get(&server, &budget).await.unwrap_err();
    assert_eq!(server.calls(), 6);
}
