//! The failure or outcome that stands for a refused call.

use core::time::Duration;

use super::refused::Refused;
use super::retry_budget::{CallRequest, RetryBudget};

/// A failure that can be made from a [`Refused`].
#[diagnostic::on_unimplemented(
    message = "the budget cannot make a `{Self}` of a call that it refuses",
    label = "`From<retries::Refused>` is not implemented for it",
    note = "write `impl From<retries::Refused> for` your error, with `#[from]` if you derive it; the error of another crate needs one of your own around it"
)]
pub trait FromRefused {
    /// Converts the refusal.
    fn from_refused(refused: Refused) -> Self;
}

#[diagnostic::do_not_recommend]
impl<E: From<Refused>> FromRefused for E {
    fn from_refused(refused: Refused) -> Self {
        refused.into()
    }
}

/// An outcome that can stand for a call that was refused.
pub trait FromRefusal {
    /// Converts the refusal.
    fn from_refusal(refused: Refused) -> Self;
}

impl<T, E: FromRefused> FromRefusal for Result<T, E> {
    fn from_refusal(refused: Refused) -> Self {
        Err(E::from_refused(refused))
    }
}

impl<T> FromRefusal for Option<T> {
    fn from_refusal(_: Refused) -> Self {
        None
    }
}

/// Returns the outcome of a call that the budget refuses, or `None` if its first attempt may be made. It
/// takes the place of [`RetryBudget::deposit`] in a call whose failure can be made from a [`Refused`].
#[inline]
pub(crate) fn refusal<R: FromRefusal>(
    budget: &(impl RetryBudget + ?Sized),
    now: fn() -> Duration,
) -> Option<R> {
    #[cfg(feature = "test-util")]
    if !crate::recording::has_budgets() {
        budget.deposit();
        return None;
    }
    let refused = budget.admit(&CallRequest::new(&now)).err()?;
    Some(R::from_refusal(refused))
}

#[cfg(test)]
mod tests {
    use super::{Duration, FromRefusal, Refused, refusal};
    use crate::budget::lock_free::Budget;
    use crate::budget::retry_budget::{CallRequest, RetryBudget, RetryRequest};
    use crate::transient::Transient;
    use core::cell::Cell;

    type Outcome = Result<(), std::io::Error>;

    /// Refuses the calls after the first, and counts deposits.
    #[derive(Default)]
    struct OneCall(Cell<u32>);

    impl RetryBudget for OneCall {
        fn deposit(&self) {
            self.0.set(self.0.get() + 1);
        }

        fn admit(&self, _: &CallRequest) -> Result<(), Refused> {
            if self.0.get() > 0 {
                return Err(Refused::new("there was one"));
            }
            self.deposit();
            Ok(())
        }

        fn withdraw(&self, _: &RetryRequest) -> Option<u32> {
            None
        }
    }

    fn begins(budget: &dyn RetryBudget) -> bool {
        refusal::<Outcome>(budget, || Duration::ZERO).is_none()
    }

    #[test]
    fn a_call_begins_if_its_budget_admits_it() {
        let budget = OneCall::default();
        assert!(begins(&Some(&budget)));
        let refused = refusal::<Outcome>(&&budget, || Duration::ZERO);
        assert_eq!(
            refused.unwrap().unwrap_err().to_string(),
            "the retry budget refused the call: there was one"
        );
        assert!(begins(&None::<Budget>));
    }

    #[test]
    fn a_budget_that_refuses_no_call_gets_its_deposit() {
        let budget = Budget::ratio(1.0).min_per_second(0);
        assert!(begins(&&budget));
        assert_eq!(budget.available(), 1);
    }

    #[test]
    fn an_adaptive_budget_refuses_calls_that_nothing_accepts() {
        let budget = Budget::adaptive(2.0);
        assert!(begins(&budget));
        (0..1_000_000).for_each(|_| budget.on_failure());
        // One word in a million is above the probability.
        assert!((0..10).any(|_| !begins(&budget)));
        (0..1_000_000).for_each(|_| budget.on_permanent_failure());
        (0..100).for_each(|_| budget.on_success(None));
        assert!(begins(&budget));
        assert_eq!(budget.withdraw(&request()), Some(0));
    }

    fn request() -> RetryRequest<'static> {
        RetryRequest::new(crate::Decision::Retry, &|| Duration::ZERO)
    }

    #[test]
    fn a_refused_call_is_a_failure_of_its_own_type() {
        let refused = Refused::new("maintenance");
        let outcome: Result<(), Box<dyn core::error::Error>> = FromRefusal::from_refusal(refused);
        assert!(outcome.is_err_and(|error| error.is::<Refused>()));
        assert_eq!(Option::<u8>::from_refusal(refused), None);
    }

    #[test]
    fn a_refused_call_is_permanent_also_in_an_io_error() {
        let refused = Refused::new("maintenance");
        assert!(!refused.is_transient());
        assert!(!std::io::Error::from(refused).is_transient());
    }
}
