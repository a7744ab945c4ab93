//! The reports that are under way in this thread.

use core::sync::atomic::{AtomicUsize, Ordering};

use super::{CallReport, Report};
use crate::code_local::{self, CodeLocal};
use crate::decision::StopReason;
use crate::observe::error_view::ErrorView;
use crate::observe::event::{Event, EventKind};
use crate::observe::failure::Failure;

thread_local! {
    static REPORTS: CodeLocal<ActiveReport> = const { CodeLocal::new() };
}

/// A report whose code runs in this thread, or is dropped.
#[derive(Debug, Default)]
pub(super) struct ActiveReport {
    pub(super) report: Report,
    /// A dropped future may have been polled in other reports than those that are under way now. Only reports that
    /// already have a call learn its end then.
    pub(super) is_dropped: bool,
}

/// Runs `run` with this report as the thread's innermost one.
pub(super) fn enter<T>(report: &mut Option<ActiveReport>, run: impl FnOnce() -> T) -> T {
    code_local::enter(&REPORTS, report, run)
}

/// Tells the calls of a report apart. It is 0 until a report has the call, so that other calls need none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct CallId(usize);

impl CallId {
    pub(crate) const NONE: Self = Self(0);

    /// Returns a number of its own for the call. Only its value counts, so that `Relaxed` is enough.
    fn or_next(self) -> Self {
        static LAST: AtomicUsize = AtomicUsize::new(0);
        if self == Self::NONE {
            Self(LAST.fetch_add(1, Ordering::Relaxed).wrapping_add(1))
        } else {
            self
        }
    }
}

/// Returns whether a report is under way in this thread.
#[inline]
pub(crate) fn has_reports() -> bool {
    code_local::with_all(&REPORTS, |reports| !reports.is_empty()).unwrap_or(false)
}

/// Adds the event to all reports under way.
pub(crate) fn record(call: &mut CallId, event: &Event<'_, ErrorView<'_>>, failure: Failure) {
    *call = call.or_next();
    // The error's own code prints it, and may make calls that come here too.
    let failure = text(event, failure);
    code_local::with_all(&REPORTS, |reports| {
        let known_only = reports.last().is_some_and(|report| report.is_dropped);
        for ActiveReport { report, .. } in reports {
            report.add(*call, event, failure.as_ref(), known_only);
        }
    });
}

/// Returns the text of a failure that no earlier event had, or `None` if there is none.
fn text(event: &Event<'_, ErrorView<'_>>, failure: Failure) -> Option<String> {
    match (event.kind(), event.error()) {
        (EventKind::Succeeded | EventKind::GaveUp(StopReason::Cancelled), None) => None,
        // The error of `before_retry` is another one than that of its attempt.
        (EventKind::GaveUp(reason), _)
            if failure == Failure::Reported && reason != StopReason::BeforeRetry =>
        {
            None
        }
        (_, error) => Some(error.map_or_else(String::new, ToString::to_string)),
    }
}

/// Counts a retry when it starts. A call that is dropped during a wait starts none.
pub(crate) fn begin_retry(call: CallId) {
    code_local::with_all(&REPORTS, |reports| {
        for ActiveReport { report, .. } in reports {
            if let Some(call) = report.find(call) {
                call.attempts = call.attempts.saturating_add(1);
            }
        }
    });
}

impl Report {
    /// Finds a call that has failed before. Those at the end are the likely ones.
    fn find(&mut self, id: CallId) -> Option<&mut CallReport> {
        let mut latest_first = self.calls.iter_mut().rev();
        latest_first.find(|call| call.id == id)
    }

    fn add(
        &mut self,
        id: CallId,
        event: &Event<'_, ErrorView<'_>>,
        failure: Option<&String>,
        known_only: bool,
    ) {
        match self.find(id) {
            Some(call) => call.add(event, failure),
            None if known_only => return,
            None => {
                let mut call = CallReport::begin(id, event);
                call.add(event, failure);
                self.calls.push(call);
            }
        }
        if let EventKind::GaveUp(reason) = event.kind() {
            self.stop_reason = Some(reason);
        }
    }
}

impl CallReport {
    fn begin(id: CallId, event: &Event<'_, ErrorView<'_>>) -> Self {
        Self {
            id,
            function: event.function(),
            attempts: event.attempt().number(),
            waited: event.waited(),
            failures: Vec::new(),
            end: None,
        }
    }

    fn add(&mut self, event: &Event<'_, ErrorView<'_>>, failure: Option<&String>) {
        self.waited = event.waited();
        self.failures.extend(failure.cloned());
        self.end = Some(event.kind()).filter(|kind| kind.is_end());
    }
}
