//! How `budget = expr` finds the budget behind a pointer of any type.

use core::ops::Deref;

use crate::budget::retry_budget::RetryBudget;

/// Finds the budget. The compiler takes the method of the first probe whose bounds hold: this one is for
/// what is a budget itself. The next one is for what points at a budget, as a guard of a lock or of
/// `arc_swap` does, and then come pointers to such a pointer. The last is for everything else, which the
/// compiler then reports as no budget.
#[derive(Debug)]
pub struct BudgetProbe<'a, B: ?Sized>(PointerProbe<'a, B>);

/// Finds the budget behind a pointer.
#[derive(Debug)]
pub struct PointerProbe<'a, P: ?Sized>(NestedPointerProbe<'a, P>);

/// Finds the budget behind a pointer to a pointer.
#[derive(Debug)]
pub struct NestedPointerProbe<'a, P: ?Sized>(NoBudgetProbe<'a, P>);

/// Finds no budget.
#[derive(Debug)]
pub struct NoBudgetProbe<'a, V: ?Sized>(&'a V);

impl<'a, B: ?Sized> BudgetProbe<'a, B> {
    /// A probe of what the expression's value is.
    #[inline]
    pub const fn new(value: &'a B) -> Self {
        Self(PointerProbe(NestedPointerProbe(NoBudgetProbe(value))))
    }
}

impl<'a, B: RetryBudget + ?Sized> BudgetProbe<'a, B> {
    /// Returns the budget.
    #[inline]
    #[must_use]
    pub const fn find_budget(&self) -> &'a B {
        self.0.0.0.0
    }
}

impl<'a, P: Deref<Target: RetryBudget> + ?Sized> PointerProbe<'a, P> {
    /// Returns the budget.
    #[inline]
    #[must_use]
    pub fn find_budget(&self) -> &'a P::Target {
        self.0.0.0
    }
}

impl<'a, P: Deref<Target: Deref<Target: RetryBudget>> + ?Sized> NestedPointerProbe<'a, P> {
    /// Returns the budget.
    #[inline]
    #[must_use]
    pub fn find_budget(&self) -> &'a <P::Target as Deref>::Target {
        self.0.0
    }
}

impl<'a, V: ?Sized> NoBudgetProbe<'a, V> {
    /// Accepts only a budget, which the value is not.
    #[must_use]
    pub const fn find_budget(&self) -> &'a V
    where
        V: RetryBudget,
    {
        self.0
    }
}

impl<'a, B: ?Sized> Deref for BudgetProbe<'a, B> {
    type Target = PointerProbe<'a, B>;

    #[inline]
    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl<'a, P: ?Sized> Deref for PointerProbe<'a, P> {
    type Target = NestedPointerProbe<'a, P>;

    #[inline]
    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl<'a, P: ?Sized> Deref for NestedPointerProbe<'a, P> {
    type Target = NoBudgetProbe<'a, P>;

    #[inline]
    fn deref(&self) -> &Self::Target {
        &self.0
    }
}
