//! A policy for tower's own retry layer.

use core::fmt;
use core::future::Future;
use core::pin::Pin;

use crate::budget::retry_budget::RetryBudget;
use crate::call::call_words::{ClosureProgress, view};
use crate::call::flow::attempted::Attempted;
use crate::call::flow::call_budget::CallBudget;
use crate::call::flow::progress::Progress;
use crate::call::flow::state_by_kind::Kinds;
use crate::call::retry::{Around, Retry, Words};
use crate::call::words::before_retry_word::NoBeforeRetry;
use crate::call::words::cancel::NeverCancelled;
use crate::call::words::cut_off::NeverCutOff;
use crate::call::words::error_text::ErrorText;
use crate::call::words::exhausted::ReturnAtOnce;
use crate::call::words::or_else_word::NoElse;
use crate::call::words::refusal::NoRefusal;
use crate::call::words::sleeps::DefaultSleep;
use crate::call::words::whens::Whens;
use crate::call::words::{OnError, OnGiveUp, OnRetry, OnSuccess};
use crate::outcome::Outcome;
use crate::policy::Policy;
use crate::scope::watched::{Stopwatch, Watched};
use crate::time::{TaskClock, task};

impl Policy {
    /// As [`Retry::tower_policy`].
    ///
    /// ```
    /// use retries::Policy;
    ///
    /// let layer = tower::retry::RetryLayer::new(Policy::new().max_attempts(5).tower_policy());
    /// ```
    #[must_use]
    pub fn tower_policy(self) -> TowerPolicy {
        Retry::of(self, Words::NONE).tower_policy()
    }
}

impl<W: TowerWords> Retry<W> {
    /// Makes a policy for tower's own retry layer, for those who have it. [`layer`](Self::layer) does more: tower's layer
    /// has no attempt timeout and no scope, and does not say that it sends a request once.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread", start_paused = true)]
    /// # async fn main() {
    /// use retries::{Budget, Policy, transient};
    /// use std::io;
    /// use tower::retry::RetryLayer;
    /// use tower::{Service, ServiceBuilder, ServiceExt, service_fn};
    ///
    /// static BUDGET: Budget = Budget::new();
    ///
    /// let policy = Policy::new().on(transient).budget(&BUDGET).named("shop").tower_policy();
    /// let mut service = ServiceBuilder::new()
    ///     .layer(RetryLayer::new(policy))
    ///     .service(service_fn(async |_: &str| io::Result::Ok("here")));
    /// assert_eq!(service.ready().await.unwrap().call("key").await.unwrap(), "here");
    /// # }
    /// ```
    #[must_use]
    pub fn tower_policy(self) -> TowerPolicy<W> {
        TowerPolicy {
            retry: self,
            deadline: None,
            attempt: None,
            call: None,
        }
    }
}

/// A policy for tower's own retry layer, with requests that are `Clone`.
///
/// ```
/// use retries::Policy;
/// use retries::stack::TowerPolicy;
///
/// let policy: TowerPolicy = Policy::new().tower_policy();
/// ```
pub struct TowerPolicy<W: TowerWords = Words> {
    retry: Retry<W>,
    /// The deadline of a call that begins.
    deadline: Option<task::CallDeadline>,
    /// The time of the attempt that is under way.
    attempt: Option<Stopwatch<TaskClock>>,
    /// The call, once an attempt has ended.
    call: Option<W::Call>,
}

/// tower's layer clones its policy for each call, after the first [`clone_request`](tower::retry::Policy::clone_request).
impl<W: TowerWords + Clone> Clone for TowerPolicy<W> {
    fn clone(&self) -> Self {
        Self {
            retry: self.retry.clone(),
            deadline: self.deadline,
            attempt: self.attempt,
            call: None,
        }
    }
}

impl<W: TowerWords> fmt::Debug for TowerPolicy<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TowerPolicy").finish_non_exhaustive()
    }
}

