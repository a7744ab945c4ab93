//! What metrics and registry say of one function.

use retries::Counters;

use crate::Recorder;

/// The totals of one function.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Calls that ended.
    pub calls: u64,
    /// Retries made.
    pub retries: u64,
    /// Calls that succeeded after a retry.
    pub recovered: u64,
    /// Calls that returned a failure.
    pub gave_up: u64,
    /// Calls that were dropped or cancelled.
    pub cancelled: u64,
    /// Calls that the budget ended, among `gave_up`.
    pub gave_up_budget: u64,
    /// Retries made although a call inside had made one, among `retries`.
    pub nested: u64,
}

impl Totals {
    /// Returns the totals of the function with this name since the process began, from the metrics.
    ///
    /// # Panics
    ///
    /// If the registry says otherwise. Its `retries` also counts `not_made`, retries that were granted and never made.
    #[must_use]
    pub fn of(function: &str, recorder: &Recorder, not_made: u64) -> Self {
        let calls = |result: &str| {
            recorder.sum(
                "retries_calls_total",
                &[("function", function), ("result", result)],
            )
        };
        let sum = |metric| recorder.sum(metric, &[("function", function)]);
        let gave_up = ["attempts", "budget", "deadline", "nested", "permanent"];
        let totals = Self {
            calls: sum("retries_calls_total"),
            retries: sum("retries_total"),
            recovered: calls("ok_after_retry"),
            gave_up: gave_up
                .map(|reason| calls(&format!("gave_up_{reason}")))
                .iter()
                .sum(),
            cancelled: calls("gave_up_cancelled"),
            gave_up_budget: calls("gave_up_budget"),
            nested: sum("retries_nested_total"),
        };
        assert_eq!(sum("retries_wait_seconds"), totals.retries + not_made);

        let counters = counters(function);
        let registry = [
            counters.calls,
            counters.retries,
            counters.recovered,
            counters.gave_up,
            counters.cancelled,
        ];
        let metrics = [
            totals.calls,
            totals.retries + not_made,
            totals.recovered,
            totals.gave_up,
            totals.cancelled,
        ];
        assert_eq!(registry, metrics, "{function}");
        totals
    }

    /// Returns what was counted since `earlier`.
    #[must_use]
    pub const fn since(&self, earlier: &Self) -> Self {
        Self {
            calls: self.calls - earlier.calls,
            retries: self.retries - earlier.retries,
            recovered: self.recovered - earlier.recovered,
            gave_up: self.gave_up - earlier.gave_up,
            cancelled: self.cancelled - earlier.cancelled,
            gave_up_budget: self.gave_up_budget - earlier.gave_up_budget,
            nested: self.nested - earlier.nested,
        }
    }

    /// Returns the attempts made.
    #[must_use]
    pub const fn attempts(&self) -> u64 {
        self.calls + self.retries
    }

    /// Returns the calls that succeeded.
    #[must_use]
    pub const fn succeeded(&self) -> u64 {
        self.calls - self.gave_up - self.cancelled
    }
}

/// Returns what the registry says of the function with this name.
///
/// # Panics
///
/// If no function has it.
#[must_use]
pub fn counters(function: &str) -> Counters {
    let listed = retries::functions();
    let function = listed.iter().find(|listed| listed.path() == function);
    function.unwrap().counters()
}
