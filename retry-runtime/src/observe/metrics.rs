//! Counters, a histogram and a gauge, for the crate `metrics`.

use metrics::{
    Level, Metadata, Unit, counter, describe_counter, describe_gauge, describe_histogram, gauge,
    histogram,
};

use crate::budget::rule::Rule;
use crate::observe::error_view::ErrorView;
use crate::observe::event::{Event, Happened};

pub(super) const CALLS: &str = "retries_calls_total";
const ATTEMPTS: &str = "retries_attempts_total";
const WAIT: &str = "retries_wait_seconds";
const BUDGET: &str = "retries_budget_available";

const TARGET: &str = "retries";
pub(super) static METADATA: Metadata<'static> =
    Metadata::new(TARGET, Level::INFO, Some(module_path!()));

/// Describes each metric to the recorder: call it once, after the recorder was installed.
///
/// ```
/// // PrometheusBuilder::new().install_recorder()?;
/// retries::describe_metrics();
/// ```
pub fn describe_metrics() {
    describe_counter!(
        CALLS,
        "Calls that ended, by result: ok_first_try, ok_after_retry or gave_up_ and the reason"
    );
    describe_counter!(
        ATTEMPTS,
        "Attempts of the calls that did not succeed at their first"
    );
    describe_histogram!(
        WAIT,
        Unit::Seconds,
        "Waits between attempts, by what decided them: backoff, hint or throttle"
    );
    describe_gauge!(
        BUDGET,
        "Retries that the budget had left when one was last asked for"
    );
}

/// Counts the event of a call that did not succeed at once.
pub(super) fn event(event: &Event<'_, ErrorView<'_>>) {
    let function = event.function();
    if event.attempt().is_first() {
        attempted(function);
    }
    match event.happened() {
        Happened::Retry { delay, cause } => {
            let cause = cause.as_str();
            histogram!(target: TARGET, WAIT, "function" => function, "cause" => cause)
                .record(delay);
        }
        Happened::Succeeded => ended(function, "ok_after_retry".into()),
        Happened::GaveUp(reason) => ended(function, format!("gave_up_{}", reason.as_str())),
    }
}

fn ended(function: &'static str, result: String) {
    counter!(target: TARGET, CALLS, "function" => function, "result" => result).increment(1);
}

/// Counts an attempt of a call that did not succeed at once. A call that is dropped during a wait makes no
/// further attempt.
pub(super) fn attempted(function: &'static str) {
    counter!(target: TARGET, ATTEMPTS, "function" => function).increment(1);
}

/// Sets the gauge to what the budget has left.
pub(super) fn withdrawn(function: &'static str, budget: &dyn Rule) {
    if let Some(available) = budget.available() {
        #[expect(
            clippy::cast_precision_loss,
            reason = "a dashboard does not show that many digits"
        )]
        let available = available as f64;
        gauge!(target: TARGET, BUDGET, "function" => function).set(available);
    }
}
