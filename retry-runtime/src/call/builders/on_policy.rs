//! The words that a policy does not have: each makes a `Retry` of the policy.

use core::time::Duration;

use crate::budget::NoBudget;
use crate::budget::refused::Refused;
use crate::budget::retry_budget::RetryBudget;
use crate::call::retry::{Around, Retry, Words};
use crate::call::words::before_retry_word::{BeforeRetryBy, NoBeforeRetry};
use crate::call::words::cancel::{AtShutdown, CancelArgument};
use crate::call::words::cut_off::{CutOffBy, NeverCutOff};
use crate::call::words::error_text::{NoText, TextByDisplay};
use crate::call::words::exhausted::{ReturnAtOnce, WaitFirst};
use crate::call::words::kind::Kind;
use crate::call::words::or_else_word::{ElseBy, NoElse};
use crate::call::words::refusal::{NoRefusal, RefusalBy};
use crate::call::words::sleeps::DefaultSleep;
use crate::call::words::whens::{ConditionBy, NoWhen, When};
use crate::call::words::{KeepAll, NoHook, RetryAll};
use crate::decision::{IntoDecision, StopReason};
use crate::observe::event::Event;
use crate::policy::Policy;
use crate::timed_out::TimedOut;

/// A call whose only words are those around its attempts.
type RetryAround<A> = Retry<
    Words<
        RetryAll,
        NoBudget,
        KeepAll,
        NoHook,
        NoHook,
        NeverCutOff,
        NoRefusal,
        DefaultSleep,
        NoText,
        ReturnAtOnce,
        A,
    >,
>;

#[expect(
    clippy::type_complexity,
    reason = "each word has a type of its own, and an alias would hide which one is replaced"
)]
impl Policy {
    /// Retries only the failures for which `on` returns `true`, or a [`Decision`](crate::Decision) to retry.
    ///
    /// A closure may call functions on the error and match it. To call its methods, it must name the type,
    /// `|error: &Error| …`: the closure that tells the type comes later. With [`retry`](crate::retry()) it
    /// comes first.
    ///
    /// ```
    /// use retries::Policy;
    /// use std::io;
    ///
    /// fn is_refused(error: &io::Error) -> bool {
    ///     error.kind() == io::ErrorKind::ConnectionRefused
    /// }
    ///
    /// let mut attempts = 0;
    /// let result = Policy::new().on(is_refused).call(|| {
    ///     attempts += 1;
    ///     std::fs::read("no/such/file")
    /// });
    /// assert!(result.is_err());
    /// assert_eq!(attempts, 1);
    /// ```
    #[must_use]
    pub const fn on<E, D, On>(self, on: On) -> Retry<Words<On>>
    where
        On: Fn(&E) -> D,
        D: IntoDecision,
    {
        Retry::of(self, Words::on(on))
    }

    /// As [`Retry::on_ok`].
    ///
    /// ```
    /// use retries::Policy;
    ///
    /// let status = Policy::new().max_attempts(1).on_ok(|status| *status >= 500).call(|| Some(503));
    /// assert_eq!(status, Some(503));
    /// ```
    #[must_use]
    pub fn on_ok<V, D, OnOk>(self, on_ok: OnOk) -> Retry<Words<RetryAll, NoBudget, OnOk>>
    where
        OnOk: Fn(&V) -> D,
        D: IntoDecision,
    {
        Retry::of(self, Words::NONE).on_ok(on_ok)
    }

    /// As [`Retry::budget`].
    ///
    /// ```
    /// use retries::{Budget, Policy};
    ///
    /// static BUDGET: Budget = Budget::new();
    ///
    /// assert_eq!(Policy::new().budget(&BUDGET).call(|| Ok::<_, u16>(200)), Ok(200));
    /// ```
    #[must_use]
    pub fn budget<B: RetryBudget>(self, budget: B) -> Retry<Words<RetryAll, B>> {
        Retry::of(self, Words::NONE).budget(budget)
    }

    /// As [`Retry::wait_when_exhausted`].
    ///
    /// ```
    /// use retries::{Budget, Policy};
    ///
    /// static BUDGET: Budget = Budget::new();
    ///
    /// let caller = Policy::new().budget(&BUDGET).wait_when_exhausted();
    /// assert_eq!(caller.call(|| Some(200)), Some(200));
    /// ```
    #[must_use]
    pub fn wait_when_exhausted(
        self,
    ) -> Retry<
        Words<
            RetryAll,
            NoBudget,
            KeepAll,
            NoHook,
            NoHook,
            NeverCutOff,
            NoRefusal,
            DefaultSleep,
            NoText,
            WaitFirst,
        >,
    > {
        Retry::of(self, Words::NONE).wait_when_exhausted()
    }

