//! `before_retry`: what happens between a failed attempt and the wait before the next one.

use core::future::{Future, ready};

use super::before_retry::{BeforeRetryFuture, event_of_retry};
use crate::call::flow::failure::TakeError;
use crate::call::flow::keep::{keeps_nothing, keeps_outcome};
use crate::call::words::HookWord;
use crate::observe::attempt_report::Report;
use crate::observe::call_observer::{CallObserver, ObservedCall};
use crate::observe::event::Event;

/// Nothing happens.
#[derive(Clone, Copy, Debug)]
pub struct NoBeforeRetry;

/// A function's own word beside its bundle. It is called before the pause, in which only the deadline is looked at.
#[derive(Clone, Copy, Debug)]
pub struct OwnBeforeRetry;

/// A function or closure.
#[derive(Clone, Copy, Debug)]
pub struct BeforeRetryBy<F>(pub F);

/// The word of the bundle with the hidden type `B`.
#[derive(Clone, Copy, Debug)]
pub struct BeforeRetryOf<B>(pub B);

/// The word of the bundle with the hidden type `B`, if it returns a future.
#[derive(Clone, Copy, Debug)]
pub struct BeforeRetryInTaskOf<B>(pub B);

keeps_nothing!(NoBeforeRetry);
keeps_outcome! {
    [] OwnBeforeRetry;
    [F] BeforeRetryBy<F>;
    [B] BeforeRetryOf<B>;
    [B] BeforeRetryInTaskOf<B>;
}

impl HookWord for NoBeforeRetry {
    type Observer<Other: CallObserver> = Other;
}

impl<B> HookWord for BeforeRetryOf<B> {
    type Observer<Other: CallObserver> = ObservedCall;
}

impl<B> HookWord for BeforeRetryInTaskOf<B> {
    type Observer<Other: CallObserver> = ObservedCall;
}

/// The `before_retry` of a bundle, implemented for its hidden type.
pub trait BeforeRetryWord<E> {
    /// Calls it.
    ///
    /// # Errors
    ///
    /// The error that ends the call.
    fn before_retry(event: &Event<'_, E>) -> Result<(), E>;
}

/// The `before_retry` of a bundle that returns a future.
pub trait BeforeRetryInTaskWord<E> {
    /// Calls it.
    fn before_retry(event: &Event<'_, E>) -> impl Future<Output = Result<(), E>>;
}

/// The word of a call that blocks its thread.
#[diagnostic::on_unimplemented(
    message = "this `before_retry` does not fit a function or closure that is not async",
    label = "it must take `&Event<'_, Error>` and return `Result<(), Error>`, without `async`, with the error of the call",
    note = "for one with `async`, make the function async, or write `call_async` or `retry_async`",
    note = "if it is a bundle's, write `before_retry = none`, or one of your own, beside the bundle"
)]
pub trait BeforeRetryOnThread<R, O> {
    /// Calls it. Returns whether the call goes on; otherwise the outcome has the error that ends the call.
    fn call(&self, observer: &O, report: Report, outcome: &mut R) -> bool;
}

/// The word of a call that yields to an executor.
#[diagnostic::on_unimplemented(
    message = "this `before_retry` cannot be awaited with the error of `{R}`",
    label = "it must take `&Event<'_, Error>` and return a future of `Result<(), Error>`, with the error of `{R}`",
    note = "write `|event| async move {{ … }}`; the future takes what it needs out of the event first",
    note = "if it is a bundle's, write `before_retry = none`, or one of your own, beside the bundle"
)]
pub trait BeforeRetryInTask<R, O> {
    /// Calls it. Returns whether the call goes on; otherwise the outcome has the error that ends the call.
    fn call(&self, observer: &O, report: Report, outcome: &mut R) -> impl Future<Output = bool>;
}

impl<R, O> BeforeRetryOnThread<R, O> for NoBeforeRetry {
    #[inline]
    fn call(&self, _: &O, _: Report, _: &mut R) -> bool {
        true
    }
}

impl<R, O> BeforeRetryInTask<R, O> for NoBeforeRetry {
    #[inline]
    fn call(&self, _: &O, _: Report, _: &mut R) -> impl Future<Output = bool> {
        ready(true)
    }
}

impl<R, O> BeforeRetryOnThread<R, O> for OwnBeforeRetry {
    #[inline]
    fn call(&self, _: &O, _: Report, _: &mut R) -> bool {
        true
    }
}

impl<R, O> BeforeRetryInTask<R, O> for OwnBeforeRetry {
    #[inline]
    fn call(&self, _: &O, _: Report, _: &mut R) -> impl Future<Output = bool> {
        ready(true)
    }
}

impl<R, F> BeforeRetryOnThread<R, ObservedCall> for BeforeRetryBy<F>
where
    R: TakeError,
    F: Fn(&Event<'_, R::Error>) -> Result<(), R::Error>,
{
    fn call(&self, observer: &ObservedCall, report: Report, outcome: &mut R) -> bool {
        let called = (self.0)(&event_of_retry(observer, outcome.as_result().err(), report));
        goes_on(called, outcome)
    }
}

impl<R, F, A> BeforeRetryInTask<R, ObservedCall> for BeforeRetryBy<F>
where
    R: TakeError,
    F: Fn(&Event<'_, R::Error>) -> A,
    A: BeforeRetryFuture<R::Error>,
{
    async fn call(&self, observer: &ObservedCall, report: Report, outcome: &mut R) -> bool {
        // The future does not borrow the event, whose error need not be `Sync`.
        let future = (self.0)(&event_of_retry(observer, outcome.as_result().err(), report));
        goes_on(future.await, outcome)
    }
}

impl<R: TakeError, B: BeforeRetryWord<R::Error>> BeforeRetryOnThread<R, ObservedCall>
    for BeforeRetryOf<B>
{
    fn call(&self, observer: &ObservedCall, report: Report, outcome: &mut R) -> bool {
        let called = B::before_retry(&event_of_retry(observer, outcome.as_result().err(), report));
        goes_on(called, outcome)
    }
}

impl<R: TakeError, B: BeforeRetryWord<R::Error>> BeforeRetryInTask<R, ObservedCall>
    for BeforeRetryOf<B>
{
    fn call(
        &self,
        observer: &ObservedCall,
        report: Report,
        outcome: &mut R,
    ) -> impl Future<Output = bool> {
        ready(BeforeRetryOnThread::call(self, observer, report, outcome))
    }
}

impl<R: TakeError, B: BeforeRetryInTaskWord<R::Error>> BeforeRetryInTask<R, ObservedCall>
    for BeforeRetryInTaskOf<B>
{
    async fn call(&self, observer: &ObservedCall, report: Report, outcome: &mut R) -> bool {
        let called =
            B::before_retry(&event_of_retry(observer, outcome.as_result().err(), report)).await;
        goes_on(called, outcome)
    }
}

/// Puts the error that ends the call into its outcome.
fn goes_on<R: TakeError>(called: Result<(), R::Error>, outcome: &mut R) -> bool {
    match called {
        Ok(()) => true,
        Err(error) => {
            *outcome = R::from_error(error);
            false
        }
    }
}
