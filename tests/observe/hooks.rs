//! Hooks receive the events of a call.

use retries::{Budget, Decision, DelaySource, Event, EventKind, StopReason, retry};
use std::cell::{Cell, RefCell};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

/// An error that is neither `Debug` nor `Send`.
struct Opaque(
    u32,
    #[expect(dead_code, reason = "so that it is not `Send`")] *const u8,
);

impl Opaque {
    const fn new(number: u32) -> Self {
        Self(number, std::ptr::null())
    }
}

#[derive(Default)]
struct Notes(RefCell<Vec<String>>);

impl Notes {
    fn add(&self, note: String) {
        self.0.borrow_mut().push(note);
    }

    fn take(&self) -> Vec<String> {
        self.0.take()
    }
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "`on` is handed a reference"
)]
fn decide(number: &u32) -> Decision {
    match number {
        1 => Decision::Retry,
        2 => Decision::RateLimited,
        3 => Decision::RetryAfter(Duration::from_nanos(10_000_001)),
        4 => Decision::RetryAfter(Duration::ZERO),
        5 => Decision::RateLimitedAfter(Duration::ZERO),
        _ => Decision::Stop,
    }
}

struct Client {
    notes: Notes,
}

impl Client {
    #[retry(
        fixed("10ms"), rate_limited = fixed("20ms"), max_attempts = 9, on = decide,
        on_retry = |event| self.notes.add(format!("{name}: {event}")),
        on_give_up = |event| self.notes.add(format!("{name}: {event}")),
        sleep = |_| (),
    )]
    fn get(&self, name: &str, calls: &Cell<u32>) -> Result<(), u32> {
        calls.set(calls.get() + 1);
        Err(calls.get())
    }
}

#[test]
fn a_hook_may_use_self_and_the_arguments_and_receives_every_event() {
    let client = Client {
        notes: Notes::default(),
    };
    assert_eq!(client.get("a", &Cell::new(0)), Err(6));
    let notes = client.notes.take();
    let hinted = &notes[2];
    assert!(
        hinted.starts_with(
            "a: observe::hooks::Client::get: attempt 3 of 9 failed: 3; the next is in 1"
        ) && hinted.ends_with("ms (retry_after)"),
        "{hinted}"
    );
    assert_eq!(
        [&notes[..2], &notes[3..]].concat(),
        [
            "a: observe::hooks::Client::get: attempt 1 of 9 failed: 1; the next is in 10ms (backoff)",
            "a: observe::hooks::Client::get: attempt 2 of 9 failed: 2; the next is in 20ms (rate_limited)",
            "a: observe::hooks::Client::get: attempt 4 of 9 failed: 4; the next is in 10ms (backoff)",
            "a: observe::hooks::Client::get: attempt 5 of 9 failed: 5; the next is in 20ms (rate_limited)",
            "a: observe::hooks::Client::get: attempt 6 of 9 failed: 6; gave up (permanent)",
        ]
    );
}

thread_local! {
    static SEEN: Cell<(u32, Duration)> = const { Cell::new((0, Duration::ZERO)) };
}

fn see(event: &Event<'_, Opaque>) {
    let number = event.error().map_or(0, |error| error.0);
    SEEN.set((number, event.waited()));
}

#[tokio::test(start_paused = true)]
async fn a_hook_may_be_a_path_and_receives_an_error_of_any_type() {
    #[retry(exp(base = "1s"), max_attempts = 4, on_retry = see, on_give_up = self::see)]
    async fn get(calls: &Cell<u32>) -> Result<(), Opaque> {
        calls.set(calls.get() + 1);
        Err(Opaque::new(calls.get()))
    }

    assert!(get(&Cell::new(0)).await.is_err());
    assert_eq!(SEEN.get(), (4, Duration::from_secs(1 + 2 + 4)));
}

#[tokio::test(start_paused = true)]
async fn an_event_shows_the_time_waited_before_each_retry() {
    #[retry(exp(base = "1s"), max_attempts = 4, on_retry = |event| waits.borrow_mut().push(event.waited()))]
    async fn get(waits: &RefCell<Vec<Duration>>) -> Option<()> {
        None
    }

    let waits = RefCell::default();
    get(&waits).await;
    assert_eq!(waits.take(), [0, 1, 3].map(Duration::from_secs));
}

#[test]
fn an_event_prints_all_that_it_knows() {
    #[retry(max_attempts = 1, name = "shop.get", on_give_up = |event| printed.set(format!("{event:?}")))]
    fn get(printed: &Cell<String>) -> Result<(), &'static str> {
        Err("lost")
    }

    let printed = Cell::default();
    get(&printed).unwrap_err();
    let printed = printed.take();
    for part in [
        r#"function: "shop.get""#,
        r#"error: Some("lost")"#,
        "waited: 0ns",
        "kind: GaveUp(Attempts)",
        "is_nested: false",
    ] {
        assert!(printed.contains(part), "{part}: {printed}");
    }
}

