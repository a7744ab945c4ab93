//! Where events go: one place, from which each observer that is enabled is told.

use crate::budget::rule::Rule;
use crate::decision::StopReason;
use crate::observe::call_site::Site;
use crate::observe::error_view::Described;
use crate::observe::event::{Event, Happened};
use crate::policy::Policy;

pub(crate) const CANCELLED: Happened = Happened::GaveUp(StopReason::Cancelled);

type Observer = fn(&Site, &Event<'_, Described<'_>>);

const OBSERVERS: &[Observer] = &[
    #[cfg(feature = "tracing")]
    super::tracing::event,
    #[cfg(feature = "metrics")]
    super::metrics::event,
    #[cfg(feature = "registry")]
    super::registry::event,
    #[cfg(feature = "test-util")]
    |_, event| crate::recording::record_event(event),
];

/// Tells of a failed attempt, and of the end of a call that had one.
#[cold]
pub(crate) fn event(site: &Site, event: &Event<'_, Described<'_>>) {
    for observer in OBSERVERS {
        observer(site, event);
    }
}

/// Tells of the call that is the usual one.
#[inline]
pub(crate) fn succeeded_at_once(site: &Site, event: &Event<'_, Described<'_>>) {
    #[cfg(feature = "metrics")]
    site.meter.succeeded_at_once();
    #[cfg(feature = "registry")]
    site.record.succeeded_at_once();
    #[cfg(feature = "test-util")]
    crate::recording::record_event(event);
    let _ = (site, event);
}

/// Tells of a call that was dropped. A body that panics is not one.
#[cold]
pub(crate) fn dropped(site: &Site, event: &Event<'_, Described<'_>>) {
    if !std::thread::panicking() {
        self::event(site, event);
    }
}

/// Reports a policy, once a function, that no retry can follow. The compiler reports those that are
/// constant; this one was made at run time.
#[cold]
pub(crate) fn no_retry_could_start(site: &Site, policy: &Policy) {
    #[cfg(feature = "tracing")]
    if let Err(flaw) = policy.check_when_called()
        && site.is_first_policy_error()
    {
        super::tracing::policy_flaw(site, &flaw);
    }
    let _ = (site, policy);
}

/// Tells of a budget that was asked for a retry.
#[cold]
pub(crate) fn asked(site: &Site, budget: &dyn Rule) {
    #[cfg(feature = "metrics")]
    super::metrics::asked(site, budget);
    let _ = (site, budget);
}

/// Tells of an attempt that begins after a wait.
#[cold]
pub(crate) fn waited(site: &Site) {
    #[cfg(feature = "metrics")]
    super::metrics::attempted(site);
    let _ = site;
}
