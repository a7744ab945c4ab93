//! Counters, a histogram and a gauge, for the crate `metrics`.

use metrics::{
    Level, Metadata, Unit, counter, describe_counter, describe_gauge, describe_histogram, gauge,
    histogram,
};

use crate::budget::retry_budget::RetryBudget;
use crate::observe::error_view::ErrorView;
use crate::observe::event::{Event, EventKind};

pub(super) const CALLS: &str = "retries_calls_total";
const RETRIES: &str = "retries_total";
const NESTED: &str = "retries_nested_total";
const WAIT: &str = "retries_wait_seconds";
const BUDGET: &str = "retries_budget_available";

const TARGET: &str = "retries";
pub(super) static METADATA: Metadata<'static> =
    Metadata::new(TARGET, Level::INFO, Some(module_path!()));

/// Describes each metric to the recorder. Call it once, after you install the recorder.
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
        RETRIES,
        "Retries made: attempts after the first of their call"
    );
    describe_counter!(
        NESTED,
        "Retries made although a call inside the attempt before had already made one"
    );
    describe_histogram!(
        WAIT,
        Unit::Seconds,
        "Waits between attempts, by what decided them: backoff, retry_after or rate_limited"
    );
    describe_gauge!(
        BUDGET,
        "Retries that the budget had left when one was last asked for"
    );
}

/// Counts the event of a call that did not succeed at the first attempt.
pub(super) fn event(event: &Event<'_, ErrorView<'_>>) {
    let function = event.function();
    match event.kind() {
        EventKind::Retry {
            delay,
            delay_source,
        } => {
            let delay_source = delay_source.as_str();
            histogram!(target: TARGET, WAIT, "function" => function, "delay_source" => delay_source)
                .record(delay);
        }
        EventKind::Succeeded => ended(function, "ok_after_retry".into()),
        EventKind::GaveUp(reason) => ended(function, format!("gave_up_{}", reason.as_str())),
    }
}

fn ended(function: &'static str, result: String) {
    counter!(target: TARGET, CALLS, "function" => function, "result" => result).increment(1);
}

/// Counts a retry when it starts. A call that is dropped during a wait starts none.
pub(super) fn retried(function: &'static str, is_nested: bool) {
    counter!(target: TARGET, RETRIES, "function" => function).increment(1);
    if is_nested {
        counter!(target: TARGET, NESTED, "function" => function).increment(1);
    }
}

/// Sets the gauge to the retries left in the budget.
pub(super) fn withdrawn(function: &'static str, budget: &dyn RetryBudget) {
    if let Some(available) = budget.available() {
        #[expect(
            clippy::cast_precision_loss,
            reason = "a dashboard does not show that many digits"
        )]
        let available = available as f64;
        gauge!(target: TARGET, BUDGET, "function" => function).set(available);
    }
}
