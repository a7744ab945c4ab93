//! Events of `tracing`: one for each retry, each success after a retry, and each give-up.

use futures_util::FutureExt;
use retries::{Backoff, Budget, Decision, Jitter, Policy, retry};
use std::cell::Cell;
use std::fmt::{self, Write};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tracing::field::{Field, Visit};
use tracing::instrument;
use tracing::subscriber::{DefaultGuard, Subscriber, set_default};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};
use tracing_subscriber::registry::{LookupSpan, Registry};

/// Formats each event as `span LEVEL target: fields`.
#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<String>>>);

impl Lines {
    fn collect() -> (Self, DefaultGuard) {
        let lines = Self::default();
        let guard = set_default(Registry::default().with(lines.clone()));
        (lines, guard)
    }

    fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Lines {
    fn on_event(&self, event: &tracing::Event<'_>, context: Context<'_, S>) {
        let metadata = event.metadata();
        let mut line = Line(String::new());
        if let Some(span) = context.event_span(event) {
            write!(line.0, "{} ", span.name()).unwrap();
        }
        write!(line.0, "{} {}:", metadata.level(), metadata.target()).unwrap();
        event.record(&mut line);
        self.0.lock().unwrap().push(line.0);
    }
}

struct Line(String);

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        write!(self.0, " {}={value:?}", field.name()).unwrap();
    }
}

/// Fails as often as `left` counts, then succeeds.
struct Flaky(Cell<u32>);

impl Flaky {
    const fn failing(times: u32) -> Self {
        Self(Cell::new(times))
    }

    fn call(&self) -> Result<(), String> {
        match self.0.get() {
            0 => Ok(()),
            left => {
                self.0.set(left - 1);
                Err(format!("{left} to go"))
            }
        }
    }
}

#[retry(exp(base = "10ms"), max_attempts = 3, sleep = |_| ())]
fn get(flaky: &Flaky) -> Result<(), String> {
    flaky.call()
}

#[test]
fn a_retry_is_a_warning_and_a_success_after_it_an_info() {
    let (lines, _guard) = Lines::collect();
    get(&Flaky::failing(2)).unwrap();
    assert_eq!(
        lines.take(),
        [
            r#"WARN retries: message=retrying function="tracing::events::get" attempt=1 max_attempts=3 error=2 to go delay=10ms delay_source="backoff" waited=0ns"#,
            r#"WARN retries: message=retrying function="tracing::events::get" attempt=2 max_attempts=3 error=1 to go delay=20ms delay_source="backoff" waited=10ms"#,
            r#"INFO retries: message=succeeded after retries function="tracing::events::get" attempt=3 max_attempts=3 waited=30ms"#,
        ]
    );
}

#[test]
fn giving_up_is_a_warning_with_its_reason() {
    let (lines, _guard) = Lines::collect();
    get(&Flaky::failing(9)).unwrap_err();
    let last = lines.take().pop();
    assert_eq!(
        last.as_deref(),
        Some(
            r#"WARN retries: message=gave up function="tracing::events::get" attempt=3 max_attempts=3 error=7 to go waited=30ms reason="attempts""#
        )
    );
}

