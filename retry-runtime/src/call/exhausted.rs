//! `on_exhausted = wait`: when a failure is returned whose retry the budget refuses.

use core::convert::Infallible;

/// It is returned at once.
#[derive(Clone, Copy, Debug)]
pub struct ReturnAtOnce;

/// It is returned after the wait before that retry.
#[derive(Clone, Copy, Debug)]
pub struct WaitFirst;

/// When a failure is returned whose retry the budget refuses.
pub trait Exhausted<R> {
    /// What the call keeps during the wait: nothing where there is none, so that a future is `Send` when its
    /// outcome is not.
    type Kept;

    /// Keeps the outcome for the wait.
    ///
    /// # Errors
    ///
    /// The outcome, if it is to be returned at once.
    fn keep(outcome: R) -> Result<Self::Kept, R>;

    /// Returns the outcome after the wait.
    fn release(kept: Self::Kept) -> R;
}

impl<R> Exhausted<R> for ReturnAtOnce {
    type Kept = Infallible;

    #[inline]
    fn keep(outcome: R) -> Result<Infallible, R> {
        Err(outcome)
    }

    fn release(kept: Infallible) -> R {
        match kept {}
    }
}

impl<R> Exhausted<R> for WaitFirst {
    type Kept = R;

    fn keep(outcome: R) -> Result<R, R> {
        Ok(outcome)
    }

    fn release(kept: R) -> R {
        kept
    }
}
