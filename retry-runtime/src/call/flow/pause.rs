//! What happens between two attempts: `before_retry`, the wait that `cancel` may end, and `or_else` where no attempt
//! follows.

use core::future::{Future, Pending};
use core::pin::Pin;
use core::task::{Context, Poll};

use pin_project_lite::pin_project;

use super::call_state::CallState;
use super::keep::{Dropped, Keep, KeepOf, KeepWord, Kept, PauseWords};
use super::progress::{Ended, Failed, Pause, Progress, Then};
use crate::budget::retry_budget::RetryBudget;
use crate::call::words::OnGiveUp;
use crate::call::words::before_retry_word::{BeforeRetryInTask, BeforeRetryOnThread};
use crate::call::words::cancel::Cancel;
use crate::call::words::or_else_word::{OrElseInTask, OrElseOnThread};
use crate::call::words::sleeps::{TaskSleep, ThreadSleep};
use crate::decision::StopReason;
use crate::observe::call_observer::CallObserver;
use crate::observe::error_view::ErrorView;
use crate::outcome::Outcome;
use crate::policy::Policy;
use crate::scope::narrowed::in_scope;
use crate::scope::when_polled::when_polled;
use crate::time::Deadline;

impl<X: KeepWord, P: KeepWord, L: KeepWord, N: Cancel + KeepWord> PauseWords<'_, X, P, L, N> {
    /// Waits for the next attempt. Returns the end of the call if none follows: neither `on_give_up` nor `or_else` was
    /// called.
    #[inline]
    pub fn wait_on_thread<R: Outcome, O>(
        self,
        progress: &mut Progress<impl CallState, impl RetryBudget, O, impl Deadline>,
        policy: &Policy,
        view: fn(&R) -> ErrorView<'_>,
        pause: Pause<R, KeepOf<X, P, L, N>>,
        sleep: &impl ThreadSleep,
    ) -> Option<Ended<R>>
    where
        KeepOf<X, P, L, N>: PauseOnThread<R, O, P, L>,
    {
        let (before_retry, cancel) = (self.before_retry, self.cancel);
        PauseOnThread::wait_on_thread(pause, progress, policy, view, before_retry, cancel, sleep)
    }

    /// As [`wait_on_thread`](Self::wait_on_thread), in a task.
    #[inline]
    pub fn wait_in_task<R: Outcome, O>(
        self,
        progress: &mut Progress<impl CallState, impl RetryBudget, O, impl Deadline>,
        policy: &Policy,
        view: fn(&R) -> ErrorView<'_>,
        pause: Pause<R, KeepOf<X, P, L, N>>,
        sleep: &impl TaskSleep,
    ) -> impl Future<Output = Option<Ended<R>>>
    where
        KeepOf<X, P, L, N>: PauseInTask<R, O, P, L>,
    {
        let (before_retry, cancel) = (self.before_retry, self.cancel);
        PauseInTask::wait_in_task(pause, progress, policy, view, before_retry, cancel, sleep)
    }

    /// Returns the outcome of a call that has ended, or what `or_else` returns instead.
    #[inline]
    pub fn end_on_thread<R>(self, ended: Ended<R>, sleep: &impl ThreadSleep) -> R
    where
        KeepOf<X, P, L, N>: EndOnThread<R, L>,
    {
        KeepOf::<X, P, L, N>::end_on_thread(ended, self.or_else, self.cancel, sleep)
    }

    /// As [`end_on_thread`](Self::end_on_thread), in a task.
    ///
    /// # Errors
    ///
    /// The future of what is returned instead.
    #[inline]
    pub fn end_in_task<R>(
        self,
        ended: Ended<R>,
        sleep: &impl TaskSleep,
    ) -> Result<R, impl Future<Output = R>>
    where
        KeepOf<X, P, L, N>: EndInTask<R, L>,
    {
        KeepOf::<X, P, L, N>::end_in_task(ended, self.or_else, self.cancel, sleep)
    }
}

/// What a call keeps, with `before_retry` and `or_else` of the types `P` and `L`. Each implementation has code of its
/// own: in one for both, a future would have room for the outcome.
pub trait PauseOnThread<R: Outcome, O, P, L>: Keep + Sized {
    /// Waits for the next attempt. Returns the outcome if none follows.
    fn on_thread<G: OnGiveUp<R::Error>, N: Cancel, W: ThreadSleep>(
        pause: Pause<R, Self>,
        progress: &mut Progress<impl CallState, impl RetryBudget, O, impl Deadline>,
        policy: &Policy,
        view: impl FnOnce(&R) -> ErrorView<'_>,
        on_give_up: G,
        words: PauseWords<'_, impl Sized, P, L, N>,
        sleep: &W,
    ) -> Option<R>;

