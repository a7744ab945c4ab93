//! One step of a function that leaves all words to its bundle: the attempt, and what follows it.
//!
//! A bundle's type has many parameters, and most of them have a bound. Here they are one bound of the list of words,
//! which the compiler proves once for each type of outcome, and not again in each function.

use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll, ready};
use core::time::Duration;

use pin_project_lite::pin_project;

use crate::budget::refused::Refused;
use crate::budget::retry_budget::RetryBudget;
use crate::call::flow::attempted::Attempted;
use crate::call::flow::call_budget::CallBudget;
use crate::call::flow::call_state::CallState;
use crate::call::flow::judge::{judge_by, mark_timed_out};
use crate::call::flow::keep::{KeepOf, KeepWord};
use crate::call::flow::pause::{EndOnThread, PauseInTask, PauseOnThread, end_in_pause};
use crate::call::flow::progress::{Ended, Next, Progress};
use crate::call::flow::state_by_kind::Kinds;
use crate::call::retry::{Around, Words};
use crate::call::words::cancel::Cancel;
use crate::call::words::cut_off::CutOff;
use crate::call::words::error_text::NoText;
use crate::call::words::refusal::Refusal;
use crate::call::words::sleeps::{SleepInTask, ThreadSleep};
use crate::call::words::whens::{Whens, find_kind};
use crate::call::words::{HookWord, OnError, OnGiveUp, OnRetry, OnSuccess};
use crate::observe::call_observer::{CallObserver, DefaultObserver};
use crate::observe::call_site::CallSite;
use crate::observe::error_view::ErrorView;
use crate::outcome::Outcome;
use crate::policy::Policy;
use crate::scope::watched::{Watched, WatchedAttempt, watched};
use crate::time::{Deadline, task, thread};

/// The words of a bundle.
pub trait BundleWords {
    /// The observer of a call.
    type Observer: CallObserver;
    /// The state of a call that blocks its thread.
    type OnThread;
    /// The state of a call that yields to an executor.
    type InTask;

