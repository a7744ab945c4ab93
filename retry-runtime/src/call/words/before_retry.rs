//! `before_retry`: the user's code after a failure that is retried, before the wait. Its error ends the call.

use core::future::Future;

use crate::observe::attempt_report::Report;
use crate::observe::call_observer::ObservedCall;
use crate::observe::event::Event;
use crate::scope::narrowed::in_scope;
use crate::scope::when_polled::when_polled;
use crate::time::Deadline;

/// `before_retry` of a function that blocks its thread.
///
/// The supertrait tells the compiler the types of a closure.
#[diagnostic::on_unimplemented(
    message = "`before_retry` takes a function from `&Event<'_, {E}>` to `Result<(), {E}>`",
    label = "another function",
    note = "return `Ok(())` to retry, or an error that ends the call",
    note = "only an async function awaits it, and a bundle knows that by the word `async`: write `before_retry = async |event| refresh(event).await`"
)]
pub trait BeforeRetry<E>: for<'a, 'b> FnOnce(&'a Event<'b, E>) -> Result<(), E> {}

#[diagnostic::do_not_recommend]
impl<E, F: for<'a, 'b> FnOnce(&'a Event<'b, E>) -> Result<(), E>> BeforeRetry<E> for F {}

/// `before_retry` of an async function: an async closure, or the path of an async function.
#[diagnostic::on_unimplemented(
    message = "`before_retry` of an async function takes an async function from `&Event<'_, {E}>` to `Result<(), {E}>`",
    label = "another function",
    note = "write `before_retry = async |event| …`, and return `Ok(())` to retry, or an error that ends the call"
)]
pub trait AsyncBeforeRetry<E>: for<'a, 'b> AsyncFnOnce(&'a Event<'b, E>) -> Result<(), E> {}

#[diagnostic::do_not_recommend]
impl<E, F: for<'a, 'b> AsyncFnOnce(&'a Event<'b, E>) -> Result<(), E>> AsyncBeforeRetry<E> for F {}

/// What `before_retry` of an async function returns if it is a closure that is not async, and what `.before_retry(…)`
/// returns in a task.
#[diagnostic::on_unimplemented(
    message = "`before_retry` of an async function or closure returns a future of `Result<(), {E}>`, not `{Self}`",
    label = "no such future",
    note = "write `before_retry = async |event| …` in the attribute, `.before_retry(|event| async move {{ … }})` for a closure; return `Ok(())` to retry, or an error that ends the call"
)]
pub trait BeforeRetryFuture<E>: Future<Output = Result<(), E>> {}

#[diagnostic::do_not_recommend]
impl<E, F: Future<Output = Result<(), E>>> BeforeRetryFuture<E> for F {}

/// Returns the event that `before_retry` receives.
#[cold]
#[must_use]
pub fn event_of_retry<'a, E>(
    observer: &ObservedCall,
    error: Option<&'a E>,
    retry: Report,
) -> Event<'a, E> {
    observer.event(retry, error)
}

/// Calls `before_retry`, in the scope of its call.
///
/// # Errors
///
/// The error that ends the call.
pub fn before_retry<E>(
    event: &Event<'_, E>,
    deadline: &impl Deadline,
    run: impl BeforeRetry<E>,
) -> Result<(), E> {
    let _entered = deadline.enter();
    run(event)
}

/// Calls `before_retry` of an async function, in the scope of its call.
///
/// # Errors
///
/// The error that ends the call.
pub async fn before_retry_async<E>(
    event: &Event<'_, E>,
    deadline: &impl Deadline,
    run: impl AsyncBeforeRetry<E>,
) -> Result<(), E> {
    in_scope(deadline, run(event)).await
}

/// As [`before_retry_async`], of a closure that returns a future, which cannot borrow from the event.
///
/// # Errors
///
/// The error that ends the call.
pub async fn before_retry_future<E, F: BeforeRetryFuture<E>>(
    event: &Event<'_, E>,
    deadline: &impl Deadline,
    run: impl for<'a, 'b> FnOnce(&'a Event<'b, E>) -> F,
) -> Result<(), E> {
    in_scope(deadline, when_polled(|| run(event))).await
}