    /// As [`on_thread`](Self::on_thread), but calls neither `on_give_up` nor `or_else`.
    fn wait_on_thread<N: Cancel, W: ThreadSleep>(
        pause: Pause<R, Self>,
        progress: &mut Progress<impl CallState, impl RetryBudget, O, impl Deadline>,
        policy: &Policy,
        view: impl FnOnce(&R) -> ErrorView<'_>,
        before_retry: &P,
        cancel: &N,
        sleep: &W,
    ) -> Option<Ended<R>>;
}

/// As [`PauseOnThread`], in a call that yields to an executor.
pub trait PauseInTask<R: Outcome, O, P, L>: Keep + Sized {
    /// Waits for the next attempt. Returns the outcome if none follows.
    fn in_task<G: OnGiveUp<R::Error>, N: Cancel, W: TaskSleep>(
        pause: Pause<R, Self>,
        progress: &mut Progress<impl CallState, impl RetryBudget, O, impl Deadline>,
        policy: &Policy,
        view: impl FnOnce(&R) -> ErrorView<'_>,
        on_give_up: G,
        words: PauseWords<'_, impl Sized, P, L, N>,
        sleep: &W,
    ) -> impl Future<Output = Option<R>>;

    /// As [`in_task`](Self::in_task), but calls neither `on_give_up` nor `or_else`.
    fn wait_in_task<N: Cancel, W: TaskSleep>(
        pause: Pause<R, Self>,
        progress: &mut Progress<impl CallState, impl RetryBudget, O, impl Deadline>,
        policy: &Policy,
        view: impl FnOnce(&R) -> ErrorView<'_>,
        before_retry: &P,
        cancel: &N,
        sleep: &W,
    ) -> impl Future<Output = Option<Ended<R>>>;
}

/// Returns the pause in which a call ends that has `or_else`, or that waits before its end.
///
/// # Errors
///
/// The outcome, if it is returned now.
#[inline]
pub(crate) fn end_in_pause<K: Keep, R>(ended: Ended<R>) -> Result<Pause<R, K>, R> {
    let Ended {
        outcome,
        report,
        wait,
    } = ended;
    let Some(report) = report else {
        return Err(outcome);
    };
    let then = Then::Return(report);
    let kept = K::keep_or(Failed { outcome, then }, |failed| failed.outcome)?;
    Ok(Pause { wait, kept })
}

/// The end of a call with `or_else` of the type `L`.
pub trait EndOnThread<R, L>: Keep {
    /// Returns the outcome, or what `or_else` returns instead.
    fn end_on_thread<N: Cancel, W: ThreadSleep>(
        ended: Ended<R>,
        or_else: &L,
        cancel: &N,
        sleep: &W,
    ) -> R;
}

/// As [`EndOnThread`], in a call that yields to an executor.
pub trait EndInTask<R, L>: Keep {
    /// Returns the outcome, or the future of what `or_else` returns instead.
    ///
    /// # Errors
    ///
    /// The future.
    fn end_in_task<N: Cancel, W: TaskSleep>(
        ended: Ended<R>,
        or_else: &L,
        cancel: &N,
        sleep: &W,
    ) -> Result<R, impl Future<Output = R>>;
}

impl<R: Outcome, O: CallObserver, P, L> PauseOnThread<R, O, P, L> for Dropped {
    #[inline]
    fn on_thread<G: OnGiveUp<R::Error>, N: Cancel, W: ThreadSleep>(
        pause: Pause<R, Self>,
        progress: &mut Progress<impl CallState, impl RetryBudget, O, impl Deadline>,
        _: &Policy,
        _: impl FnOnce(&R) -> ErrorView<'_>,
        _: G,
        _: PauseWords<'_, impl Sized, P, L, N>,
        sleep: &W,
    ) -> Option<R> {
        sleep.sleep(pause.wait);
        progress.end_wait();
        None
    }

    #[inline]
    fn wait_on_thread<N: Cancel, W: ThreadSleep>(
        pause: Pause<R, Self>,
        progress: &mut Progress<impl CallState, impl RetryBudget, O, impl Deadline>,
        _: &Policy,
        _: impl FnOnce(&R) -> ErrorView<'_>,
        _: &P,
        _: &N,
        sleep: &W,
    ) -> Option<Ended<R>> {
        sleep.sleep(pause.wait);
        progress.end_wait();
        None
    }
}

