//! How `budget = expr` finds the budget behind a pointer of any type.

use core::ops::Deref;

use crate::budget::retry_budget::RetryBudget;

/// Finds the budget by autoref specialization, as `ErrorView` finds how to print an error: what is a
/// budget itself comes first, then what points at one, then what points at such a pointer. A guard of a lock
/// or of `arc_swap` is such a pointer.
#[derive(Debug)]
pub struct BudgetProbe<'a, B: ?Sized>(pub &'a B);

/// For budgets.
pub trait IsBudget<'a> {
    /// The budget.
    type Found: ?Sized;
    /// Returns the budget.
    fn find_budget(&self) -> &'a Self::Found;
}

impl<'a, B: RetryBudget + ?Sized> IsBudget<'a> for &&&BudgetProbe<'a, B> {
    type Found = B;
    fn find_budget(&self) -> &'a B {
        self.0
    }
}

/// For pointers to a budget.
pub trait PointsAtBudget<'a> {
    /// The budget.
    type Found: ?Sized;
    /// Returns the budget.
    fn find_budget(&self) -> &'a Self::Found;
}

impl<'a, P> PointsAtBudget<'a> for &&BudgetProbe<'a, P>
where
    P: Deref<Target: RetryBudget> + ?Sized,
{
    type Found = P::Target;
    fn find_budget(&self) -> &'a P::Target {
        self.0
    }
}

/// For pointers to a pointer to a budget.
pub trait PointsAtPointer<'a> {
    /// The budget.
    type Found: ?Sized;
    /// Returns the budget.
    fn find_budget(&self) -> &'a Self::Found;
}

impl<'a, P> PointsAtPointer<'a> for &BudgetProbe<'a, P>
where
    P: Deref<Target: Deref<Target: RetryBudget>> + ?Sized,
{
    type Found = <P::Target as Deref>::Target;
    fn find_budget(&self) -> &'a Self::Found {
        self.0
    }
}

/// For everything else, which the compiler then reports as no budget.
pub trait IsNoBudget<'a> {
    /// The value.
    type Found: ?Sized;
    /// Returns the value.
    fn find_budget(&self) -> &'a Self::Found;
}

impl<'a, B: ?Sized> IsNoBudget<'a> for BudgetProbe<'a, B> {
    type Found = B;
    fn find_budget(&self) -> &'a B {
        self.0
    }
}

/// The budget behind a reference.
#[doc(hidden)]
#[macro_export]
macro_rules! __find_budget {
    ($budget:ident) => {{
        #[allow(unused_imports)]
        use $crate::__private::{
            IsBudget as _, IsNoBudget as _, PointsAtBudget as _, PointsAtPointer as _,
        };
        (&&&&$crate::__private::BudgetProbe($budget)).find_budget()
    }};
}