#[test]
fn each_reason_to_give_up_is_reported() {
    #[retry(
        policy = policy, budget = budget, on = |decision| *decision, sleep = |_| (),
        on_give_up = |event| reasons.borrow_mut().push(event.kind()),
    )]
    fn get(
        policy: retries::Policy,
        budget: &Budget,
        decision: Decision,
        reasons: &RefCell<Vec<EventKind>>,
    ) -> Result<(), Decision> {
        Err(decision)
    }

    let reasons = RefCell::default();
    let policy = retries::Policy::new();
    let hour = Duration::from_secs(3600);
    let full = Budget::tokens(500);
    for (policy, budget, decision) in [
        (policy, &full, Decision::Stop),
        (policy, &full, Decision::Retry),
        (policy.deadline(Duration::ZERO), &full, Decision::Retry),
        (policy, &full, Decision::RetryAfter(hour)),
        (policy, &Budget::tokens(0), Decision::Retry),
    ] {
        get(policy, budget, decision, &reasons).unwrap_err();
    }
    let told: Vec<&str> = reasons
        .take()
        .into_iter()
        .map(|happened| match happened {
            EventKind::GaveUp(reason) => reason.as_str(),
            _ => "none",
        })
        .collect();
    assert_eq!(
        told,
        [
            "permanent",
            "attempts",
            "deadline",
            "retry_after_too_long",
            "budget"
        ]
    );
}

#[test]
fn no_hook_runs_for_a_success_and_a_success_that_on_ok_refuses_has_no_error() {
    #[retry(
        fixed("0s"), on_ok = |status| *status == 503,
        on_retry = |event| errors.set(errors.get() + u32::from(event.error().is_none())),
        on_give_up = |_| panic!("it succeeded"),
    )]
    fn get(calls: &Cell<u16>, errors: &Cell<u32>) -> Result<u16, String> {
        calls.set(calls.get() + 1);
        Ok(if calls.get() < 3 { 503 } else { 200 })
    }

    let errors = Cell::new(0);
    assert_eq!(get(&Cell::new(0), &errors), Ok(200));
    assert_eq!(errors.get(), 2);
}

#[test]
fn a_hook_that_panics_withdraws_nothing_from_the_budget() {
    #[retry(fixed("1s"), budget = budget, on_retry = |_| panic!("a hook"))]
    fn get(budget: &Budget) -> Result<(), u32> {
        Err(1)
    }

    let budget = Budget::tokens(500);
    let call = catch_unwind(AssertUnwindSafe(|| get(&budget)));
    call.unwrap_err();
    assert_eq!(budget.available(), 100);
}

#[tokio::test(start_paused = true)]
async fn a_refused_retry_is_reported_before_its_wait() {
    #[retry(
        fixed("1s"), budget = budget, on_exhausted = wait,
        on_give_up = |event| told.set(Some((event.kind(), tokio::time::Instant::now()))),
    )]
    async fn get(
        budget: &Budget,
        told: &Cell<Option<(EventKind, tokio::time::Instant)>>,
    ) -> Result<(), u32> {
        Err(1)
    }

    let told = Cell::default();
    let start = tokio::time::Instant::now();
    get(&Budget::tokens(0), &told).await.unwrap_err();
    assert_eq!(
        told.get(),
        Some((EventKind::GaveUp(StopReason::Budget), start))
    );
    assert_eq!(start.elapsed(), Duration::from_secs(1));
}

#[test]
fn an_event_of_an_annotated_impl_names_the_type() {
    struct Service {
        names: RefCell<Vec<&'static str>>,
    }

    #[retry(fixed("0s"), max_attempts = 2, on_give_up = |event| self.names.borrow_mut().push(event.function()))]
    impl Service {
        fn get(&self) -> Result<(), u8> {
            Err(1)
        }
    }

    let service = Service {
        names: RefCell::default(),
    };
    service.get().unwrap_err();
    assert_eq!(service.names.take(), ["observe::hooks::Service::get"]);
}

#[test]
fn a_future_with_hooks_can_be_sent() {
    #[retry(on_retry = |_| (), on_give_up = |_| ())]
    async fn get() -> Result<(), Opaque> {
        std::future::ready(()).await;
        Err(Opaque::new(1))
    }

    fn is_send(_: impl Send) {}
    is_send(get());
}

#[test]
fn the_names_of_reasons_and_delay_sources_stay_the_same() {
    assert_eq!(
        [
            DelaySource::Backoff,
            DelaySource::RetryAfter,
            DelaySource::RateLimited
        ]
        .map(DelaySource::as_str),
        ["backoff", "retry_after", "rate_limited"]
    );
    let reasons = [
        StopReason::Permanent,
        StopReason::Attempts,
        StopReason::Deadline,
        StopReason::RetryAfterTooLong,
        StopReason::Budget,
        StopReason::Disabled,
        StopReason::BeforeRetry,
        StopReason::Cancelled,
    ];
    assert_eq!(
        reasons.map(StopReason::as_str),
        [
            "permanent",
            "attempts",
            "deadline",
            "retry_after_too_long",
            "budget",
            "disabled",
            "before_retry",
            "cancelled"
        ]
    );
}

/// The path of an argument, which may be used up only once. That of an item may be evaluated after each attempt.
#[retry(fixed("0s"), max_attempts = 3, on_retry = |_| retries.set(retries.get() + 1), on_give_up = report)]
fn reports_once(retries: &Cell<u32>, report: impl FnOnce(&Event<'_, u8>)) -> Result<(), u8> {
    Err(7)
}

#[test]
fn on_give_up_may_be_an_argument_that_is_called_once() {
    let (retries, reported) = (Cell::new(0), Cell::new(None));
    let result = reports_once(&retries, |event| {
        reported.set(event.error().copied());
    });
    assert_eq!(result, Err(7));
    assert_eq!((retries.get(), reported.get()), (2, Some(7)));
}