impl<R: Outcome, O: CallObserver, P, L> PauseInTask<R, O, P, L> for Dropped {
    #[inline]
    fn in_task<G: OnGiveUp<R::Error>, N: Cancel, W: TaskSleep>(
        pause: Pause<R, Self>,
        progress: &mut Progress<impl CallState, impl RetryBudget, O, impl Deadline>,
        _: &Policy,
        _: impl FnOnce(&R) -> ErrorView<'_>,
        _: G,
        _: PauseWords<'_, impl Sized, P, L, N>,
        sleep: &W,
    ) -> impl Future<Output = Option<R>> {
        after(sleep.sleep(pause.wait), || {
            progress.end_wait();
            None
        })
    }

    #[inline]
    fn wait_in_task<N: Cancel, W: TaskSleep>(
        pause: Pause<R, Self>,
        progress: &mut Progress<impl CallState, impl RetryBudget, O, impl Deadline>,
        _: &Policy,
        _: impl FnOnce(&R) -> ErrorView<'_>,
        _: &P,
        _: &N,
        sleep: &W,
    ) -> impl Future<Output = Option<Ended<R>>> {
        after(sleep.sleep(pause.wait), || {
            progress.end_wait();
            None
        })
    }
}

/// Calls `before_retry` in the scope of its call.
macro_rules! in_own_scope {
    ($progress:ident, $call:expr) => {{
        let _entered = $progress.deadline().enter();
        $call
    }};
    ($progress:ident, $call:expr, $await:tt) => {
        in_scope($progress.deadline(), when_polled(|| $call)).$await
    };
}

/// The wait of a call that keeps its outcome. It is a macro because only one of the two functions awaits.
macro_rules! wait_with_outcome {
    (
        $pause:ident, $progress:ident, $policy:ident, $view:ident, $before_retry:ident, $cancel:ident, $sleep:ident,
        $wait:path $(, $await:tt)?
    ) => {{
        let Pause { wait, kept } = $pause;
        let Failed { mut outcome, then } = kept;
        let retry = match then {
            Then::Retry(retry) => retry,
            Then::Return(report) => {
                let report = Some(report);
                return Some(Ended { outcome, report, wait });
            }
        };
        let goes_on = in_own_scope!(
            $progress,
            $before_retry.call(&$progress.observer, retry, &mut outcome)
            $(, $await)?
        );
        let given_up = if !goes_on {
            Some(retry.gave_up(StopReason::BeforeRetry))
        } else if P::IS_SAID {
            $progress.too_late($policy, retry, wait)
        } else {
            None
        };
        if let Some(report) = given_up {
            return Some($progress.give_up($policy, report, outcome, $view));
        }
        if $wait($cancel, wait, $sleep)$(.$await)? {
            return Some($progress.cancel(retry, outcome));
        }
        $progress.end_wait();
        None
    }};
}

impl<R, O, P, L> PauseOnThread<R, O, P, L> for Kept
where
    R: Outcome,
    O: CallObserver,
    P: BeforeRetryOnThread<R, O> + KeepWord,
    L: OrElseOnThread<R>,
{
    fn on_thread<G: OnGiveUp<R::Error>, N: Cancel, W: ThreadSleep>(
        pause: Pause<R, Self>,
        progress: &mut Progress<impl CallState, impl RetryBudget, O, impl Deadline>,
        policy: &Policy,
        view: impl FnOnce(&R) -> ErrorView<'_>,
        on_give_up: G,
        words: PauseWords<'_, impl Sized, P, L, N>,
        sleep: &W,
    ) -> Option<R> {
        let PauseWords {
            before_retry,
            or_else,
            cancel,
            ..
        } = words;
        let was_reported = matches!(pause.kept.then, Then::Return(_));
        let mut ended = <Self as PauseOnThread<R, O, P, L>>::wait_on_thread(
            pause,
            progress,
            policy,
            view,
            before_retry,
            cancel,
            sleep,
        )?;
        if !was_reported {
            ended = ended.call_hook(progress, on_give_up);
        }
        Some(return_on_thread(ended, or_else, cancel, sleep))
    }

    fn wait_on_thread<N: Cancel, W: ThreadSleep>(
        pause: Pause<R, Self>,
        progress: &mut Progress<impl CallState, impl RetryBudget, O, impl Deadline>,
        policy: &Policy,
        view: impl FnOnce(&R) -> ErrorView<'_>,
        before_retry: &P,
        cancel: &N,
        sleep: &W,
    ) -> Option<Ended<R>> {
        wait_with_outcome!(
            pause,
            progress,
            policy,
            view,
            before_retry,
            cancel,
            sleep,
            Cancel::wait_on_thread
        )
    }
}

