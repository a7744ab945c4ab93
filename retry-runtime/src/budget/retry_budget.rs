//! The interface of budgets: which retries may be made.

use super::refused::Refused;
pub use super::request::{CallRequest, RetryRequest};

/// Decides which retries may be made: [`Budget`](crate::Budget), or one of your own.
///
/// Its methods are called by many threads, and should be quick: [`admit`](Self::admit) and
/// [`on_success`](Self::on_success) run in every call.
///
/// ```
/// use retries::{RetryRequest, RetryBudget, retry};
/// use std::sync::atomic::{AtomicBool, Ordering};
///
/// /// Retries only while an operator lets them.
/// #[derive(Default)]
/// struct Switch(AtomicBool);
///
/// impl RetryBudget for Switch {
///     fn withdraw(&self, _: &RetryRequest) -> Option<u32> {
///         self.0.load(Ordering::Relaxed).then_some(0)
///     }
/// }
///
/// static SWITCH: Switch = Switch(AtomicBool::new(false));
///
/// #[retry(budget = SWITCH)]
/// fn get() -> Result<(), &'static str> {
///     Err("down")
/// }
/// assert_eq!(get(), Err("down")); // one attempt
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no budget of retries",
    label = "neither `Budget` nor another `RetryBudget`",
    note = "write `static BUDGET: retries::Budget = retries::Budget::new();` and `budget = BUDGET`, or of a `Budgets` `budget = BUDGETS.of(key)`"
)]
pub trait RetryBudget {
    /// Saves up for retries, as a call begins.
    fn deposit(&self) {}

    /// Lets a call begin, or refuses its first attempt. The call makes this one call before its first
    /// attempt, and the default makes the [`deposit`](Self::deposit) and lets every call begin. An
    /// implementation that refuses makes the deposit for the calls that it lets begin, if it has deposits.
    ///
    /// A function whose failure cannot be made from a [`Refused`] cannot be refused: it makes the deposit
    /// instead.
    ///
    /// # Errors
    ///
    /// Why the call may not begin.
    #[inline]
    fn admit(&self, call: &CallRequest) -> Result<(), Refused> {
        let _ = call;
        self.deposit();
        Ok(())
    }

    /// An attempt failed in a way that is worth a retry, whether or not one follows.
    fn on_failure(&self) {}

    /// An attempt failed in a way that is not worth a retry. The service has answered.
    fn on_permanent_failure(&self) {}

    /// Grants a retry by returning its cost, or refuses it with `None`. The cost, in any unit, is passed to
    /// [`on_success`](Self::on_success) or [`refund`](Self::refund).
    fn withdraw(&self, request: &RetryRequest) -> Option<u32>;

    /// A call succeeded. `last` is the cost of its last retry, or `None` at the first attempt.
    fn on_success(&self, last: Option<u32>) {
        let _ = last;
    }

    /// The retry with this cost was never made: its call was dropped or cancelled during the
    /// wait.
    fn refund(&self, amount: u32) {
        let _ = amount;
    }

    /// Returns how many retries are left, if that is a number. Dashboards show it; it decides nothing.
    fn available(&self) -> Option<u64> {
        None
    }
}

/// `None` grants every retry.
impl<R: RetryBudget> RetryBudget for Option<R> {
    #[inline]
    fn deposit(&self) {
        if let Some(rule) = self {
            rule.deposit();
        }
    }

    #[inline]
    fn admit(&self, call: &CallRequest) -> Result<(), Refused> {
        match self {
            Some(rule) => rule.admit(call),
            None => Ok(()),
        }
    }

    fn on_failure(&self) {
        if let Some(rule) = self {
            rule.on_failure();
        }
    }

    fn on_permanent_failure(&self) {
        if let Some(rule) = self {
            rule.on_permanent_failure();
        }
    }

    fn withdraw(&self, request: &RetryRequest) -> Option<u32> {
        match self {
            Some(rule) => rule.withdraw(request),
            None => Some(0),
        }
    }

    #[inline]
    fn on_success(&self, last: Option<u32>) {
        if let Some(rule) = self {
            rule.on_success(last);
        }
    }

    fn refund(&self, amount: u32) {
        if let Some(rule) = self {
            rule.refund(amount);
        }
    }

    fn available(&self) -> Option<u64> {
        self.as_ref().and_then(RetryBudget::available)
    }
}

/// Implements [`RetryBudget`] for pointers to a rule.
macro_rules! forward_to_pointee {
    ($([$($generics:tt)*] $pointer:ty;)*) => {$(
        impl<$($generics)*> RetryBudget for $pointer {
            #[inline]
            fn deposit(&self) {
                R::deposit(self);
            }

            #[inline]
            fn admit(&self, call: &CallRequest) -> Result<(), Refused> {
                R::admit(self, call)
            }

            fn on_failure(&self) {
                R::on_failure(self);
            }

            fn on_permanent_failure(&self) {
                R::on_permanent_failure(self);
            }

            fn withdraw(&self, request: &RetryRequest) -> Option<u32> {
                R::withdraw(self, request)
            }

            #[inline]
            fn on_success(&self, last: Option<u32>) {
                R::on_success(self, last);
            }

            fn refund(&self, amount: u32) {
                R::refund(self, amount);
            }

            fn available(&self) -> Option<u64> {
                R::available(self)
            }
        }
    )*};
}

