//! Whether an outcome can be made from the refusal of a budget.

use core::marker::PhantomData;
use core::ops::Deref;

use crate::budget::from_refused::FromRefusal;
use crate::budget::refused::Refused;

/// Asks an outcome's type. The compiler takes the method of this probe if a refused call can have such an outcome,
/// and otherwise that of the next one.
#[derive(Debug)]
pub struct RefusalProbe<R>(NoRefusalProbe<R>);

/// The outcome cannot be made from a refusal.
#[derive(Debug)]
pub struct NoRefusalProbe<R>(PhantomData<fn() -> R>);

impl<R> Default for RefusalProbe<R> {
    fn default() -> Self {
        Self::new()
    }
}

impl<R> RefusalProbe<R> {
    /// A probe of the outcome's type.
    #[inline]
    #[must_use]
    pub const fn new() -> Self {
        Self(NoRefusalProbe(PhantomData))
    }
}

impl<R: FromRefusal> RefusalProbe<R> {
    /// Returns what makes the outcome.
    #[inline]
    #[must_use]
    pub const fn from_refused(&self) -> Option<fn(Refused) -> R> {
        Some(R::from_refusal)
    }
}

impl<R> NoRefusalProbe<R> {
    /// Returns `None`.
    #[inline]
    #[must_use]
    pub const fn from_refused(&self) -> Option<fn(Refused) -> R> {
        None
    }
}

impl<R> Deref for RefusalProbe<R> {
    type Target = NoRefusalProbe<R>;

    #[inline]
    fn deref(&self) -> &Self::Target {
        &self.0
    }
}
