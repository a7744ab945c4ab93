//! Counters, a histogram and a gauge, for the crate `metrics`.

use metrics::{
    Key, Label, Level, Metadata, Unit, counter, describe_counter, describe_gauge,
    describe_histogram, gauge, histogram, with_recorder,
};

use crate::budget::rule::Rule;
use crate::observe::call_site::Site;
use crate::observe::error_view::Described;
use crate::observe::event::{Event, Happened};

const CALLS: &str = "retries_calls_total";
const ATTEMPTS: &str = "retries_attempts_total";
const WAIT: &str = "retries_wait_seconds";
const BUDGET: &str = "retries_budget_available";

const TARGET: &str = "retries";
static METADATA: Metadata<'static> = Metadata::new(TARGET, Level::INFO, Some(module_path!()));

/// Tells the recorder what each metric means: call it once, after the recorder was installed.
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

/// The labels of calls that succeed at once.
pub type Labels = [Label; 2];

/// The labels of this function's calls that succeed at once.
#[must_use]
pub const fn ok_first_try(function: &'static str) -> Labels {
    [
        Label::from_static_parts("function", function),
        Label::from_static_parts("result", "ok_first_try"),
    ]
}

/// The key under which calls that succeed at once are counted, which is hashed once. The counter
/// itself is asked for each time: a recorder may be installed late, or be a thread's own.
#[derive(Debug)]
pub struct Meter {
    ok_first_try: Key,
}

impl Meter {
    /// With these labels.
    #[must_use]
    pub const fn new(labels: &'static Labels) -> Self {
        Self {
            ok_first_try: Key::from_static_parts(CALLS, labels),
        }
    }

    pub(super) fn succeeded_at_once(&self) {
        with_recorder(|recorder| {
            let counter = recorder.register_counter(&self.ok_first_try, &METADATA);
            counter.increment(1);
        });
    }
}

pub(super) fn event(site: &Site, event: &Event<'_, Described<'_>>) {
    if event.attempt().is_first() {
        attempted(site);
    }
    let function = site.function();
    match event.happened() {
        Happened::Retry { delay, cause } => {
            let cause = cause.as_str();
            histogram!(target: TARGET, WAIT, "function" => function, "cause" => cause)
                .record(delay);
        }
        Happened::Succeeded => ended(site, "ok_after_retry".into()),
        Happened::GaveUp(reason) => ended(site, format!("gave_up_{}", reason.as_str())),
    }
}

fn ended(site: &Site, result: String) {
    let function = site.function();
    counter!(target: TARGET, CALLS, "function" => function, "result" => result).increment(1);
}

/// Counts an attempt of a call that failed. One that was dropped during a wait made no other.
pub(super) fn attempted(site: &Site) {
    counter!(target: TARGET, ATTEMPTS, "function" => site.function()).increment(1);
}

pub(super) fn asked(site: &Site, budget: &dyn Rule) {
    if let Some(available) = budget.available() {
        #[expect(
            clippy::cast_precision_loss,
            reason = "a dashboard does not show that many digits"
        )]
        let available = available as f64;
        gauge!(target: TARGET, BUDGET, "function" => site.function()).set(available);
    }
}
