//! A panic anywhere in a call reaches the caller. It leaves no scope, no retry of the budget and no count behind, and
//! the next call works.

use metrics::{Counter, Gauge, Histogram, Key, KeyName, Metadata, SharedString, Unit};
use retries::testing::Recorder;
use retries::{
    Backoff, Budget, Counters, CurrentAttempt, RetryBudget, RetryRequest, remaining, reported,
    reported_blocking, retry, within, within_blocking,
};
use retries_soak::counters;
use std::any::Any;
use std::cell::Cell;
use std::fmt;
use std::future::{Future, pending};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::time::Duration;
use tracing::span;

/// Code that a call runs and that is not ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Body,
    On,
    OnOk,
    OnRetry,
    OnGiveUp,
    BeforeRetry,
    OrElse,
    When,
    Cancel,
    Sleep,
    DropOfError,
    DisplayOfError,
    Deposit,
    OnFailure,
    Withdraw,
    Available,
    OnSuccess,
    CounterOfMetrics,
    GaugeOfMetrics,
    HistogramOfMetrics,
    Subscriber,
}

/// The places of every function.
const ALWAYS: [Place; 11] = [
    Place::Body,
    Place::On,
    Place::DropOfError,
    Place::DisplayOfError,
    Place::Deposit,
    Place::OnFailure,
    Place::Withdraw,
    Place::Available,
    Place::GaugeOfMetrics,
    Place::HistogramOfMetrics,
    Place::Subscriber,
];

/// The places of a call that succeeds at last.
const AT_SUCCESS: [Place; 2] = [Place::OnOk, Place::OnSuccess];

/// The places of a call that fails at last.
const AT_FAILURE: [Place; 2] = [Place::OnGiveUp, Place::OrElse];

thread_local! {
    /// The place that panics next.
    static ARMED: Cell<Option<Place>> = const { Cell::new(None) };
}

/// Panics once, without a message, if this is the armed place.
fn at(place: Place) {
    if ARMED.get() == Some(place) {
        ARMED.set(None);
        resume_unwind(Box::new(place));
    }
}

#[derive(Debug, PartialEq, Eq)]
struct Error;

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        at(Place::DisplayOfError);
        f.write_str("down")
    }
}

impl Drop for Error {
    fn drop(&mut self) {
        at(Place::DropOfError);
    }
}

/// One token for each retry. A success gives the token of its last retry back.
struct FaultyBudget(Budget);

const TOKENS: u32 = 1000;

impl FaultyBudget {
    const fn new() -> Self {
        Self(Budget::tokens(TOKENS).costs(1, 1, 0))
    }

    fn spent(&self) -> u64 {
        u64::from(TOKENS) - self.0.available()
    }
}

impl RetryBudget for FaultyBudget {
    fn deposit(&self) {
        at(Place::Deposit);
        self.0.deposit();
    }

    fn on_failure(&self) {
        at(Place::OnFailure);
        self.0.on_failure();
    }

    fn withdraw(&self, request: &RetryRequest) -> Option<u32> {
        at(Place::Withdraw);
        self.0.withdraw(request)
    }

    fn on_success(&self, last: Option<u32>) {
        at(Place::OnSuccess);
        self.0.on_success(last);
    }

    fn refund(&self, amount: u32) {
        self.0.refund(amount);
    }

    fn available(&self) -> Option<u64> {
        at(Place::Available);
        RetryBudget::available(&self.0)
    }
}

struct FaultyRecorder;

