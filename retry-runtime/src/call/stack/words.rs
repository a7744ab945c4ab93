//! The words that a stack can take: those whose futures are known, so that the future of a call is `Send`.

use core::convert::Infallible;
use core::time::Duration;

use crate::attempt::Attempt;
use crate::budget::retry_budget::RetryBudget;
use crate::call::call_words::CallWords;
use crate::call::flow::call_budget::CallBudget;
use crate::call::flow::keep::Dropped;
use crate::call::flow::state_by_kind::Kinds;
use crate::call::retry::{Around, Words};
use crate::call::words::attempt_timeout::{attempt_limit, attempt_timeout_of};
use crate::call::words::before_retry_word::NoBeforeRetry;
use crate::call::words::cancel::NeverCancelled;
use crate::call::words::cut_off::{NeverCutOff, ObeysPolicy, TimeoutOutcome};
use crate::call::words::exhausted::ReturnAtOnce;
use crate::call::words::or_else_word::NoElse;
use crate::call::words::refusal::Refusal;
use crate::call::words::sleeps::DefaultSleep;
use crate::outcome::Outcome;
use crate::policy::Policy;
use crate::time::{Deadline, task};
use crate::timed_out::TimedOut;

/// The words of a [`Retry`](crate::Retry) that can be a layer or a middleware, with attempts that return `R`.
#[diagnostic::on_unimplemented(
    message = "these words cannot be a layer or a middleware for attempts that return `{R}`",
    label = "a word takes another error or value, or has no place in a stack",
    note = "a stack has no `before_retry`, `or_else`, `sleep`, `cancel` and `wait_when_exhausted`",
    note = "`on = transient` needs an error that is `retries::Transient`; `attempt_timeout` needs one that is `From<TimedOut>`, or `on_timeout`"
)]
pub trait StackWords<R: Outcome>: Sealed<R> + Send + Sync + 'static {}

impl<R: Outcome, W: Sealed<R> + Send + Sync + 'static> StackWords<R> for W {}

/// What the loop needs of the words.
pub trait Sealed<R: Outcome>: CallWords<R, Kinds: Kinds<State: Send>, Keep = Dropped> {
    /// `budget`.
    type Budget: RetryBudget + Send + Sync;
    /// `attempt_timeout` and `on_timeout`.
    type Timeout: Timeout<R>;

    /// Begins the call.
    ///
    /// # Errors
    ///
    /// The outcome of a call that the budget refuses.
    fn admit(&self) -> Result<CallBudget<&Self::Budget>, R>;

    /// Returns the word `attempt_timeout` or `on_timeout`.
    fn timeout(&self) -> &Self::Timeout;
}

impl<R, On, Budget, OnOk, Retrying, GivingUp, Cut, Refusing, Text, Kind> Sealed<R>
    for Words<
        On,
        Budget,
        OnOk,
        Retrying,
        GivingUp,
        Cut,
        Refusing,
        DefaultSleep,
        Text,
        ReturnAtOnce,
        Around<NoBeforeRetry, NoElse, Kind, NeverCancelled>,
    >
where
    R: Outcome,
    Self: CallWords<R, Kinds = Kind, Keep = Dropped>,
    Budget: RetryBudget + Send + Sync,
    Cut: Timeout<R>,
    Refusing: Refusal<R>,
    Kind: Kinds<State: Send>,
{
    type Budget = Budget;
    type Timeout = Cut;

    fn admit(&self) -> Result<CallBudget<&Budget>, R> {
        self.on_refused.begin(&self.budget, task::now, None)
    }

    fn timeout(&self) -> &Cut {
        &self.timeout
    }
}

/// How long an attempt may last, and what then makes a `C` of that time. `None` if it is not cut off.
pub(super) type Limit<C> = Option<(Duration, fn(Duration) -> C)>;

/// Whether attempts are cut off, and what their outcome is then.
pub trait Timeout<R> {
    /// An attempt that was cut off.
    type Cut: Send;
    /// Whether the attempt timeout of the policy is obeyed.
    const OBEYS_POLICY: bool;

    /// Returns how long the next attempt may last.
    fn limit(policy: &Policy, deadline: &impl Deadline) -> Limit<Self::Cut>;

    /// Returns the outcome of the attempt with this number, which was cut off.
    fn outcome(&self, cut: Self::Cut, attempt: Attempt) -> R;
}

impl<R> Timeout<R> for NeverCutOff {
    type Cut = Infallible;
    const OBEYS_POLICY: bool = false;

    fn limit(_: &Policy, _: &impl Deadline) -> Limit<Infallible> {
        None
    }

    fn outcome(&self, cut: Infallible, _: Attempt) -> R {
        match cut {}
    }
}

impl<R, W: ObeysPolicy + TimeoutOutcome<R>> Timeout<R> for W {
    type Cut = Duration;
    const OBEYS_POLICY: bool = true;

    fn limit(policy: &Policy, deadline: &impl Deadline) -> Limit<Duration> {
        let limit = attempt_limit(attempt_timeout_of(policy), deadline);
        Some((limit, |limit| limit))
    }

    fn outcome(&self, limit: Duration, attempt: Attempt) -> R {
        self.timed_out(TimedOut::new(attempt, limit))
    }
}