    /// As [`Retry::on_refused`].
    ///
    /// ```
    /// use retries::{Budget, Policy};
    ///
    /// static BUDGET: Budget = Budget::adaptive(2.0);
    ///
    /// let caller = Policy::new().budget(&BUDGET).on_refused(|refused| refused.to_string());
    /// assert_eq!(caller.call(|| Ok::<_, String>(200)), Ok(200));
    /// ```
    #[must_use]
    pub fn on_refused<E, OnRefused>(
        self,
        on_refused: OnRefused,
    ) -> Retry<Words<RetryAll, NoBudget, KeepAll, NoHook, NoHook, NeverCutOff, RefusalBy<OnRefused>>>
    where
        OnRefused: Fn(Refused) -> E,
    {
        Retry::of(self, Words::NONE).on_refused(on_refused)
    }

    /// As [`Retry::on_retry`].
    ///
    /// ```
    /// use retries::{Event, Policy};
    ///
    /// fn log(event: &Event<'_, std::io::Error>) {
    ///     eprintln!("{event}");
    /// }
    ///
    /// let result = Policy::new().on_retry(log).call(|| std::fs::read("no/such/file"));
    /// assert!(result.is_err());
    /// ```
    #[must_use]
    pub fn on_retry<E, OnRetry>(
        self,
        on_retry: OnRetry,
    ) -> Retry<Words<RetryAll, NoBudget, KeepAll, OnRetry>>
    where
        OnRetry: Fn(&Event<'_, E>),
    {
        Retry::of(self, Words::NONE).on_retry(on_retry)
    }

    /// As [`Retry::on_give_up`].
    ///
    /// ```
    /// use retries::{Event, Policy};
    ///
    /// fn log(event: &Event<'_, std::io::Error>) {
    ///     eprintln!("{event}");
    /// }
    ///
    /// let result = Policy::new().on_give_up(log).call(|| std::fs::read("no/such/file"));
    /// assert!(result.is_err());
    /// ```
    #[must_use]
    pub fn on_give_up<E, OnGiveUp>(
        self,
        on_give_up: OnGiveUp,
    ) -> Retry<Words<RetryAll, NoBudget, KeepAll, NoHook, OnGiveUp>>
    where
        OnGiveUp: Fn(&Event<'_, E>),
    {
        Retry::of(self, Words::NONE).on_give_up(on_give_up)
    }

    /// As [`Retry::on_timeout`].
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread", start_paused = true)]
    /// # async fn main() {
    /// use retries::Policy;
    /// use std::time::Duration;
    ///
    /// let policy = Policy::new().attempt_timeout(Duration::from_secs(2));
    /// let result = policy
    ///     .on_timeout(|timed_out| timed_out.to_string())
    ///     .call_async(|| std::future::pending::<Result<(), String>>())
    ///     .await;
    /// assert_eq!(result, Err("attempt 3 of 3 was cut off after 2s".to_owned()));
    /// # }
    /// ```
    #[must_use]
    pub fn on_timeout<E, OnTimeout>(
        self,
        on_timeout: OnTimeout,
    ) -> Retry<Words<RetryAll, NoBudget, KeepAll, NoHook, NoHook, CutOffBy<OnTimeout>>>
    where
        OnTimeout: Fn(TimedOut) -> E,
    {
        Retry::of(self, Words::NONE).on_timeout(on_timeout)
    }

    /// As [`Retry::sleep`].
    ///
    /// ```
    /// use retries::Policy;
    ///
    /// let waits = std::cell::Cell::new(0);
    /// let caller = Policy::new().sleep(|_| waits.set(waits.get() + 1));
    /// assert_eq!(caller.call(|| None::<u8>), None);
    /// assert_eq!(waits.get(), 2);
    /// ```
    #[must_use]
    pub fn sleep<Wait, Sleep>(
        self,
        sleep: Sleep,
    ) -> Retry<Words<RetryAll, NoBudget, KeepAll, NoHook, NoHook, NeverCutOff, NoRefusal, Sleep>>
    where
        Sleep: Fn(Duration) -> Wait,
    {
        Retry::of(self, Words::NONE).sleep(sleep)
    }

    /// As [`Retry::show_errors`].
    ///
    /// ```
    /// use retries::Policy;
    ///
    /// assert_eq!(Policy::new().show_errors().call(|| "7".parse::<u8>()), Ok(7));
    /// ```
    #[must_use]
    pub fn show_errors(
        self,
    ) -> Retry<
        Words<
            RetryAll,
            NoBudget,
            KeepAll,
            NoHook,
            NoHook,
            NeverCutOff,
            NoRefusal,
            DefaultSleep,
            TextByDisplay,
        >,
    > {
        Retry::of(self, Words::NONE).show_errors()
    }

    /// As [`Retry::before_retry`].
    ///
    /// ```
    /// use retries::{Event, Policy};
    ///
    /// fn reconnect(event: &Event<'_, u16>) -> Result<(), u16> {
    ///     if event.error() == Some(&503) { Ok(()) } else { Err(502) }
    /// }
    ///
    /// let result = Policy::new().before_retry(reconnect).call(|| Err::<(), u16>(404));
    /// assert_eq!(result, Err(502));
    /// ```
    #[must_use]
    pub fn before_retry<E, T, Before>(
        self,
        before_retry: Before,
    ) -> RetryAround<Around<BeforeRetryBy<Before>>>
    where
        Before: Fn(&Event<'_, E>) -> T,
    {
        Retry::of(self, Words::NONE).before_retry(before_retry)
    }

    /// As [`Retry::or_else`].
    ///
    /// ```
    /// use retries::Policy;
    ///
    /// let caller = Policy::new().or_else(|error, reason| Err(format!("{error}: {reason:?}")));
    /// let result = caller.call(|| Err::<u8, _>("down".to_owned()));
    /// assert_eq!(result, Err("down: Attempts".to_owned()));
    /// ```
    #[must_use]
    pub fn or_else<E, T, M, Else>(
        self,
        or_else: Else,
    ) -> RetryAround<Around<NoBeforeRetry, ElseBy<Else, M>>>
    where
        Else: Fn(E, StopReason) -> T,
    {
        Retry::of(self, Words::NONE).or_else(or_else)
    }

    /// As [`Retry::when`].
    ///
    /// ```
    /// use retries::{Kind, Policy};
    ///
    /// let caller = Policy::new().when(|status| *status == 409, Kind::new().max_attempts(10));
    /// assert_eq!(caller.call(|| Ok::<_, u16>(200)), Ok(200));
    /// ```
    #[must_use]
    pub fn when<E, C>(
        self,
        condition: C,
        kind: impl Into<Kind>,
    ) -> RetryAround<Around<NoBeforeRetry, NoElse, (NoWhen, When<ConditionBy<C>>)>>
    where
        C: Fn(&E) -> bool,
    {
        Retry::of(self, Words::NONE).when(condition, kind)
    }

    /// As [`Retry::cancel`].
    ///
    /// ```
    /// use retries::Policy;
    /// use std::future::ready;
    ///
    /// let mut attempts = 0;
    /// let caller = Policy::new().cancel(|| ready("now"));
    /// let result = caller.call(|| {
    ///     attempts += 1;
    ///     None::<u8>
    /// });
    /// assert_eq!((result, attempts), (None, 1));
    /// ```
    #[must_use]
    pub fn cancel<T: CancelArgument<M>, M>(
        self,
        cancel: T,
    ) -> RetryAround<Around<NoBeforeRetry, NoElse, NoWhen, T::Word>> {
        Retry::of(self, Words::NONE).cancel(cancel)
    }

    /// As [`Retry::cancel_at_shutdown`].
    ///
    /// ```
    /// use retries::Policy;
    ///
    /// assert_eq!(Policy::new().cancel_at_shutdown().call(|| Some(7)), Some(7));
    /// ```
    #[must_use]
    pub fn cancel_at_shutdown(
        self,
    ) -> RetryAround<Around<NoBeforeRetry, NoElse, NoWhen, AtShutdown>> {
        Retry::of(self, Words::NONE).cancel_at_shutdown()
    }

    /// As [`Retry::named`].
    ///
    /// ```
    /// use retries::Policy;
    ///
    /// assert_eq!(Policy::new().named("cache::get").call(|| Some(7)), Some(7));
    /// ```
    #[must_use]
    pub fn named(self, name: &'static str) -> Retry {
        Retry::of(self, Words::NONE).named(name)
    }

    /// As [`Retry::remaining`].
    ///
    /// ```
    /// use retries::Policy;
    /// use std::time::Duration;
    ///
    /// let caller = Policy::new().remaining(Duration::from_millis(50));
    /// assert_eq!(caller.call(|| None::<u8>), None);
    /// ```
    #[must_use]
    pub const fn remaining(self, remaining: Duration) -> Retry {
        Retry::of(self, Words::NONE).remaining(remaining)
    }
}
