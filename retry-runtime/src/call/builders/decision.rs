//! What an outcome means: `on` and `on_ok`.

use crate::call::closure::{HasError, HasValue};
use crate::call::retry::{Retry, Words};
use crate::decision::IntoDecision;

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
    /// Retries only the failures for which `on` returns `true`, or a [`Decision`](crate::Decision) to retry.
    /// For a closure that returns an `Option`, the error is `()`.
    ///
    /// ```
    /// use retries::retry;
    ///
    /// let mut attempts = 0;
    /// let read = || { attempts += 1; std::fs::read("no/such/file") };
    /// let result = retry(read).on(|error| error.kind() == std::io::ErrorKind::Interrupted).call();
    /// assert!(result.is_err());
    /// assert_eq!(attempts, 1);
    /// ```
    #[must_use]
    pub fn on<E, D, NewOn>(
        self,
        on: NewOn,
    ) -> Retry<
        Words<
            NewOn,
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
    where
        F: HasError<E>,
        NewOn: Fn(&E) -> D,
        D: IntoDecision,
    {
        replaced!(
            self,
            on = on,
            keep budget on_ok on_retry on_give_up timeout on_refused sleep error_text exhausted around
        )
    }

    /// Retries the successes for which `on_ok` returns `true`, or a [`Decision`](crate::Decision) to retry.
    ///
    /// ```
    /// use retries::{Backoff, retry};
    /// use std::time::Duration;
    ///
    /// let mut statuses = vec![200, 503];
    /// let status = retry(|| statuses.pop())
    ///     .on_ok(|status| *status >= 500)
    ///     .backoff(Backoff::fixed(Duration::from_millis(1)))
    ///     .call();
    /// assert_eq!(status, Some(200));
    /// ```
    #[must_use]
    pub fn on_ok<V, D, NewOnOk>(
        self,
        on_ok: NewOnOk,
    ) -> Retry<
        Words<
            On,
            Budget,
            NewOnOk,
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
    where
        F: HasValue<V>,
        NewOnOk: Fn(&V) -> D,
        D: IntoDecision,
    {
        replaced!(
            self,
            on_ok = on_ok,
            keep on budget on_retry on_give_up timeout on_refused sleep error_text exhausted around
        )
    }
}
