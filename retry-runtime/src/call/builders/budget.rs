//! The budget, and what happens when it refuses.

use crate::budget::refused::Refused;
use crate::budget::retry_budget::RetryBudget;
use crate::call::closure::HasError;
use crate::call::retry::{Retry, Words};
use crate::call::words::exhausted::WaitFirst;
use crate::call::words::refusal::RefusalBy;

#[expect(
    clippy::type_complexity,
    reason = "each word has a type of its own, and an alias would hide which one is replaced"
)]
impl<On, Budget, OnOk, Retrying, GivingUp, Timeout, Refusing, Sleep, Text, Exhausted, Around, F>
    Retry<
        Words<
            On,
            Budget,
            OnOk,
            Retrying,
            GivingUp,
            Timeout,
            Refusing,
            Sleep,
            Text,
            Exhausted,
            Around,
        >,
        F,
    >
{
    /// Makes only the retries that a shared [`Budget`](crate::Budget) grants. [`NoBudget`](crate::NoBudget)
    /// takes one away.
    ///
    /// ```
    /// use retries::{Budget, Policy};
    ///
    /// static BUDGET: Budget = Budget::new();
    ///
    /// let caller = Policy::new().budget(&BUDGET).max_attempts(5);
    /// assert_eq!(caller.call(|| Ok::<_, u16>(200)), Ok(200));
    /// ```
    #[must_use]
    pub fn budget<NewB: RetryBudget>(
        self,
        budget: NewB,
    ) -> Retry<
        Words<
            On,
            NewB,
            OnOk,
            Retrying,
            GivingUp,
            Timeout,
            Refusing,
            Sleep,
            Text,
            Exhausted,
            Around,
        >,
        F,
    > {
        replaced!(
            self,
            budget = budget,
            keep on on_ok on_retry on_give_up timeout on_refused sleep error_text exhausted around
        )
    }

    /// Returns a failure whose retry the budget refuses after the wait before that retry, and not at once.
    /// Otherwise, a caller that calls again and again is no longer slowed down.
    ///
    /// ```
    /// use retries::{Backoff, Budget, retry};
    /// use std::time::{Duration, Instant};
    ///
    /// static EMPTY: Budget = Budget::tokens(0);
    ///
    /// let start = Instant::now();
    /// let call = retry(|| None::<u8>)
    ///     .backoff(Backoff::fixed(Duration::from_millis(5)))
    ///     .budget(&EMPTY)
    ///     .wait_when_exhausted();
    /// assert_eq!(call.call(), None);
    /// assert!(start.elapsed() >= Duration::from_millis(5));
    /// ```
    #[must_use]
    pub fn wait_when_exhausted(
        self,
    ) -> Retry<
        Words<
            On,
            Budget,
            OnOk,
            Retrying,
            GivingUp,
            Timeout,
            Refusing,
            Sleep,
            Text,
            WaitFirst,
            Around,
        >,
        F,
    > {
        replaced!(
            self,
            exhausted = WaitFirst,
            keep on budget on_ok on_retry on_give_up timeout on_refused sleep error_text around
        )
    }

    /// Lets the budget refuse the first attempt too, as [`Budget::adaptive`](crate::Budget::adaptive) may, and
    /// makes the error of a refused call. Without it, only retries are refused. The closure must return a
    /// `Result`.
    ///
    /// ```
    /// use retries::{Budget, retry};
    /// use std::io;
    ///
    /// static BUDGET: Budget = Budget::adaptive(2.0);
    ///
    /// let call = retry(|| std::fs::read("no/such/file")).budget(&BUDGET).on_refused(io::Error::from);
    /// # let _ = call;
    /// ```
    #[must_use]
    pub fn on_refused<E, NewOnRefused>(
        self,
        on_refused: NewOnRefused,
    ) -> Retry<
        Words<
            On,
            Budget,
            OnOk,
            Retrying,
            GivingUp,
            Timeout,
            RefusalBy<NewOnRefused>,
            Sleep,
            Text,
            Exhausted,
            Around,
        >,
        F,
    >
    where
        F: HasError<E>,
        NewOnRefused: Fn(Refused) -> E,
    {
        replaced!(
            self,
            on_refused = RefusalBy(on_refused),
            keep on budget on_ok on_retry on_give_up timeout sleep error_text exhausted around
        )
    }
}
