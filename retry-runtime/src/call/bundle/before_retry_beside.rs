//! A function's own `before_retry` beside its bundle, called between the attempt and the pause.

use crate::budget::retry_budget::RetryBudget;
use crate::call::flow::call_state::CallState;
use crate::call::flow::failure::TakeError;
use crate::call::flow::keep::Kept;
use crate::call::flow::progress::{Ended, Pause, Progress, Then};
use crate::call::words::before_retry::{
    AsyncBeforeRetry, BeforeRetry, BeforeRetryFuture, before_retry, before_retry_async,
    before_retry_future, event_of_retry,
};
use crate::decision::StopReason;
use crate::observe::call_observer::ObservedCall;
use crate::observe::error_view::ErrorView;
use crate::observe::event::Event;
use crate::policy::Policy;
use crate::time::Deadline;

/// What happens after `before_retry`: the pause, or the end of the call with the error that it returned.
type AfterBeforeRetry<R> = Result<Pause<R, Kept>, Ended<R>>;

/// Calls it. It is a macro because only two of the three functions await.
macro_rules! call {
    ($progress:ident, $policy:ident, $view:ident, $pause:ident, |$event:ident| $call:expr) => {{
        let Then::Retry(retry) = $pause.kept.then else {
            return Ok($pause);
        };
        let called = {
            let error = $pause.kept.outcome.as_result().err();
            let $event = &event_of_retry(&$progress.observer, error, retry);
            $call
        };
        match called {
            Ok(()) => Ok($pause),
            Err(error) => {
                let outcome = R::from_error(error);
                let report = retry.gave_up(StopReason::BeforeRetry);
                Err($progress.give_up($policy, report, outcome, $view))
            }
        }
    }};
}

/// Calls `before_retry`.
///
/// # Errors
///
/// The end of the call.
pub fn before_retry_beside<R: TakeError>(
    progress: &mut Progress<impl CallState, impl RetryBudget, ObservedCall, impl Deadline>,
    policy: &Policy,
    view: fn(&R) -> ErrorView<'_>,
    pause: Pause<R, Kept>,
    run: impl BeforeRetry<R::Error>,
) -> AfterBeforeRetry<R> {
    call!(progress, policy, view, pause, |event| before_retry(
        event,
        progress.deadline(),
        run
    ))
}

/// Calls `before_retry` of an async function.
///
/// # Errors
///
/// The end of the call.
pub async fn before_retry_async_beside<R: TakeError>(
    progress: &mut Progress<impl CallState, impl RetryBudget, ObservedCall, impl Deadline>,
    policy: &Policy,
    view: fn(&R) -> ErrorView<'_>,
    pause: Pause<R, Kept>,
    run: impl AsyncBeforeRetry<R::Error>,
) -> AfterBeforeRetry<R> {
    call!(progress, policy, view, pause, |event| before_retry_async(
        event,
        progress.deadline(),
        run
    )
    .await)
}

/// Calls a closure that returns a future, which cannot borrow from the event.
///
/// # Errors
///
/// The end of the call.
pub async fn before_retry_future_beside<R: TakeError, F: BeforeRetryFuture<R::Error>>(
    progress: &mut Progress<impl CallState, impl RetryBudget, ObservedCall, impl Deadline>,
    policy: &Policy,
    view: fn(&R) -> ErrorView<'_>,
    pause: Pause<R, Kept>,
    run: impl for<'a, 'b> FnOnce(&'a Event<'b, R::Error>) -> F,
) -> AfterBeforeRetry<R> {
    call!(progress, policy, view, pause, |event| before_retry_future(
        event,
        progress.deadline(),
        run
    )
    .await)
}