#[test]
fn a_permanent_failure_after_a_retry_is_a_warning() {
    #[retry(fixed("1ms"), on = |error: &u32| *error == 1)]
    fn get(calls: &Cell<u32>) -> Result<(), u32> {
        calls.set(calls.get() + 1);
        Err(calls.get())
    }

    let (lines, _guard) = Lines::collect();
    get(&Cell::new(0)).unwrap_err();
    let lines = lines.take();
    assert_eq!(lines.len(), 2);
    assert!(
        lines[1].ends_with(r#"attempt=2 max_attempts=3 error=2 waited=1ms reason="permanent""#),
        "{}",
        lines[1]
    );
}

#[test]
fn a_first_attempt_that_succeeds_or_fails_permanently_is_not_reported() {
    #[retry(on = |error: &String| error.starts_with('1'))]
    fn get(flaky: &Flaky) -> Result<(), String> {
        flaky.call()
    }

    let (lines, _guard) = Lines::collect();
    get(&Flaky::failing(0)).unwrap();
    get(&Flaky::failing(2)).unwrap_err();
    assert_eq!(lines.take(), [""; 0]);
}

#[test]
fn every_other_give_up_is_reported_even_without_a_retry() {
    #[retry(max_attempts = 1)]
    fn once(flaky: &Flaky) -> Result<(), String> {
        flaky.call()
    }

    #[retry(fixed("1s"), max_retry_after = "1m", deadline = "10s", on = |_| decision)]
    fn decided(decision: Decision) -> Result<(), String> {
        Err("busy".to_owned())
    }

    #[retry(budget = budget)]
    fn budgeted(flaky: &Flaky, budget: &Budget) -> Result<(), String> {
        flaky.call()
    }

    let (lines, _guard) = Lines::collect();
    once(&Flaky::failing(1)).unwrap_err();
    decided(Decision::RetryAfter(Duration::from_secs(61))).unwrap_err();
    decided(Decision::RetryAfter(Duration::from_secs(11))).unwrap_err();
    budgeted(&Flaky::failing(1), &Budget::tokens(0)).unwrap_err();
    let lines = lines.take();
    let reasons: Vec<&str> = lines
        .iter()
        .map(|line| line.split("reason=").last().unwrap())
        .collect();
    assert_eq!(
        reasons,
        [
            "\"attempts\"",
            "\"retry_after_too_long\"",
            "\"deadline\"",
            "\"budget\""
        ]
    );
    assert!(
        lines
            .iter()
            .all(|line| line.starts_with("WARN retries: message=gave up "))
    );
}

#[test]
fn a_policy_that_can_never_retry_is_reported_once_a_function() {
    #[retry(policy = policy)]
    fn get(policy: Policy) -> Result<(), &'static str> {
        Err("down")
    }

    #[retry(policy = policy)]
    fn list(policy: Policy) -> Result<(), &'static str> {
        Err("down")
    }

    #[retry(backoff = |_| Duration::from_secs(5), deadline = "1s")]
    fn own_delays() -> Result<(), &'static str> {
        Err("down")
    }

    let (lines, _guard) = Lines::collect();
    let hopeless = Policy::new().backoff(Backoff::fixed(Duration::from_secs(2)));
    let hopeless = hopeless
        .jitter(Jitter::None)
        .deadline(Duration::from_secs(1));
    for _ in 0..3 {
        get(hopeless).unwrap_err();
    }
    list(hopeless).unwrap_err();
    own_delays().unwrap_err();
    let lines = lines.take();
    let errors: Vec<&String> = lines
        .iter()
        .filter(|line| line.contains("policy error"))
        .collect();
    assert_eq!(errors.len(), 3, "{lines:?}");
    assert_eq!(
        errors[0],
        r#"WARN retries: message=policy error function="tracing::events::get" policy_error=no retry can start: the first wait is at least 2s, the deadline 1s: raise the deadline, or write `max_attempts = 1`"#
    );
    assert_eq!(lines.len() - errors.len(), 5, "each give-up is reported");
}

#[test]
fn a_permanent_failure_is_no_reason_to_report_a_policy() {
    #[retry(policy = policy, on = |_| false)]
    fn get(policy: Policy) -> Result<(), &'static str> {
        Err("wrong")
    }

    let (lines, _guard) = Lines::collect();
    let hopeless = Policy::new().backoff(Backoff::fixed(Duration::from_secs(2)));
    get(hopeless.deadline(Duration::from_secs(1))).unwrap_err();
    assert_eq!(lines.take(), [""; 0]);
}

#[test]
fn an_attempt_that_outlasts_the_deadline_is_no_policy_error() {
    #[retry(policy = policy, sleep = |_| ())]
    fn get(policy: Policy) -> Result<(), &'static str> {
        std::thread::sleep(Duration::from_millis(2));
        Err("down")
    }

    let (lines, _guard) = Lines::collect();
    let tight = Policy::new().backoff(Backoff::fixed(Duration::from_millis(1)));
    get(tight
        .jitter(Jitter::None)
        .deadline(Duration::from_millis(1)))
    .unwrap_err();
    let lines = lines.take();
    assert_eq!(lines.len(), 1);
    assert!(lines[0].ends_with("reason=\"deadline\""), "{lines:?}");
}

#[test]
fn an_error_is_shown_by_display_or_debug_or_not_at_all() {
    #[derive(Debug)]
    struct Structure;
    struct Opaque;

    #[retry(fixed("1ms"), max_attempts = 2, sleep = |_| ())]
    fn structure() -> Result<(), Structure> {
        Err(Structure)
    }

    #[retry(fixed("1ms"), max_attempts = 2, sleep = |_| ())]
    fn opaque() -> Result<(), Opaque> {
        Err(Opaque)
    }

    let (lines, _guard) = Lines::collect();
    structure().unwrap_err();
    assert!(lines.take()[0].contains(" error=Structure "));
    assert!(opaque().is_err());
    assert!(!lines.take()[0].contains("error"));
}

#[test]
fn the_delay_source_is_a_field_and_a_missing_limit_is_none() {
    #[retry(
        fixed("1ms"), max_attempts = unlimited, deadline = "1m", sleep = |_| (),
        on = |error: &String| match error.as_bytes()[0] {
            b'3' => Decision::RetryAfter(Duration::from_millis(1)),
            b'2' => Decision::RateLimited,
            _ => Decision::RetryAfter(Duration::ZERO),
        },
    )]
    fn get(flaky: &Flaky) -> Result<(), String> {
        flaky.call()
    }

    let (lines, _guard) = Lines::collect();
    get(&Flaky::failing(3)).unwrap();
    let lines = lines.take();
    assert!(lines[0].contains("delay_source=\"retry_after\""));
    assert!(lines[1].contains("delay_source=\"rate_limited\""));
    assert!(lines[2].contains("delay_source=\"backoff\""));
    assert!(!lines[0].contains("max_attempts"));
}