/// The words that tower's own retry layer can take.
#[diagnostic::on_unimplemented(
    message = "these words cannot be a policy of tower's retry layer",
    label = "a word has no place there",
    note = "it has no `before_retry`, `or_else`, `sleep`, `cancel`, `wait_when_exhausted`, `attempt_timeout`, `on_timeout` and `on_refused`; `.layer()` has the last three"
)]
pub trait TowerWords {
    /// The state of a call.
    type Call;
}

impl<On, Budget, OnOk, Retrying, GivingUp, Text, Kind> TowerWords
    for PolicyWords<On, Budget, OnOk, Retrying, GivingUp, Text, Kind>
where
    Budget: RetryBudget,
    Kind: Kinds,
{
    type Call = ClosureProgress<Kind::State, Budget, task::CallDeadline>;
}

/// The words that tower's own retry layer can take.
type PolicyWords<On, Budget, OnOk, Retrying, GivingUp, Text, Kind> = Words<
    On,
    Budget,
    OnOk,
    Retrying,
    GivingUp,
    NeverCutOff,
    NoRefusal,
    DefaultSleep,
    Text,
    ReturnAtOnce,
    Around<NoBeforeRetry, NoElse, Kind, NeverCancelled>,
>;

/// The result of an attempt, which tower keeps.
struct Borrowed<'a, T, E>(&'a Result<T, E>);

impl<T, E> Outcome for Borrowed<'_, T, E> {
    type Value = T;
    type Error = E;

    fn as_result(&self) -> Result<&T, &E> {
        self.0.as_ref()
    }
}

impl<On, Budget, OnOk, Retrying, GivingUp, Text, Kind, Request, T, E>
    tower::retry::Policy<Request, T, E>
    for TowerPolicy<PolicyWords<On, Budget, OnOk, Retrying, GivingUp, Text, Kind>>
where
    Request: Clone,
    for<'a> &'a On: OnError<E>,
    Budget: RetryBudget + Clone,
    for<'a> &'a OnOk: OnSuccess<T>,
    for<'a> &'a Retrying: OnRetry<E>,
    for<'a> &'a GivingUp: OnGiveUp<E>,
    Text: ErrorText<E>,
    Kind: Whens<E>,
{
    type Future = Pin<Box<dyn Future<Output = ()> + Send>>;

    fn retry(&mut self, _: &mut Request, result: &mut Result<T, E>) -> Option<Self::Future> {
        let policy = self.retry.policy_in_time();
        let (words, site, deadline) = (&self.retry.words, self.retry.site, self.deadline);
        let call = self.call.get_or_insert_with(|| {
            let budget = CallBudget::new(words.budget.clone());
            let deadline = deadline.unwrap_or_else(|| task::CallDeadline::start(&policy));
            let site = Some(site.unwrap_or(&super::LAYER));
            let call = Progress::of_closure(words.around.whens.begin(), site, budget, deadline);
            call.report_ignored_timeout(&policy);
            call
        });
        let attempted = Attempted {
            outcome: Borrowed(result),
            has_timed_out: false,
            watched: Watched {
                lasted: self.attempt.map_or(0, Stopwatch::elapsed),
                ..Watched::default()
            },
        };
        let pause = words.decide(
            call,
            &policy,
            task::now,
            |outcome| view(&words.error_text, outcome),
            attempted,
        );
        let pause = pause.ok()?;
        Some(Box::pin(task::sleep::<task::DefaultTimer>(pause.wait)))
    }

    // tower calls it before each attempt.
    fn clone_request(&mut self, request: &Request) -> Option<Request> {
        let policy = self.retry.policy_in_time();
        match &mut self.call {
            Some(call) => call.end_wait(),
            None => {
                self.deadline = Some(task::CallDeadline::start(&policy));
                self.retry.words.budget.deposit();
            }
        }
        self.attempt = Some(Stopwatch::start(&policy));
        Some(request.clone())
    }
}