    /// Begins a call that blocks its thread.
    fn begin_on_thread(&self, policy: &Policy, site: &'static CallSite) -> Self::OnThread;

    /// Begins a call that yields to an executor.
    fn begin_in_task(&self, policy: &Policy, site: &'static CallSite) -> Self::InTask;
}

/// The words of a bundle that fit a blocking function with this outcome.
pub trait StepOnThread<R: Outcome>: BundleWords {
    /// Makes an attempt, if the budget does not refuse the first, and waits. Returns the outcome if no attempt
    /// follows.
    fn step_on_thread(
        &self,
        call: &mut Self::OnThread,
        policy: &Policy,
        view: fn(&R) -> ErrorView<'_>,
        from_refused: Option<fn(Refused) -> R>,
        attempt: impl FnOnce() -> R,
    ) -> Option<R>;
}

/// The words of a bundle that fit an async function with this outcome.
pub trait StepInTask<R: Outcome>: BundleWords {
    /// As [`StepOnThread::step_on_thread`]. The future has room for the attempt or for the wait, whichever is larger,
    /// and it never keeps the outcome for a wait whose words do not need it.
    fn step_in_task<A: Future<Output = R>>(
        &self,
        call: &mut Self::InTask,
        policy: &Policy,
        view: fn(&R) -> ErrorView<'_>,
        from_refused: Option<fn(Refused) -> R>,
        attempt: A,
    ) -> impl Future<Output = Option<R>>;
}

/// The observer of a bundle's call.
type ObserverOf<Retrying, GivingUp, Before> = <Retrying as HookWord>::Observer<
    <GivingUp as HookWord>::Observer<<Before as HookWord>::Observer<DefaultObserver>>,
>;

/// The state of a bundle's call.
type Call<Kind, Budget, Observer, D> = Progress<<Kind as Kinds>::State, Budget, Observer, D>;

impl<
    On,
    Budget,
    OnOk,
    Retrying,
    GivingUp,
    Timeout,
    Refusing,
    Sleep,
    Exhausting,
    Before,
    Else,
    Kind,
    Ending,
> BundleWords
    for Words<
        On,
        Budget,
        OnOk,
        Retrying,
        GivingUp,
        Timeout,
        Refusing,
        Sleep,
        NoText,
        Exhausting,
        Around<Before, Else, Kind, Ending>,
    >
where
    Budget: RetryBudget + Copy,
    Retrying: HookWord,
    GivingUp: HookWord,
    Before: HookWord,
    Kind: Kinds,
{
    type Observer = ObserverOf<Retrying, GivingUp, Before>;
    type OnThread = Call<Kind, Budget, Self::Observer, thread::CallDeadline>;
    type InTask = Call<Kind, Budget, Self::Observer, task::CallDeadline>;

    #[inline]
    fn begin_on_thread(&self, policy: &Policy, site: &'static CallSite) -> Self::OnThread {
        Progress::new(
            self.around.whens.begin(),
            CallObserver::begin(site),
            CallBudget::new(self.budget),
            thread::CallDeadline::start(policy),
        )
    }

    #[inline]
    fn begin_in_task(&self, policy: &Policy, site: &'static CallSite) -> Self::InTask {
        Progress::new(
            self.around.whens.begin(),
            CallObserver::begin(site),
            CallBudget::new(self.budget),
            task::CallDeadline::start(policy),
        )
    }
}

impl<
    R,
    On,
    Budget,
    OnOk,
    Retrying,
    GivingUp,
    Timeout,
    Refusing,
    Sleep,
    Exhausting,
    Before,
    Else,
    Kind,
    Ending,
> StepOnThread<R>
    for Words<
        On,
        Budget,
        OnOk,
        Retrying,
        GivingUp,
        Timeout,
        Refusing,
        Sleep,
        NoText,
        Exhausting,
        Around<Before, Else, Kind, Ending>,
    >
where
    R: Outcome,
    for<'a> &'a On: OnError<R::Error>,
    Budget: RetryBudget + Copy,
    for<'a> &'a OnOk: OnSuccess<R::Value>,
    Retrying: HookWord,
    for<'a> &'a Retrying: OnRetry<R::Error>,
    GivingUp: HookWord,
    for<'a> &'a GivingUp: OnGiveUp<R::Error>,
    Refusing: Refusal<R>,
    Sleep: ThreadSleep,
    Exhausting: KeepWord,
    Before: HookWord + KeepWord,
    Else: KeepWord,
    Kind: Whens<R::Error>,
    Ending: Cancel + KeepWord,
    KeepOf<Exhausting, Before, Else, Ending>: PauseOnThread<R, ObserverOf<Retrying, GivingUp, Before>, Before, Else>
        + EndOnThread<R, Else>,
{
    #[inline]
    fn step_on_thread(
        &self,
        call: &mut Self::OnThread,
        policy: &Policy,
        view: fn(&R) -> ErrorView<'_>,
        from_refused: Option<fn(Refused) -> R>,
        attempt: impl FnOnce() -> R,
    ) -> Option<R> {
        let next = match call.admit(&self.on_refused, thread::now, from_refused) {
            Ok(()) => {
                let attempted = Attempted::on_thread(policy, call.deadline(), attempt);
                self.decide(call, policy, thread::now, view, attempted)
            }
            Err(cause) => Err(Ended::refused(self.on_refused.outcome(cause))),
        };
        let (on_give_up, words, sleep) = (&self.on_give_up, self.pause_words(), &self.sleep);
        match next {
            Ok(pause) => {
                PauseOnThread::on_thread(pause, call, policy, view, on_give_up, words, sleep)
            }
            Err(ended) => Some(words.end_on_thread(ended, sleep)),
        }
    }
}

impl<
    R,
    On,
    Budget,
    OnOk,
    Retrying,
    GivingUp,
    Timeout,
    Refusing,
    Sleep,
    Exhausting,
    Before,
    Else,
    Kind,
    Ending,
> StepInTask<R>
    for Words<
        On,
        Budget,
        OnOk,
        Retrying,
        GivingUp,
        Timeout,
        Refusing,
        Sleep,
        NoText,
        Exhausting,
        Around<Before, Else, Kind, Ending>,
    >
where
    R: Outcome,
    for<'a> &'a On: OnError<R::Error>,
    Budget: RetryBudget + Copy,
    for<'a> &'a OnOk: OnSuccess<R::Value>,
    Retrying: HookWord,
    for<'a> &'a Retrying: OnRetry<R::Error>,
    GivingUp: HookWord,
    for<'a> &'a GivingUp: OnGiveUp<R::Error>,
    Timeout: CutOff<R>,
    Refusing: Refusal<R>,
    Sleep: SleepInTask,
    Exhausting: KeepWord,
    Before: HookWord + KeepWord,
    Else: KeepWord,
    Kind: Whens<R::Error>,
    Ending: Cancel + KeepWord,
    KeepOf<Exhausting, Before, Else, Ending>:
        PauseInTask<R, ObserverOf<Retrying, GivingUp, Before>, Before, Else>,
{
    #[inline]
    fn step_in_task<A: Future<Output = R>>(
        &self,
        call: &mut Self::InTask,
        policy: &Policy,
        view: fn(&R) -> ErrorView<'_>,
        from_refused: Option<fn(Refused) -> R>,
        attempt: A,
    ) -> impl Future<Output = Option<R>> {
        let attempt = match call.admit(&self.on_refused, task::now, from_refused) {
            Ok(()) => {
                let limit = Timeout::limit(policy, call.deadline());
                let attempt = Timeout::run(attempt, limit, self.sleep.in_task());
                Ok(watched(attempt, policy))
            }
            Err(cause) => Err(cause),
        };
        step(call, attempt, move |call, ended| {
            let next = match ended {
                Ok((ended, watched)) => {
                    let (outcome, has_timed_out) = match ended {
                        Ok(outcome) => (outcome, false),
                        Err(cut) => (self.timeout.outcome(cut, call.attempt(policy)), true),
                    };
                    let attempted = Attempted {
                        outcome,
                        has_timed_out,
                        watched,
                    };
                    self.decide(call, policy, task::now, view, attempted)
                }
                Err(cause) => Err(Ended::refused(self.on_refused.outcome(cause))),
            };
            let pause = next.or_else(end_in_pause)?;
            let (on_give_up, words) = (&self.on_give_up, self.pause_words());
            let sleep = self.sleep.in_task();
            Ok(PauseInTask::in_task(
                pause, call, policy, view, on_give_up, words, sleep,
            ))
        })
    }
}

impl<
    On,
    Budget,
    OnOk,
    Retrying,
    GivingUp,
    Timeout,
    Refusing,
    Sleep,
    Text,
    Exhausting,
    Before,
    Else,
    Kind,
    Ending,
>
    Words<
        On,
        Budget,
        OnOk,
        Retrying,
        GivingUp,
        Timeout,
        Refusing,
        Sleep,
        Text,
        Exhausting,
        Around<Before, Else, Kind, Ending>,
    >
{
    /// Decides what follows an attempt, as [`Progress::after_attempt`].
    ///
    /// # Errors
    ///
    /// The end of the call, if no attempt follows.
    #[inline]
    pub(in crate::call) fn decide<R, B: RetryBudget, O: CallObserver, D: Deadline>(
        &self,
        call: &mut Progress<Kind::State, B, O, D>,
        policy: &Policy,
        now: fn() -> Duration,
        view: impl FnOnce(&R) -> ErrorView<'_>,
        attempted: Attempted<R>,
    ) -> Next<R, Exhausting, Before, Else, Ending>
    where
        R: Outcome,
        for<'a> &'a On: OnError<R::Error>,
        for<'a> &'a OnOk: OnSuccess<R::Value>,
        for<'a> &'a Retrying: OnRetry<R::Error>,
        for<'a> &'a GivingUp: OnGiveUp<R::Error>,
        Exhausting: KeepWord,
        Before: KeepWord,
        Else: KeepWord,
        Kind: Whens<R::Error>,
        Ending: Cancel + KeepWord,
    {
        let Attempted {
            outcome,
            has_timed_out,
            watched,
        } = attempted;
        let judged = judge_by(&outcome, &self.on, &self.on_ok);
        let judged = mark_timed_out(judged, has_timed_out);
        let Around { whens, cancel, .. } = &self.around;
        call.after_attempt(
            policy,
            now,
            judged,
            whens,
            find_kind(&outcome, judged, |error| whens.find(error)),
            Watched {
                is_cancelled: judged.is_some() && cancel.is_cancelled(),
                ..watched
            },
            view,
            &self.on_retry,
            &self.on_give_up,
            self.pause_words(),
            outcome,
        )
    }
}

/// Returns the step with this attempt, or with the cause of a refusal. `then` returns the pause that follows, or the
/// outcome of the call.
#[inline]
fn step<'a, A: Future, E, C, F, P, R>(
    call: &'a mut C,
    attempt: Result<WatchedAttempt<A>, E>,
    then: F,
) -> Step<'a, A, E, C, F, P>
where
    F: FnOnce(&'a mut C, Result<(A::Output, Watched), E>) -> Result<P, R>,
{
    match attempt {
        Ok(attempt) => Step::Attempting {
            attempt,
            then: Some((call, then)),
        },
        Err(cause) => Step::Refused {
            then: Some((cause, call, then)),
        },
    }
}

pin_project! {
    /// A step of an async function. The pause takes the place of the attempt: an async block would have room for both.
    #[derive(Debug)]
    #[project = Projected]
    enum Step<'a, A, E, C, F, P> {
        Refused { then: Option<(E, &'a mut C, F)> },
        Attempting { #[pin] attempt: WatchedAttempt<A>, then: Option<(&'a mut C, F)> },
        Pausing { #[pin] pause: P },
    }
}

impl<'a, A, E, S, B, O, D, F, P, R> Future for Step<'a, A, E, Progress<S, B, O, D>, F, P>
where
    A: Future,
    S: CallState,
    B: RetryBudget,
    O: CallObserver,
    D: Deadline,
    F: FnOnce(&'a mut Progress<S, B, O, D>, Result<(A::Output, Watched), E>) -> Result<P, R>,
    P: Future<Output = Option<R>>,
{
    type Output = Option<R>;

    #[inline]
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<R>> {
        loop {
            let next = match self.as_mut().project() {
                Projected::Refused { then } => then
                    .take()
                    .map(|(cause, call, then)| then(call, Err(cause))),
                Projected::Attempting { attempt, then } => {
                    let ended = {
                        let _entered = then.as_ref().map(|(call, _)| call.deadline().enter());
                        ready!(attempt.poll(cx))
                    };
                    then.take().map(|(call, then)| then(call, Ok(ended)))
                }
                Projected::Pausing { pause } => return pause.poll(cx),
            };
            match next {
                Some(Ok(pause)) => self.set(Self::Pausing { pause }),
                Some(Err(outcome)) => return Poll::Ready(Some(outcome)),
                // It was polled after its end.
                None => return Poll::Pending,
            }
        }
    }
}
