//! What waits, and how long an attempt may last.

use core::time::Duration;

use crate::call::closure::HasError;
use crate::call::retry::{Retry, Words};
use crate::call::words::cut_off::{CutOffBy, NeverCutOff, WithTimeout};
use crate::timed_out::TimedOut;

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
    /// Waits by calling `sleep` instead of the enabled feature's timer: `Fn(Duration) -> impl Future`, or
    /// `Fn(Duration)` for a closure that blocks.
    ///
    /// ```
    /// use retries::retry;
    /// use std::cell::Cell;
    /// use std::time::Duration;
    ///
    /// let slept = Cell::new(Duration::ZERO);
    /// let call = retry(|| None::<u8>).sleep(|wait| slept.set(slept.get() + wait));
    /// assert_eq!(call.call(), None);
    /// assert!(slept.get() >= Duration::from_millis(300));
    /// ```
    #[must_use]
    pub fn sleep<Wait, NewSleep>(
        self,
        sleep: NewSleep,
    ) -> Retry<
        Words<
            On,
            Budget,
            OnOk,
            Retrying,
            GivingUp,
            Timeout,
            Refusing,
            NewSleep,
            Text,
            Exhausted,
            Around,
        >,
        F,
    >
    where
        NewSleep: Fn(Duration) -> Wait,
    {
        replaced!(
            self,
            sleep = sleep,
            keep on budget on_ok on_retry on_give_up timeout on_refused error_text exhausted around
        )
    }

    /// How long one attempt of an async closure may last: it is cut off after this, or at the deadline if that
    /// is sooner, which makes the deadline a promise about the whole call. `on` decides about a cut-off
    /// attempt as about any other failure. Its error is made of a [`TimedOut`] by `From`, or by
    /// [`on_timeout`](Self::on_timeout).
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread", start_paused = true)]
    /// # async fn main() {
    /// use retries::retry_async;
    /// use std::io;
    /// use std::time::Duration;
    ///
    /// let result = retry_async(|| std::future::pending::<io::Result<()>>())
    ///     .attempt_timeout(Duration::from_secs(2))
    ///     .call()
    ///     .await;
    /// assert_eq!(result.unwrap_err().kind(), io::ErrorKind::TimedOut);
    /// # }
    /// ```
    #[must_use]
    pub fn attempt_timeout(
        self,
        attempt_timeout: Duration,
    ) -> Retry<
        Words<
            On,
            Budget,
            OnOk,
            Retrying,
            GivingUp,
            Timeout::Timeout,
            Refusing,
            Sleep,
            Text,
            Exhausted,
            Around,
        >,
        F,
    >
    where
        Timeout: WithTimeout,
    {
        let mut retry = self.map_words(|words| Words {
            timeout: words.timeout.with_timeout(),
            on: words.on,
            budget: words.budget,
            on_ok: words.on_ok,
            on_retry: words.on_retry,
            on_give_up: words.on_give_up,
            on_refused: words.on_refused,
            sleep: words.sleep,
            error_text: words.error_text,
            exhausted: words.exhausted,
            around: words.around,
        });
        retry.policy = retry.policy.attempt_timeout(attempt_timeout);
        retry
    }

    /// Takes the attempt timeout away, and `on_timeout` with it.
    ///
    /// ```
    /// use retries::Policy;
    /// use std::time::Duration;
    ///
    /// let caller = Policy::new().on(|_| true).attempt_timeout(Duration::from_secs(2));
    /// assert_eq!(caller.no_attempt_timeout().call(|| Some(1)), Some(1));
    /// ```
    #[must_use]
    pub fn no_attempt_timeout(
        self,
    ) -> Retry<
        Words<
            On,
            Budget,
            OnOk,
            Retrying,
            GivingUp,
            NeverCutOff,
            Refusing,
            Sleep,
            Text,
            Exhausted,
            Around,
        >,
        F,
    > {
        let mut retry = replaced!(
            self,
            timeout = NeverCutOff,
            keep on budget on_ok on_retry on_give_up on_refused sleep error_text exhausted around
        );
        retry.policy = retry.policy.attempt_timeout(Duration::MAX);
        retry
    }

    /// Makes the error of an attempt that was cut off. It also takes over the attempt timeout of a
    /// [`Policy`](crate::Policy) that was read from configuration. The closure must return a `Result`.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread", start_paused = true)]
    /// # async fn main() {
    /// use retries::{Policy, retry_async};
    /// use std::time::Duration;
    ///
    /// const POLICY: Policy = Policy::new().attempt_timeout(Duration::from_secs(2));
    ///
    /// let result = retry_async(|| std::future::pending::<Result<(), String>>())
    ///     .policy(POLICY)
    ///     .on_timeout(|timed_out| timed_out.to_string())
    ///     .call()
    ///     .await;
    /// assert_eq!(result, Err("attempt 3 of 3 was cut off after 2s".to_owned()));
    /// # }
    /// ```
    #[must_use]
    pub fn on_timeout<E, OnTimeout>(
        self,
        on_timeout: OnTimeout,
    ) -> Retry<
        Words<
            On,
            Budget,
            OnOk,
            Retrying,
            GivingUp,
            CutOffBy<OnTimeout>,
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
        OnTimeout: Fn(TimedOut) -> E,
    {
        replaced!(
            self,
            timeout = CutOffBy(on_timeout),
            keep on budget on_ok on_retry on_give_up on_refused sleep error_text exhausted around
        )
    }
}