impl metrics::Recorder for FaultyRecorder {
    fn describe_counter(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
    fn describe_gauge(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
    fn describe_histogram(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}

    fn register_counter(&self, _: &Key, _: &Metadata<'_>) -> Counter {
        at(Place::CounterOfMetrics);
        Counter::noop()
    }

    fn register_gauge(&self, _: &Key, _: &Metadata<'_>) -> Gauge {
        at(Place::GaugeOfMetrics);
        Gauge::noop()
    }

    fn register_histogram(&self, _: &Key, _: &Metadata<'_>) -> Histogram {
        at(Place::HistogramOfMetrics);
        Histogram::noop()
    }
}

/// Formats all values, and so the errors.
struct FaultySubscriber;

struct Formats;

impl tracing::field::Visit for Formats {
    fn record_debug(&mut self, _: &tracing::field::Field, value: &dyn fmt::Debug) {
        let _ = format!("{value:?}");
    }
}

impl tracing::Subscriber for FaultySubscriber {
    fn enabled(&self, _: &tracing::Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, _: &span::Attributes<'_>) -> span::Id {
        span::Id::from_u64(1)
    }

    fn record(&self, _: &span::Id, _: &span::Record<'_>) {}

    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}

    fn event(&self, event: &tracing::Event<'_>) {
        at(Place::Subscriber);
        event.record(&mut Formats);
    }

    fn enter(&self, _: &span::Id) {}

    fn exit(&self, _: &span::Id) {}
}

thread_local! {
    static ATTEMPTS: Cell<u64> = const { Cell::new(0) };
    static SLEEPS: Cell<u64> = const { Cell::new(0) };
    /// Whether all attempts fail. Otherwise the first does, the second returns what `on_ok` refuses, and the third
    /// succeeds.
    static FAILS: Cell<bool> = const { Cell::new(false) };
}

const REFUSED: u32 = 0;
const GOOD: u32 = 7;

fn attempt(number: u32) -> Result<u32, Error> {
    ATTEMPTS.set(ATTEMPTS.get() + 1);
    at(Place::Body);
    match number {
        _ if FAILS.get() => Err(Error),
        1 => Err(Error),
        2 => Ok(REFUSED),
        _ => Ok(GOOD),
    }
}

/// Says that it is so, if it does not panic.
fn holds(place: Place) -> bool {
    at(place);
    true
}

fn is_refused(value: u32) -> bool {
    at(Place::OnOk);
    value == REFUSED
}

#[retry(
    fixed("1ms"), deadline = "1h", max_attempts = 3, budget = budget, attempt = n, name = "all.blocking",
    on = |_| holds(Place::On), on_ok = |value| is_refused(*value),
    on_retry = |_| at(Place::OnRetry), on_give_up = |_| at(Place::OnGiveUp),
    before_retry = |_| { at(Place::BeforeRetry); Ok(()) },
    or_else = |error| { at(Place::OrElse); Err(error) },
    when(|_| holds(Place::When), fixed("1ms")),
    cancel = { at(Place::Cancel); pending::<()>() },
)]
fn all_blocking(budget: &FaultyBudget) -> Result<u32, Error> {
    attempt(n.number())
}

#[retry(
    fixed("1ms"), deadline = "1h", max_attempts = 3, budget = budget, attempt = n, name = "all.task",
    on = |_| holds(Place::On), on_ok = |value| is_refused(*value),
    on_retry = |_| at(Place::OnRetry), on_give_up = |_| at(Place::OnGiveUp),
    before_retry = async |_| { at(Place::BeforeRetry); Ok(()) },
    or_else = |error| { at(Place::OrElse); Err(error) },
    when(|_| holds(Place::When), fixed("1ms")),
    cancel = { at(Place::Cancel); pending::<()>() },
)]
async fn all_in_task(budget: &FaultyBudget) -> Result<u32, Error> {
    attempt(n.number())
}

/// Drops the outcome before it waits.
#[retry(
    fixed("1ms"), max_attempts = 3, budget = budget, attempt = n, name = "few.blocking",
    on = |_| holds(Place::On), on_ok = |value| is_refused(*value),
    sleep = |_| { SLEEPS.set(SLEEPS.get() + 1); at(Place::Sleep) },
)]
fn few_blocking(budget: &FaultyBudget) -> Result<u32, Error> {
    attempt(n.number())
}

