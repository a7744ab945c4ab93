//! Events of the crate `tracing`: one a retry, one at the end of a call that had any, and one at each give-up.

use tracing::field::display;
use tracing::{info, warn};

use crate::decision::StopReason;
use crate::observe::call_site::Site;
use crate::observe::error_view::Described;
use crate::observe::event::{Event, Happened};
use crate::validate::Flaw;

pub(super) fn event(_: &Site, event: &Event<'_, Described<'_>>) {
    let function = event.function();
    let attempt = event.attempt().number();
    let max_attempts = event.attempt().max_attempts();
    let error = event.error().map(display);
    let waited = event.waited();
    match event.happened() {
        Happened::Retry { delay, cause } => {
            let cause = cause.as_str();
            warn!(
                target: "retries",
                function, attempt, max_attempts, error, ?delay, cause, ?waited,
                "retrying"
            );
        }
        Happened::Succeeded => info!(
            target: "retries",
            function, attempt, max_attempts, ?waited,
            "succeeded after retries"
        ),
        // No retry was wanted, or nothing has failed yet.
        Happened::GaveUp(StopReason::Permanent | StopReason::Cancelled)
            if event.attempt().is_first() => {}
        Happened::GaveUp(reason) => {
            let reason = reason.as_str();
            warn!(
                target: "retries",
                function, attempt, max_attempts, error, ?waited, reason,
                "gave up"
            );
        }
    }
}

pub(super) fn policy_flaw(site: &Site, flaw: &Flaw) {
    let function = site.function();
    warn!(target: "retries", function, policy_error = %flaw, "policy error");
}