impl<R, O, P, L> PauseInTask<R, O, P, L> for Kept
where
    R: Outcome,
    O: CallObserver,
    P: BeforeRetryInTask<R, O> + KeepWord,
    L: OrElseInTask<R>,
{
    async fn in_task<G: OnGiveUp<R::Error>, N: Cancel, W: TaskSleep>(
        pause: Pause<R, Self>,
        progress: &mut Progress<impl CallState, impl RetryBudget, O, impl Deadline>,
        policy: &Policy,
        view: impl FnOnce(&R) -> ErrorView<'_>,
        on_give_up: G,
        words: PauseWords<'_, impl Sized, P, L, N>,
        sleep: &W,
    ) -> Option<R> {
        let PauseWords {
            before_retry,
            or_else,
            cancel,
            ..
        } = words;
        let was_reported = matches!(pause.kept.then, Then::Return(_));
        let mut ended = <Self as PauseInTask<R, O, P, L>>::wait_in_task(
            pause,
            progress,
            policy,
            view,
            before_retry,
            cancel,
            sleep,
        )
        .await?;
        if !was_reported {
            ended = ended.call_hook(progress, on_give_up);
        }
        Some(return_in_task(ended, or_else, cancel, sleep).await)
    }

    async fn wait_in_task<N: Cancel, W: TaskSleep>(
        pause: Pause<R, Self>,
        progress: &mut Progress<impl CallState, impl RetryBudget, O, impl Deadline>,
        policy: &Policy,
        view: impl FnOnce(&R) -> ErrorView<'_>,
        before_retry: &P,
        cancel: &N,
        sleep: &W,
    ) -> Option<Ended<R>> {
        wait_with_outcome!(
            pause,
            progress,
            policy,
            view,
            before_retry,
            cancel,
            sleep,
            Cancel::wait_in_task,
            await
        )
    }
}

impl<R, L> EndOnThread<R, L> for Dropped {
    #[inline]
    fn end_on_thread<N: Cancel, W: ThreadSleep>(ended: Ended<R>, _: &L, _: &N, _: &W) -> R {
        ended.outcome
    }
}

impl<R, L> EndInTask<R, L> for Dropped {
    #[inline]
    fn end_in_task<N: Cancel, W: TaskSleep>(
        ended: Ended<R>,
        _: &L,
        _: &N,
        _: &W,
    ) -> Result<R, impl Future<Output = R>> {
        // The future of no call, which is `Send` also when its output is not.
        Ok::<R, Pending<R>>(ended.outcome)
    }
}

impl<R, L: OrElseOnThread<R>> EndOnThread<R, L> for Kept {
    fn end_on_thread<N: Cancel, W: ThreadSleep>(
        ended: Ended<R>,
        or_else: &L,
        cancel: &N,
        sleep: &W,
    ) -> R {
        return_on_thread(ended, or_else, cancel, sleep)
    }
}

impl<R, L: OrElseInTask<R>> EndInTask<R, L> for Kept {
    fn end_in_task<N: Cancel, W: TaskSleep>(
        ended: Ended<R>,
        or_else: &L,
        cancel: &N,
        sleep: &W,
    ) -> Result<R, impl Future<Output = R>> {
        Err(return_in_task(ended, or_else, cancel, sleep))
    }
}

/// Waits if `on_exhausted` says so, and returns the outcome, or what `or_else` returns instead of a failure.
fn return_on_thread<R>(
    ended: Ended<R>,
    or_else: &impl OrElseOnThread<R>,
    cancel: &impl Cancel,
    sleep: &impl ThreadSleep,
) -> R {
    let Some(reason) = ended.reason() else {
        return ended.outcome;
    };
    if !ended.wait.is_zero() {
        cancel.wait_on_thread(ended.wait, sleep);
    }
    or_else.call(ended.outcome, reason)
}

/// As [`return_on_thread`], in a task.
async fn return_in_task<R>(
    ended: Ended<R>,
    or_else: &impl OrElseInTask<R>,
    cancel: &impl Cancel,
    sleep: &impl TaskSleep,
) -> R {
    let Some(reason) = ended.reason() else {
        return ended.outcome;
    };
    if !ended.wait.is_zero() {
        cancel.wait_in_task(ended.wait, sleep).await;
    }
    or_else.call(ended.outcome, reason).await
}

/// Calls `then` when the wait is over.
#[inline]
const fn after<S: Future, T, F: FnOnce() -> Option<T>>(sleep: S, then: F) -> After<S, F> {
    After {
        sleep,
        then: Some(then),
    }
}

pin_project! {
    /// A wait and what follows it. It is as large as the wait and that alone: an async block would have room for two
    /// waits.
    #[derive(Debug)]
    struct After<S, F> {
        #[pin]
        sleep: S,
        then: Option<F>,
    }
}

impl<S: Future, T, F: FnOnce() -> Option<T>> Future for After<S, F> {
    type Output = Option<T>;

    #[inline]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<T>> {
        let this = self.project();
        this.sleep
            .poll(cx)
            .map(|_| this.then.take().and_then(|then| then()))
    }
}