#[retry(
    fixed("1ms"), max_attempts = 3, budget = budget, attempt = n, name = "few.task",
    on = |_| holds(Place::On), on_ok = |value| is_refused(*value),
    sleep = async |_| { SLEEPS.set(SLEEPS.get() + 1); at(Place::Sleep) },
)]
async fn few_in_task(budget: &FaultyBudget) -> Result<u32, Error> {
    attempt(n.number())
}

/// The same in a closure, whose loop is not generated.
fn few_in_closure(budget: &FaultyBudget) -> Result<u32, Error> {
    retry(|n: CurrentAttempt| attempt(n.number()))
        .backoff(Backoff::fixed(Duration::from_millis(1)))
        .budget(budget)
        .on(|_: &Error| holds(Place::On))
        .on_ok(|value: &u32| is_refused(*value))
        .sleep(|_| {
            SLEEPS.set(SLEEPS.get() + 1);
            at(Place::Sleep);
        })
        .named("few.closure")
        .show_errors()
        .call()
}

fn block_on<F: Future>(future: F) -> F::Output {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build();
    runtime.unwrap().block_on(future)
}

/// A function, by its name in the registry.
struct Function<'a> {
    name: &'static str,
    budget: &'a FaultyBudget,
    call: &'a dyn Fn() -> Result<u32, Error>,
    /// In a scope, a report and a recording.
    call_within: &'a dyn Fn(),
}

impl Function<'_> {
    /// Lets the place panic in a call, and checks what the call leaves.
    fn check(&self, place: Place, is_within: bool) {
        let context = format!("{place:?} in {}, within: {is_within}", self.name);
        let (before, spent) = (counters(self.name), self.budget.spent());
        ATTEMPTS.set(0);
        ARMED.set(Some(place));
        let caught = catch_unwind(AssertUnwindSafe(|| {
            if is_within {
                (self.call_within)();
            } else {
                _ = (self.call)();
            }
        }));
        let payload: Box<dyn Any + Send> = caught.expect_err(&context);
        assert_eq!(payload.downcast_ref(), Some(&place), "{context}");
        assert_eq!(remaining(), None, "{context}");
        let retries = ATTEMPTS.get().saturating_sub(1);
        // A call that keeps its error, as for `cancel`, drops it when the wait is over and the retry has begun.
        let has_begun = place == Place::DropOfError && self.name.starts_with("all");
        assert_eq!(
            self.budget.spent() - spent,
            retries + u64::from(has_begun),
            "{context}"
        );

        let after = counters(self.name);
        let has_ended = u64::from(AT_FAILURE.contains(&place));
        assert_eq!(after.calls - before.calls, has_ended, "{context}");
        assert_eq!(after.gave_up - before.gave_up, has_ended, "{context}");
        assert_eq!(after.cancelled, before.cancelled, "{context}");
        // A retry is counted when it is decided.
        let counted = after.retries - before.retries;
        assert!(
            (retries..=retries + 1).contains(&counted),
            "{context}: {counted}"
        );
        self.check_next_call(&context);
    }

    fn check_next_call(&self, context: &str) {
        let (before, spent) = (counters(self.name), self.budget.spent());
        let fails = FAILS.replace(false);
        ATTEMPTS.set(0);
        SLEEPS.set(0);
        let (result, report) = reported_blocking(|| (self.call)());
        FAILS.set(fails);
        assert_eq!(
            (result, ATTEMPTS.get(), report.attempts()),
            (Ok(GOOD), 3, 3),
            "{context}"
        );
        assert_eq!(self.budget.spent() - spent, 1, "{context}");
        if self.name.starts_with("few") {
            assert_eq!(SLEEPS.get(), 2, "{context}: no recording is left");
        }
        let numbers = |it: Counters| [it.calls, it.retries, it.recovered, it.gave_up, it.cancelled];
        let (before, after) = (numbers(before), numbers(counters(self.name)));
        let counted: Vec<u64> = before
            .iter()
            .zip(after)
            .map(|(before, after)| after - before)
            .collect();
        assert_eq!(counted, [1, 2, 1, 0, 0], "{context}");
    }

    fn check_places(&self, places: &[Place], fails: bool) {
        FAILS.set(fails);
        for place in places {
            self.check(*place, false);
            self.check(*place, true);
        }
    }
}

