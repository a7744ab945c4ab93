//! Where events go: one place, from which each observer that is enabled is told.

use crate::decision::StopReason;
use crate::described::Described;
use crate::event::{Event, Happened};
use crate::site::Site;

pub(crate) const CANCELLED: Happened = Happened::GaveUp(StopReason::Cancelled);

/// Tells of a failed attempt, and of the end of a call that had one.
#[cold]
pub(crate) fn event(site: &Site, event: &Event<'_, Described<'_>>) {
    #[cfg(feature = "test-util")]
    crate::testing::note(event);
    let _ = (site, event);
}

/// Tells of the call that is the usual one.
#[inline]
pub(crate) fn succeeded_at_once(site: &Site) {
    let _ = site;
}

/// Tells of a call that was dropped. A body that panics is not one.
#[cold]
pub(crate) fn dropped(site: &Site, event: &Event<'_, Described<'_>>) {
    if !std::thread::panicking() {
        self::event(site, event);
    }
}