#[instrument(skip_all)]
fn outer(flaky: &Flaky) -> Result<(), String> {
    get(flaky)
}

#[instrument(skip_all)]
#[retry(fixed("1s"))]
async fn instrumented(flaky: &Flaky) -> Result<(), String> {
    tokio::task::yield_now().await;
    flaky.call()
}

#[instrument(skip_all)]
async fn outer_async(flaky: &Flaky) -> Result<(), String> {
    instrumented(flaky).await
}

fn spans(lines: &[String]) -> Vec<&str> {
    lines
        .iter()
        .filter_map(|line| line.split(' ').next())
        .collect()
}

#[test]
fn events_belong_to_the_span_around_the_call() {
    let (lines, _guard) = Lines::collect();
    outer(&Flaky::failing(1)).unwrap();
    assert_eq!(spans(&lines.take()), ["outer", "outer"]);
}

#[tokio::test(start_paused = true)]
async fn events_belong_to_the_span_around_the_future() {
    let (lines, _guard) = Lines::collect();
    outer_async(&Flaky::failing(1)).await.unwrap();
    assert_eq!(spans(&lines.take()), ["instrumented", "instrumented"]);
}

#[tokio::test(start_paused = true)]
async fn a_dropped_future_is_reported_in_its_span() {
    let (lines, _guard) = Lines::collect();
    let flaky = Flaky::failing(9);
    let call = tokio::time::timeout(Duration::from_millis(1500), outer_async(&flaky));
    call.await.unwrap_err();
    let lines = lines.take();
    assert_eq!(spans(&lines), ["instrumented"; 3]);
    assert_eq!(
        lines[2],
        r#"instrumented WARN retries: message=gave up function="tracing::events::instrumented" attempt=3 max_attempts=3 waited=1s reason="cancelled""#
    );
}

#[tokio::test(start_paused = true)]
async fn a_future_that_is_dropped_before_it_failed_is_not_reported() {
    let (lines, _guard) = Lines::collect();
    let flaky = Flaky::failing(0);
    assert_eq!(instrumented(&flaky).now_or_never(), None);
    assert_eq!(lines.take(), [""; 0]);
}

#[tokio::test(start_paused = true)]
async fn an_attempt_timeout_that_a_closure_ignores_is_reported_once_a_name() {
    let (lines, _guard) = Lines::collect();
    let policy = Policy::new().attempt_timeout(Duration::from_secs(1));
    let ignores = policy.named("ignores");
    for _ in 0..2 {
        assert_eq!(ignores.call_async(async || Some(1)).await, Some(1));
    }
    let obeys = policy.on_timeout(|timed_out| timed_out).named("obeys");
    assert_eq!(obeys.call_async(async || Ok(1)).await, Ok(1));
    assert_eq!(
        lines.take(),
        [
            "WARN retries: message=the attempt timeout of the policy is ignored: \
             write `.on_timeout(…)` to cut attempts off function=\"ignores\""
        ]
    );
}

#[cfg(feature = "tower")]
#[tokio::test(start_paused = true)]
async fn an_attempt_timeout_that_a_tower_layer_ignores_is_reported() {
    use retries::TimedOut;
    use tower::{Layer, ServiceExt, service_fn};

    let (lines, _guard) = Lines::collect();
    let service = service_fn(|()| std::future::ready(Ok::<_, TimedOut>(1)));
    let policy = Policy::new().attempt_timeout(Duration::from_secs(1));
    let ignores = policy.named("layer that ignores").layer();
    assert_eq!(ignores.layer(service).oneshot(()).await, Ok(1));
    let obeys = policy.on_timeout(|timed_out| timed_out);
    let obeys = obeys.named("layer that obeys").layer();
    assert_eq!(obeys.layer(service).oneshot(()).await, Ok(1));
    assert_eq!(
        lines.take(),
        [
            "WARN retries: message=the attempt timeout of the policy is ignored: \
             write `.on_timeout(…)` to cut attempts off function=\"layer that ignores\""
        ]
    );
}

#[test]
fn the_error_of_a_closure_is_shown_with_show_errors() {
    let (lines, _guard) = Lines::collect();
    let caller = Policy::new()
        .backoff(Backoff::fixed(Duration::from_secs(1)))
        .sleep(|_| ())
        .named("shop::charge");
    let flaky = Flaky::failing(1);
    assert_eq!(caller.call(|| flaky.call()), Ok(()));
    let flaky = Flaky::failing(1);
    assert_eq!(caller.show_errors().call(|| flaky.call()), Ok(()));
    let lines = lines.take();
    let retrying: Vec<_> = lines
        .iter()
        .filter(|line| line.contains("retrying"))
        .collect();
    assert_eq!(retrying.len(), 2);
    assert!(
        retrying
            .iter()
            .all(|line| line.contains("function=\"shop::charge\""))
    );
    assert!(!retrying[0].contains("to go"));
    assert!(retrying[1].contains("error=1 to go"));
}
