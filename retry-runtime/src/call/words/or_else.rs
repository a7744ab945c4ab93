//! `or_else`: what a call returns instead of a failure that it gives up on.

use core::future::{Future, Ready, ready};

use crate::call::flow::failure::TakeError;
use crate::decision::StopReason;

/// The failure that a call gives up on, and why.
#[derive(Debug)]
pub struct Failure<R: TakeError> {
    error: R::Error,
    reason: StopReason,
}

impl<R: TakeError> Failure<R> {
    /// Returns the failure of a call that ended with this outcome.
    ///
    /// # Errors
    ///
    /// The outcome, if the call returns it: a success, also one that `on_ok` called a failure, or the failure of a
    /// cancelled call.
    #[inline]
    pub fn of((outcome, reason): (R, Option<StopReason>)) -> Result<Self, R> {
        match reason {
            Some(StopReason::Cancelled) | None => Err(outcome),
            Some(reason) => Ok(Self {
                error: outcome.into_error()?,
                reason,
            }),
        }
    }
}

/// Calls a closure that takes the error.
pub fn or_else<R: TakeError>(failure: Failure<R>, or_else: impl FnOnce(R::Error) -> R) -> R {
    or_else(failure.error)
}

/// Calls a closure that takes the error and the reason.
pub fn or_else_with_reason<R: TakeError>(
    failure: Failure<R>,
    or_else: impl FnOnce(R::Error, StopReason) -> R,
) -> R {
    or_else(failure.error, failure.reason)
}

/// Calls a function whose parameters only its type shows.
pub fn or_else_by<R: TakeError, F: OrElse<R, M>, M>(failure: Failure<R>, or_else: F) -> R {
    or_else.call(failure.error, failure.reason)
}

/// Calls a closure that takes the error, and whose tokens show that it returns a future.
pub fn or_else_async<R: TakeError, F: Future<Output = R>>(
    failure: Failure<R>,
    or_else: impl FnOnce(R::Error) -> F,
) -> F {
    or_else(failure.error)
}

/// As [`or_else_async`], with the reason.
pub fn or_else_async_with_reason<R: TakeError, F: Future<Output = R>>(
    failure: Failure<R>,
    or_else: impl FnOnce(R::Error, StopReason) -> F,
) -> F {
    or_else(failure.error, failure.reason)
}

/// Calls a closure of an async function that takes the error. Only its type shows whether it returns a future.
pub fn or_else_in_task<R: TakeError, O: OutcomeOrFuture<R, M>, M>(
    failure: Failure<R>,
    or_else: impl FnOnce(R::Error) -> O,
) -> O::Future {
    or_else(failure.error).into_future()
}

/// As [`or_else_in_task`], with the reason.
pub fn or_else_in_task_with_reason<R: TakeError, O: OutcomeOrFuture<R, M>, M>(
    failure: Failure<R>,
    or_else: impl FnOnce(R::Error, StopReason) -> O,
) -> O::Future {
    or_else(failure.error, failure.reason).into_future()
}

/// As [`or_else_in_task`], of a function whose parameters only its type shows.
pub fn or_else_in_task_by<R: TakeError, F: AsyncOrElse<R, M>, M>(
    failure: Failure<R>,
    or_else: F,
) -> F::Future {
    or_else.call(failure.error, failure.reason)
}

/// The function takes the error.
#[derive(Debug)]
pub struct OfError;

/// The function takes the error and the reason.
#[derive(Debug)]
pub struct OfErrorAndReason;

/// `or_else` of a function that blocks its thread. `M` tells the compiler the implementations apart.
#[diagnostic::on_unimplemented(
    message = "`or_else` takes a function of the error, or of the error and the `StopReason`, that returns `{R}`",
    label = "another function",
    note = "write `or_else = |error| …` or `or_else = |error, reason| …`, and return what the function itself returns"
)]
pub trait OrElse<R: TakeError, M> {
    /// Returns the outcome of the call.
    fn call(self, error: R::Error, reason: StopReason) -> R;
}

#[diagnostic::do_not_recommend]
impl<R: TakeError, F: FnOnce(R::Error) -> R> OrElse<R, OfError> for F {
    fn call(self, error: R::Error, _: StopReason) -> R {
        self(error)
    }
}

#[diagnostic::do_not_recommend]
impl<R: TakeError, F: FnOnce(R::Error, StopReason) -> R> OrElse<R, OfErrorAndReason> for F {
    fn call(self, error: R::Error, reason: StopReason) -> R {
        self(error, reason)
    }
}

/// `or_else` of an async function.
#[diagnostic::on_unimplemented(
    message = "`or_else` takes a function of the error, or of the error and the `StopReason`, that returns `{R}` or a future of it",
    label = "another function",
    note = "write `or_else = async |error| …` or `or_else = |error, reason| …`, and return what the function itself returns"
)]
pub trait AsyncOrElse<R: TakeError, M> {
    /// The future of the outcome.
    type Future: Future<Output = R>;

    /// Returns the outcome of the call.
    fn call(self, error: R::Error, reason: StopReason) -> Self::Future;
}

#[diagnostic::do_not_recommend]
impl<R, F, O, M> AsyncOrElse<R, (OfError, M)> for F
where
    R: TakeError,
    F: FnOnce(R::Error) -> O,
    O: OutcomeOrFuture<R, M>,
{
    type Future = O::Future;

    fn call(self, error: R::Error, _: StopReason) -> O::Future {
        self(error).into_future()
    }
}

#[diagnostic::do_not_recommend]
impl<R, F, O, M> AsyncOrElse<R, (OfErrorAndReason, M)> for F
where
    R: TakeError,
    F: FnOnce(R::Error, StopReason) -> O,
    O: OutcomeOrFuture<R, M>,
{
    type Future = O::Future;

    fn call(self, error: R::Error, reason: StopReason) -> O::Future {
        self(error, reason).into_future()
    }
}

/// The function returns the outcome.
#[derive(Clone, Copy, Debug)]
pub struct AtOnce;

/// The function returns a future.
#[derive(Clone, Copy, Debug)]
pub struct Awaited;

/// What `or_else` of an async function returns: the outcome, or a future of it.
#[diagnostic::on_unimplemented(
    message = "`or_else` of an async function returns `{R}` or a future of it, not `{Self}`",
    label = "returns `{Self}`",
    note = "return what the function or closure itself returns"
)]
pub trait OutcomeOrFuture<R, M> {
    /// The future of the outcome.
    type Future: Future<Output = R>;

    /// Converts the value into the future.
    fn into_future(self) -> Self::Future;
}

#[diagnostic::do_not_recommend]
impl<R, O: Same<R>> OutcomeOrFuture<R, AtOnce> for O {
    type Future = Ready<R>;

    fn into_future(self) -> Ready<R> {
        ready(self.same())
    }
}

#[diagnostic::do_not_recommend]
impl<R, F: Future<Output = R>> OutcomeOrFuture<R, Awaited> for F {
    type Future = F;

    fn into_future(self) -> F {
        self
    }
}

/// The same type. A bound in its place: if an implementation was for `R` itself, the compiler would take the other
/// one for every other type, and report twice that it is no future.
pub trait Same<R> {
    /// Returns the value.
    fn same(self) -> R;
}

#[diagnostic::do_not_recommend]
impl<R> Same<R> for R {
    fn same(self) -> R {
        self
    }
}
