//! The observers of each call: `metrics`, `registry`, `tracing` and recordings, if enabled.

use super::call_site::CallSite;
use super::error_view::ErrorView;
use super::event::Event;
use super::failure::Failure;
use crate::budget::retry_budget::RetryBudget;
use crate::policy::Policy;

type Observer = fn(&CallSite, &Event<'_, ErrorView<'_>>);

const OBSERVERS: &[Observer] = &[
    #[cfg(feature = "tracing")]
    |_, event| super::tracing::event(event),
    #[cfg(feature = "metrics")]
    |_, event| super::metrics::event(event),
    #[cfg(feature = "registry")]
    |site, event| site.stats.count(event.kind()),
    #[cfg(feature = "test-util")]
    |_, event| crate::recording::record_event(event),
];

/// Reports a failed attempt, or the end of a call that had one.
#[cold]
pub(super) fn report(site: &CallSite, event: &Event<'_, ErrorView<'_>>, failure: Failure) {
    #[cfg(feature = "test-util")]
    if failure == Failure::New && event.attempt().is_first() {
        crate::recording::count_attempt();
    }
    #[cfg(not(feature = "test-util"))]
    let _ = failure;
    for observer in OBSERVERS {
        observer(site, event);
    }
}

/// Reports a call that succeeded at its first attempt, as most do. Only a recording needs the event.
#[inline]
pub(super) fn report_first_try<'a>(
    site: &CallSite,
    event: impl FnOnce() -> Event<'a, ErrorView<'a>>,
) {
    #[cfg(feature = "metrics")]
    site.increment_first_try();
    #[cfg(feature = "registry")]
    site.stats.count_first_try();
    #[cfg(feature = "test-util")]
    {
        crate::recording::count_attempt();
        crate::recording::record_event(&event());
    }
    #[cfg(not(feature = "test-util"))]
    let _ = event;
    let _ = site;
}

/// Reports a policy of run time that allows no retry, once per function. For a constant policy this is a
/// compile error.
#[cold]
pub(super) fn report_policy(site: &CallSite, policy: &Policy) {
    #[cfg(feature = "tracing")]
    if let Err(error) = policy.validate_when_called() {
        // Rust 1.85 has no `if let … && …`.
        if site.mark_policy_reported() {
            super::tracing::policy_error(site.function(), &error);
        }
    }
    let _ = (site, policy);
}

/// Reports a call of a closure that ignores the attempt timeout of its policy, once per name. For an annotated
/// function with a constant policy this is a compile error.
#[cold]
pub(super) fn report_ignored_attempt_timeout(site: &CallSite) {
    #[cfg(feature = "tracing")]
    if site.mark_policy_reported() {
        super::tracing::ignored_attempt_timeout(site.function());
    }
    let _ = site;
}

/// Reports the retries left in a budget after a withdrawal.
#[cold]
pub(super) fn report_budget(site: &CallSite, budget: &dyn RetryBudget) {
    #[cfg(feature = "metrics")]
    super::metrics::withdrawn(site.function(), budget);
    let _ = (site, budget);
}

/// Reports that a wait is over and the next attempt begins.
#[cold]
pub(super) fn report_retry_begins(site: &CallSite, is_nested: bool) {
    #[cfg(feature = "metrics")]
    super::metrics::retried(site.function(), is_nested);
    #[cfg(feature = "test-util")]
    crate::recording::count_retry(is_nested);
    let _ = (site, is_nested);
}