/// Runs the code with observers that may panic.
fn observed(run: impl FnOnce()) {
    metrics::with_local_recorder(&FaultyRecorder, || {
        tracing::subscriber::with_default(FaultySubscriber, run);
    });
}

const HOUR: Duration = Duration::from_hours(1);

const WORDS: [Place; 4] = [
    Place::OnRetry,
    Place::When,
    Place::BeforeRetry,
    Place::Cancel,
];

fn check_all(function: &Function<'_>) {
    for fails in [false, true] {
        function.check_places(&ALWAYS, fails);
        function.check_places(&WORDS, fails);
        function.check_places(&[Place::CounterOfMetrics], fails);
    }
    function.check_places(&AT_SUCCESS, false);
    function.check_places(&AT_FAILURE, true);
}

fn check_few(function: &Function<'_>) {
    for fails in [false, true] {
        function.check_places(&ALWAYS, fails);
        function.check_places(&[Place::CounterOfMetrics], fails);
    }
    function.check_places(&AT_SUCCESS, false);
    FAILS.set(false);
    // A recording makes no wait.
    function.check(Place::Sleep, false);
}

fn recorder() -> Recorder {
    Recorder::new().with_budgets()
}

#[test]
fn a_call_that_blocks_is_as_if_never_made_after_a_panic() {
    let budget = FaultyBudget::new();
    let check = |name, call: &dyn Fn() -> Result<u32, Error>, check: fn(&Function<'_>)| {
        let call_within = || {
            let recording = recorder().record(|| reported_blocking(|| within_blocking(HOUR, call)));
            drop(recording);
        };
        check(&Function {
            name,
            budget: &budget,
            call,
            call_within: &call_within,
        });
    };
    observed(|| {
        check("all.blocking", &|| all_blocking(&budget), check_all);
        check("few.blocking", &|| few_blocking(&budget), check_few);
        // A closure is listed from its first call on.
        assert_eq!(few_in_closure(&budget), Ok(GOOD));
        check("few.closure", &|| few_in_closure(&budget), check_few);
    });
}

#[test]
fn a_call_in_a_task_is_as_if_never_made_after_a_panic() {
    let budget = FaultyBudget::new();
    let all_within = || {
        let within = within(HOUR, all_in_task(&budget));
        drop(block_on(recorder().record_async(reported(within))));
    };
    let few_within = || {
        let within = within(HOUR, few_in_task(&budget));
        drop(block_on(recorder().record_async(reported(within))));
    };
    observed(|| {
        check_all(&Function {
            name: "all.task",
            budget: &budget,
            call: &|| block_on(all_in_task(&budget)),
            call_within: &all_within,
        });
        check_few(&Function {
            name: "few.task",
            budget: &budget,
            call: &|| block_on(few_in_task(&budget)),
            call_within: &few_within,
        });
    });
}

#[test]
fn a_panic_of_a_task_ends_no_other_task() {
    #[retry(fixed("1ms"), max_attempts = 3, attempt = n, name = "spawned")]
    async fn get(panics: bool) -> Result<u32, Error> {
        assert!(!panics || n.is_first(), "the second attempt");
        attempt(n.number() + u32::from(!n.is_first()))
    }

    let (panicked, succeeded) = block_on(async {
        let tasks: Vec<_> = (0..100)
            .map(|task| tokio::spawn(get(task % 2 == 0)))
            .collect();
        let (mut panicked, mut succeeded) = (0, 0);
        for task in tasks {
            match task.await {
                Ok(result) => succeeded += u32::from(result == Ok(GOOD)),
                Err(error) => panicked += u32::from(error.is_panic()),
            }
        }
        (panicked, succeeded)
    });
    assert_eq!((panicked, succeeded), (50, 50));
    let spawned = counters("spawned");
    assert_eq!(
        (spawned.calls, spawned.recovered, spawned.cancelled),
        (50, 50, 0)
    );
}
