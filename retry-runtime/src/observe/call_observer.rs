//! Who watches a call: nobody, or what its events are made for.

use core::time::Duration;

use crate::attempt::Attempt;
use crate::budget::rule::Rule;
use crate::decision::{Cause, StopReason};
use crate::nanos;
use crate::observe::call_site::Site;
use crate::observe::error_view::Described;
use crate::observe::event::{Event, Happened};
#[cfg(feature = "events")]
use crate::observe::observers;
use crate::policy::Policy;

/// What a call does of its own accord, whether or not there is somebody to watch.
#[cfg(feature = "events")]
pub type Watch = Watched;
/// What a call does of its own accord, whether or not there is somebody to watch.
#[cfg(not(feature = "events"))]
pub type Watch = Unwatched;

/// Is told of a call as it goes.
pub trait Watching {
    /// The attempt failed, and there is another after this time.
    fn retrying(&mut self, attempt: Attempt, error: Described<'_>, wait: Duration, cause: Cause);
    /// The attempt failed, and its outcome is returned.
    fn gave_up(
        &mut self,
        attempt: Attempt,
        error: Described<'_>,
        reason: StopReason,
        policy: &Policy,
    );
    /// The attempt succeeded.
    fn succeeded(&mut self, attempt: Attempt);
    /// The budget was asked for a retry.
    #[inline]
    fn asked(&mut self, budget: &dyn Rule) {
        let _ = budget;
    }
    /// The wait is over, and the next attempt begins.
    #[inline]
    fn waited(&mut self) {}
}

/// Nobody watches, which costs nothing.
#[derive(Clone, Copy, Debug)]
pub struct Unwatched;

#[cfg(not(feature = "events"))]
impl Unwatched {
    pub(crate) const fn start(_: &Site) -> Self {
        Self
    }
}

impl Watching for Unwatched {
    #[inline]
    fn retrying(&mut self, _: Attempt, _: Described<'_>, _: Duration, _: Cause) {}

    #[inline]
    fn gave_up(&mut self, _: Attempt, _: Described<'_>, _: StopReason, _: &Policy) {}

    #[inline]
    fn succeeded(&mut self, _: Attempt) {}
}

/// A call that its hooks, and all who observe, are told of.
#[derive(Debug)]
pub struct Watched {
    site: &'static Site,
    waited: u64,
    /// The wait that is not over yet.
    waiting: u64,
    #[cfg(feature = "events")]
    under_way: Option<Attempt>,
}

impl Watched {
    /// A call begins.
    #[inline]
    #[must_use]
    pub const fn start(site: &'static Site) -> Self {
        Self {
            site,
            waited: 0,
            waiting: 0,
            #[cfg(feature = "events")]
            under_way: Some(Attempt::new(1, None)),
        }
    }

    /// What a hook is handed.
    #[must_use]
    pub const fn event<'a, E: ?Sized>(
        &self,
        attempt: Attempt,
        error: Option<&'a E>,
        happened: Happened,
    ) -> Event<'a, E> {
        Event {
            function: self.site.function(),
            attempt,
            error,
            waited: Duration::from_nanos(self.waited),
            happened,
        }
    }

    const fn end_wait(&mut self) {
        self.waited = self.waited.saturating_add(self.waiting);
    }
}

#[cfg(not(feature = "events"))]
impl Watching for Watched {
    fn retrying(&mut self, _: Attempt, _: Described<'_>, wait: Duration, _: Cause) {
        self.waiting = nanos::from(wait);
    }

    #[inline]
    fn gave_up(&mut self, _: Attempt, _: Described<'_>, _: StopReason, _: &Policy) {}

    #[inline]
    fn succeeded(&mut self, _: Attempt) {}

    fn waited(&mut self) {
        self.end_wait();
    }
}

#[cfg(feature = "events")]
impl Watching for Watched {
    fn retrying(&mut self, attempt: Attempt, error: Described<'_>, wait: Duration, cause: Cause) {
        self.waiting = nanos::from(wait);
        self.under_way = Some(attempt.next());
        let happened = Happened::Retry { delay: wait, cause };
        observers::event(self.site, &self.event(attempt, error.as_option(), happened));
    }

    fn gave_up(
        &mut self,
        attempt: Attempt,
        error: Described<'_>,
        reason: StopReason,
        policy: &Policy,
    ) {
        self.under_way = None;
        if reason == StopReason::Deadline && attempt.is_first() {
            observers::no_retry_could_start(self.site, policy);
        }
        let happened = Happened::GaveUp(reason);
        observers::event(self.site, &self.event(attempt, error.as_option(), happened));
    }

    #[inline]
    fn succeeded(&mut self, attempt: Attempt) {
        self.under_way = None;
        let event = self.event(attempt, None, Happened::Succeeded);
        if attempt.is_first() {
            observers::succeeded_at_once(self.site, &event);
        } else {
            observers::event(self.site, &event);
        }
    }

    fn asked(&mut self, budget: &dyn Rule) {
        observers::asked(self.site, budget);
    }

    fn waited(&mut self) {
        self.end_wait();
        observers::waited(self.site);
    }
}

/// Nobody else learns of a future that is dropped.
#[cfg(feature = "events")]
impl Drop for Watched {
    #[inline]
    fn drop(&mut self) {
        if let Some(attempt) = self.under_way {
            observers::dropped(self.site, &self.event(attempt, None, observers::CANCELLED));
        }
    }
}
