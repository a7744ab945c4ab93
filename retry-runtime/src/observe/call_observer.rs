//! The reports of a call to its observers.

use core::time::Duration;

use super::attempt_report::Report;
use super::call_site::CallSite;
use super::error_view::ErrorView;
use super::event::Event;
#[cfg(feature = "events")]
use super::event::EventKind;
#[cfg(feature = "events")]
use super::failure::Failure;
#[cfg(feature = "events")]
use super::observers;
#[cfg(feature = "registry")]
use super::operations::OperatorsDeadline;
use super::policy_in_force::PolicyInForce;
#[cfg(feature = "report")]
use super::report::active::{self, CallId};
use crate::attempt::Attempt;
use crate::budget::retry_budget::RetryBudget;
#[cfg(feature = "events")]
use crate::decision::StopReason;
use crate::nanos;
use crate::policy::Policy;

/// The observer of a call without hooks.
#[cfg(feature = "events")]
pub type DefaultObserver = ObservedCall;
/// The observer of a call without hooks.
#[cfg(not(feature = "events"))]
pub type DefaultObserver = Unobserved;

/// Observes one call.
pub trait CallObserver: Sized {
    /// A call that begins.
    fn begin(site: &'static CallSite) -> Self;
    /// The attempt failed, and another follows after `wait`.
    fn retrying(&mut self, report: Report, error: ErrorView<'_>, wait: Duration);
    /// The attempt failed, and the call returns its outcome.
    fn gave_up(&mut self, report: Report, error: ErrorView<'_>, policy: &Policy);
    /// The attempt succeeded.
    fn succeeded(&mut self, attempt: Attempt);
    /// The budget granted or refused a retry.
    #[inline]
    fn withdrew(&mut self, budget: &dyn RetryBudget) {
        let _ = budget;
    }
    /// Calls a hook of a bundle. A call that has one also has an observer.
    #[inline]
    fn call_hook<E>(&self, report: Report, error: Option<&E>, hook: impl FnOnce(&Event<'_, E>)) {
        let _ = (report, error, hook);
    }
    /// The wait is over, and the next attempt begins.
    #[inline]
    fn waited(&mut self) {}
    /// The wait was cancelled, and the call returns the outcome of the attempt before it, whose failure was reported
    /// with the wait.
    #[inline]
    fn cancelled(&mut self) {}
    /// Returns whether an operator lets the function retry.
    #[inline]
    fn is_enabled(&self) -> bool {
        true
    }
    /// Returns the policy that an operator has set for the function of a call with the policy `own` and this time left.
    #[inline]
    fn policy_in_force(
        &mut self,
        own: &Policy,
        remaining: Option<Duration>,
    ) -> Option<PolicyInForce> {
        let _ = (own, remaining);
        None
    }
}

/// No observer: the compiler removes every report.
#[derive(Clone, Copy, Debug)]
pub struct Unobserved;

impl CallObserver for Unobserved {
    #[inline]
    fn begin(_: &'static CallSite) -> Self {
        Self
    }

    #[inline]
    fn retrying(&mut self, _: Report, _: ErrorView<'_>, _: Duration) {}

    #[inline]
    fn gave_up(&mut self, _: Report, _: ErrorView<'_>, _: &Policy) {}

    #[inline]
    fn succeeded(&mut self, _: Attempt) {}
}

/// A call that is reported to its hooks and to all observers.
#[derive(Debug)]
pub struct ObservedCall {
    site: &'static CallSite,
    /// The sum of the waits that are over.
    waited: u64,
    /// The wait under way.
    waiting: u64,
    /// Whether the retry waited for follows an attempt in which a call inside made one too.
    #[cfg(feature = "events")]
    is_nested: bool,
    /// The attempt under way or waited for, until the call ends.
    #[cfg(feature = "events")]
    under_way: Option<Attempt>,
    #[cfg(feature = "registry")]
    operators_deadline: OperatorsDeadline,
    #[cfg(feature = "report")]
    id: CallId,
}

impl ObservedCall {
    /// A call that begins.
    #[inline]
    #[must_use]
    pub const fn start(site: &'static CallSite) -> Self {
        Self {
            site,
            waited: 0,
            waiting: 0,
            #[cfg(feature = "events")]
            is_nested: false,
            #[cfg(feature = "events")]
            under_way: Some(Attempt::new(1, None)),
            #[cfg(feature = "registry")]
            operators_deadline: OperatorsDeadline::new(),
            #[cfg(feature = "report")]
            id: CallId::NONE,
        }
    }

    /// The event that a hook receives.
    #[must_use]
    pub fn event<'a, E: ?Sized>(&self, report: Report, error: Option<&'a E>) -> Event<'a, E> {
        Event {
            function: self.site.function(),
            waited: Duration::from_nanos(self.waited),
            error,
            report,
        }
    }

    /// Reports that the call ignores the attempt timeout of its policy.
    #[cold]
    pub(crate) fn ignores_attempt_timeout(&self) {
        let site = self.site;
        #[cfg(feature = "events")]
        observers::report_ignored_attempt_timeout(site);
        let _ = site;
    }

    const fn end_wait(&mut self) {
        self.waited = self.waited.saturating_add(self.waiting);
    }

    /// Reports a call whose future was dropped, unless a panic of the body dropped it.
    #[cfg(feature = "events")]
    #[cold]
    fn report_dropped(&mut self) {
        if !std::thread::panicking() {
            self.report_cancelled();
        }
    }

    /// Reports that the attempt under way or waited for was cancelled.
    #[cfg(feature = "events")]
    fn report_cancelled(&mut self) {
        if let Some(attempt) = self.under_way.take() {
            let kind = EventKind::GaveUp(StopReason::Cancelled);
            self.report(Report::new(attempt, kind), None, Failure::New);
        }
    }

    /// Reports a failed attempt, or the end of a call that had one.
    #[cfg(feature = "events")]
    fn report(&mut self, report: Report, error: Option<&ErrorView<'_>>, failure: Failure) {
        let event = self.event(report, error);
        observers::report(self.site, &event, failure);
        #[cfg(feature = "report")]
        if active::has_reports() {
            self.record(report, error, failure);
        }
    }

    /// Returns the attempt with the limit of the policy that an operator has set.
    #[cfg(feature = "registry")]
    #[cold]
    fn in_force(&self, attempt: Attempt) -> Attempt {
        match self.site.stats.operations.policy() {
            Some(policy) => attempt.with_max(policy.attempt_limit()),
            None => attempt,
        }
    }

    /// Adds the event to the reports under way.
    #[cfg(feature = "report")]
    #[cold]
    fn record(&mut self, report: Report, error: Option<&ErrorView<'_>>, failure: Failure) {
        let event = self.event(report, error);
        active::record(&mut self.id, &event, failure);
    }
}

#[cfg(not(feature = "events"))]
impl CallObserver for ObservedCall {
    #[inline]
    fn begin(site: &'static CallSite) -> Self {
        Self::start(site)
    }

    fn retrying(&mut self, _: Report, _: ErrorView<'_>, wait: Duration) {
        self.waiting = nanos::from_duration(wait);
    }

    #[inline]
    fn gave_up(&mut self, _: Report, _: ErrorView<'_>, _: &Policy) {}

    #[inline]
    fn succeeded(&mut self, _: Attempt) {}

    fn call_hook<E>(&self, report: Report, error: Option<&E>, hook: impl FnOnce(&Event<'_, E>)) {
        hook(&self.event(report, error));
    }

    fn waited(&mut self) {
        self.end_wait();
    }
}

#[cfg(feature = "events")]
impl CallObserver for ObservedCall {
    #[inline]
    fn begin(site: &'static CallSite) -> Self {
        Self::start(site)
    }

    fn retrying(&mut self, report: Report, error: ErrorView<'_>, wait: Duration) {
        self.waiting = nanos::from_duration(wait);
        self.under_way = Some(report.attempt.next());
        self.is_nested = report.is_nested;
        self.report(report, error.as_option(), Failure::New);
    }

    fn gave_up(&mut self, report: Report, error: ErrorView<'_>, policy: &Policy) {
        let failure = match self.under_way.take() {
            Some(next) if next.number() > report.attempt.number() => Failure::Reported,
            _ => Failure::New,
        };
        let is_deadline = report.stop_reason() == Some(StopReason::Deadline);
        if is_deadline && report.attempt.is_first() && !report.is_inherited {
            observers::report_policy(self.site, policy);
        }
        self.report(report, error.as_option(), failure);
    }

    #[inline]
    fn succeeded(&mut self, attempt: Attempt) {
        self.under_way = None;
        if attempt.is_first() {
            let report = Report::new(attempt, EventKind::Succeeded);
            observers::report_first_try(self.site, || self.event(report, None));
            #[cfg(feature = "report")]
            if active::has_reports() {
                self.record(report, None, Failure::New);
            }
        } else {
            #[cfg(feature = "registry")]
            let attempt = self.in_force(attempt);
            let report = Report::new(attempt, EventKind::Succeeded);
            self.report(report, None, Failure::New);
        }
    }

    #[cfg(feature = "registry")]
    fn is_enabled(&self) -> bool {
        self.site.stats.operations.is_enabled()
    }

    #[cfg(feature = "registry")]
    fn policy_in_force(
        &mut self,
        own: &Policy,
        remaining: Option<Duration>,
    ) -> Option<PolicyInForce> {
        let policy = self.site.stats.operations.policy()?;
        Some(self.operators_deadline.in_force(policy, own, remaining))
    }

    fn withdrew(&mut self, budget: &dyn RetryBudget) {
        observers::report_budget(self.site, budget);
    }

    fn call_hook<E>(&self, report: Report, error: Option<&E>, hook: impl FnOnce(&Event<'_, E>)) {
        hook(&self.event(report, error));
    }

    fn waited(&mut self) {
        self.end_wait();
        observers::report_retry_begins(self.site, self.is_nested);
        #[cfg(feature = "report")]
        active::begin_retry(self.id);
    }

    fn cancelled(&mut self) {
        self.report_cancelled();
    }
}

/// Reports a dropped future, because no other code runs then.
#[cfg(feature = "events")]
impl Drop for ObservedCall {
    #[inline]
    fn drop(&mut self) {
        if self.under_way.is_some() {
            self.report_dropped();
        }
    }
}