forward_to_pointee! {
    [R: RetryBudget + ?Sized] &R;
}
#[cfg(feature = "std")]
forward_to_pointee! {
    [R: RetryBudget + ?Sized] Box<R>;
    [R: RetryBudget + ?Sized] std::sync::Arc<R>;
    [R: RetryBudget, F: FnOnce() -> R] std::sync::LazyLock<R, F>;
}

#[cfg(all(test, feature = "std"))]
mod tests {
    use super::{CallRequest, RetryBudget, RetryRequest};
    use crate::budget::refused::Refused;
    use crate::call::words::{BudgetOf, BudgetWord};
    use crate::{Decision, NoBudget};
    use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
    use std::sync::{Arc, LazyLock, Mutex};
    use std::time::Duration;

    /// A budget that writes down its calls.
    struct Recorded<'a>(&'a Mutex<String>);

    impl Recorded<'_> {
        fn record(&self, call: &str) {
            let mut calls = self.0.lock().expect("no call panics");
            *calls += call;
            *calls += ", ";
        }
    }

    impl RetryBudget for Recorded<'_> {
        fn deposit(&self) {
            self.record("deposit");
        }

        fn admit(&self, _: &CallRequest) -> Result<(), Refused> {
            self.record("admit");
            Ok(())
        }

        fn on_failure(&self) {
            self.record("failure");
        }

        fn on_permanent_failure(&self) {
            self.record("permanent failure");
        }

        fn withdraw(&self, request: &RetryRequest) -> Option<u32> {
            self.record(&format!("withdraw by {}", request.random()));
            Some(3)
        }

        fn on_success(&self, last: Option<u32>) {
            self.record(&format!("success {last:?}"));
        }

        fn refund(&self, amount: u32) {
            self.record(&format!("refund {amount}"));
        }

        fn available(&self) -> Option<u64> {
            self.record("available");
            Some(5)
        }
    }

    /// The calls of the bundle's budget, which has no place of its own for them.
    static CALLS: Mutex<String> = Mutex::new(String::new());

    struct Bundle;

    impl BudgetWord for Bundle {
        fn budget() -> impl RetryBudget {
            Recorded(&CALLS)
        }
    }

    fn call_all(budget: impl RetryBudget) {
        let time = || Duration::ZERO;
        budget.deposit();
        assert!(budget.admit(&CallRequest::new(&time)).is_ok());
        budget.on_failure();
        budget.on_permanent_failure();
        let request = RetryRequest::new(Decision::Retry, &time).with_random(&|| 7);
        assert_eq!(budget.withdraw(&request), Some(3));
        budget.on_success(Some(3));
        budget.refund(3);
        assert_eq!(budget.available(), Some(5));
    }

    #[test]
    fn a_pointer_an_option_and_the_word_of_a_bundle_pass_every_call_on() {
        let calls = &CALLS;
        let budget = || Recorded(calls);
        call_all(budget());
        let expected = std::mem::take(&mut *calls.lock().expect("no call panics"));
        assert_eq!(
            expected,
            "deposit, admit, failure, permanent failure, withdraw by 7, success Some(3), refund 3, available, "
        );
        let check = |pointer: &str| {
            let calls = std::mem::take(&mut *calls.lock().expect("no call panics"));
            assert_eq!(calls, expected, "{pointer}");
        };
        let owned = budget();
        call_all(&owned);
        check("&");
        call_all(Some(owned));
        check("Option");
        call_all(Box::new(budget()));
        check("Box");
        call_all(Arc::new(budget()));
        check("Arc");
        call_all(LazyLock::new(budget));
        check("LazyLock");
        call_all(BudgetOf(Bundle));
        check("BudgetOf");
    }

    #[test]
    fn no_budget_grants_every_retry_at_no_cost() {
        let time = || Duration::ZERO;
        let none: Option<Recorded<'_>> = None;
        assert!(none.admit(&CallRequest::new(&time)).is_ok());
        let request = RetryRequest::new(Decision::Retry, &time);
        assert_eq!(none.withdraw(&request), Some(0));
        assert_eq!(none.available(), None);
        assert_eq!(NoBudget.withdraw(&request), Some(0));
    }

    #[test]
    fn a_budget_that_admits_by_default_makes_its_deposit() {
        struct Deposits(AtomicU32);

        impl RetryBudget for Deposits {
            fn deposit(&self) {
                self.0.fetch_add(1, Relaxed);
            }

            fn withdraw(&self, _: &RetryRequest) -> Option<u32> {
                None
            }
        }

        let budget = Deposits(AtomicU32::new(0));
        assert!(budget.admit(&CallRequest::new(&|| Duration::ZERO)).is_ok());
        assert_eq!(budget.0.into_inner(), 1);
    }
}
