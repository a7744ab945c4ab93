//! The reports of a call to its observers.

use core::time::Duration;

use super::call_site::CallSite;
use super::error_view::ErrorView;
use super::event::{Event, EventKind};
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
use crate::call::flow::situation::Situation;
use crate::decision::{DelaySource, StopReason};
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
    fn retrying(
        &mut self,
        attempt: Attempt,
        error: ErrorView<'_>,
        wait: Duration,
        delay_source: DelaySource,
    );
    /// The attempt failed, and the call returns its outcome.
    fn gave_up(
        &mut self,
        attempt: Attempt,
        error: ErrorView<'_>,
        reason: StopReason,
        policy: &Policy,
    );
    /// The attempt succeeded.
    fn succeeded(&mut self, attempt: Attempt);
    /// The budget granted or refused a retry.
    #[inline]
    fn withdrew(&mut self, budget: &dyn RetryBudget) {
        let _ = budget;
    }
    /// Calls a hook of a bundle. A call that has one also has an observer.
    #[inline]
    fn call_hook<E>(
        &self,
        attempt: Attempt,
        error: Option<&E>,
        kind: EventKind,
        hook: impl FnOnce(&Event<'_, E>),
    ) {
        let _ = (attempt, error, kind, hook);
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
    /// The attempt failed in this situation, which the next report is about.
    #[inline]
    fn note(&mut self, situation: Situation) {
        let _ = situation;
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
    fn retrying(&mut self, _: Attempt, _: ErrorView<'_>, _: Duration, _: DelaySource) {}

    #[inline]
    fn gave_up(&mut self, _: Attempt, _: ErrorView<'_>, _: StopReason, _: &Policy) {}

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
    /// The last failed attempt is followed by no retry because of a deadline that the call inherits.
    deadline_is_inherited: bool,
    /// A call inside the last failed attempt made a retry.
    has_nested_retry: bool,
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
            deadline_is_inherited: false,
            has_nested_retry: false,
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
    pub fn event<'a, E: ?Sized>(
        &self,
        attempt: Attempt,
        error: Option<&'a E>,
        kind: EventKind,
    ) -> Event<'a, E> {
        Event {
            function: self.site.function(),
            attempt,
            error,
            waited: Duration::from_nanos(self.waited),
            kind,
            deadline_is_inherited: self.deadline_is_inherited,
            has_nested_retry: self.has_nested_retry,
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

    const fn set_situation(&mut self, situation: Situation) {
        self.deadline_is_inherited = situation.deadline_is_inherited;
        self.has_nested_retry = situation.has_nested_retry;
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
            self.report(attempt, None, kind, Failure::New);
        }
    }

    /// Reports a failed attempt, or the end of a call that had one.
    #[cfg(feature = "events")]
    fn report(
        &mut self,
        attempt: Attempt,
        error: Option<&ErrorView<'_>>,
        kind: EventKind,
        failure: Failure,
    ) {
        let event = self.event(attempt, error, kind);
        observers::report(self.site, &event, failure);
        #[cfg(feature = "report")]
        if active::has_reports() {
            self.record(attempt, error, kind, failure);
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
    fn record(
        &mut self,
        attempt: Attempt,
        error: Option<&ErrorView<'_>>,
        kind: EventKind,
        failure: Failure,
    ) {
        let event = self.event(attempt, error, kind);
        active::record(&mut self.id, &event, failure);
    }
}

#[cfg(not(feature = "events"))]
impl CallObserver for ObservedCall {
    #[inline]
    fn begin(site: &'static CallSite) -> Self {
        Self::start(site)
    }

    fn retrying(&mut self, _: Attempt, _: ErrorView<'_>, wait: Duration, _: DelaySource) {
        self.waiting = nanos::from_duration(wait);
    }

    #[inline]
    fn gave_up(&mut self, _: Attempt, _: ErrorView<'_>, _: StopReason, _: &Policy) {}

    #[inline]
    fn succeeded(&mut self, _: Attempt) {}

    fn call_hook<E>(
        &self,
        attempt: Attempt,
        error: Option<&E>,
        kind: EventKind,
        hook: impl FnOnce(&Event<'_, E>),
    ) {
        hook(&self.event(attempt, error, kind));
    }

    fn waited(&mut self) {
        self.end_wait();
    }

    fn note(&mut self, situation: Situation) {
        self.set_situation(situation);
    }
}

#[cfg(feature = "events")]
impl CallObserver for ObservedCall {
    #[inline]
    fn begin(site: &'static CallSite) -> Self {
        Self::start(site)
    }

    fn retrying(
        &mut self,
        attempt: Attempt,
        error: ErrorView<'_>,
        wait: Duration,
        delay_source: DelaySource,
    ) {
        self.waiting = nanos::from_duration(wait);
        self.under_way = Some(attempt.next());
        let kind = EventKind::Retry {
            delay: wait,
            delay_source,
        };
        self.report(attempt, error.as_option(), kind, Failure::New);
    }

    fn gave_up(
        &mut self,
        attempt: Attempt,
        error: ErrorView<'_>,
        reason: StopReason,
        policy: &Policy,
    ) {
        let failure = match self.under_way.take() {
            Some(next) if next.number() > attempt.number() => Failure::Reported,
            _ => Failure::New,
        };
        if reason == StopReason::Deadline && attempt.is_first() {
            observers::report_policy(self.site, policy);
        }
        let kind = EventKind::GaveUp(reason);
        self.report(attempt, error.as_option(), kind, failure);
    }

    #[inline]
    fn succeeded(&mut self, attempt: Attempt) {
        self.under_way = None;
        if attempt.is_first() {
            let event = || self.event(attempt, None, EventKind::Succeeded);
            observers::report_first_try(self.site, event);
            #[cfg(feature = "report")]
            if active::has_reports() {
                self.record(attempt, None, EventKind::Succeeded, Failure::New);
            }
        } else {
            #[cfg(feature = "registry")]
            let attempt = self.in_force(attempt);
            self.report(attempt, None, EventKind::Succeeded, Failure::New);
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

    fn note(&mut self, situation: Situation) {
        self.set_situation(situation);
    }

    fn withdrew(&mut self, budget: &dyn RetryBudget) {
        observers::report_budget(self.site, budget);
    }

    fn call_hook<E>(
        &self,
        attempt: Attempt,
        error: Option<&E>,
        kind: EventKind,
        hook: impl FnOnce(&Event<'_, E>),
    ) {
        hook(&self.event(attempt, error, kind));
    }

    fn waited(&mut self) {
        self.end_wait();
        observers::report_retry_begins(self.site, self.has_nested_retry);
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
