//! Events for the crate `tracing`: one for each retry, each call that succeeded after retries, and each
//! give-up.

use tracing::field::display;
use tracing::{info, warn};

use crate::decision::StopReason;
use crate::observe::error_view::ErrorView;
use crate::observe::event::{Event, EventKind};
use crate::validate::PolicyError;

/// Logs the event of a call that did not succeed at the first attempt.
pub(super) fn event(event: &Event<'_, ErrorView<'_>>) {
    let function = event.function();
    let attempt = event.attempt().number();
    let max_attempts = event.attempt().max_attempts();
    let error = event.error().map(display);
    let waited = event.waited();
    // A field that is `None` is left out.
    let nested = event.is_nested().then_some(true);
    match event.kind() {
        EventKind::Retry {
            delay,
            delay_source,
        } => {
            let delay_source = delay_source.as_str();
            warn!(
                target: "retries",
                function, attempt, max_attempts, error, ?delay, delay_source, ?waited, nested,
                "retrying"
            );
        }
        EventKind::Succeeded => info!(
            target: "retries",
            function, attempt, max_attempts, ?waited,
            "succeeded after retries"
        ),
        EventKind::GaveUp(StopReason::Permanent) if event.attempt().is_first() => {}
        // The call was dropped in its first attempt.
        EventKind::GaveUp(StopReason::Cancelled)
            if event.attempt().is_first() && event.error().is_none() => {}
        EventKind::GaveUp(reason) => {
            let reason = reason.as_str();
            let inherited = event.is_inherited().then_some(true);
            warn!(
                target: "retries",
                function, attempt, max_attempts, error, ?waited, reason, inherited, nested,
                "gave up"
            );
        }
    }
}

/// Logs a policy that allows no retry.
pub(super) fn policy_error(function: &'static str, error: &PolicyError) {
    warn!(target: "retries", function, policy_error = %error, "policy error");
}

/// Logs a call that ignores the attempt timeout of its policy.
pub(super) fn ignored_attempt_timeout(function: &'static str) {
    warn!(
        target: "retries",
        function,
        "the attempt timeout of the policy is ignored: write `.on_timeout(…)` to cut attempts off"
    );
}
