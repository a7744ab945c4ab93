//! The words of a call that are code or a budget. Each replaces one word, which has another type.

use core::time::Duration;

use super::closure::{HasError, HasValue};
use super::cut_off::{CutOffBy, NeverCutOff, WithTimeout};
use super::error_text::TextByDisplay;
use super::exhausted::WaitFirst;
use super::refusal::RefusalBy;
use super::retry::{Retry, Words};
use crate::budget::refused::Refused;
use crate::budget::retry_budget::RetryBudget;
use crate::decision::IntoDecision;
use crate::observe::event::Event;
use crate::observe::named;
use crate::timed_out::TimedOut;

// Input:
//     replaced!(self, on = on, keep budget on_ok)
//
// Output:
//     self.map_words(|words| Words { on: on, budget: words.budget, on_ok: words.on_ok })
/// Replaces one word and keeps the others.
macro_rules! replaced {
    ($retry:expr, $word:ident = $new:expr, keep $($kept:ident)*) => {
        $retry.map_words(|words| Words {
            $word: $new,
            $($kept: words.$kept,)*
        })
    };
}

#[expect(
    clippy::type_complexity,
    reason = "each word has a type of its own, and an alias would hide which one is replaced"
)]
impl<On, Budget, OnOk, Retrying, GivingUp, Timeout, Refusing, Sleep, Text, Exhausted, F>
    Retry<Words<On, Budget, OnOk, Retrying, GivingUp, Timeout, Refusing, Sleep, Text, Exhausted>, F>
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
        Words<NewOn, Budget, OnOk, Retrying, GivingUp, Timeout, Refusing, Sleep, Text, Exhausted>,
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
            keep budget on_ok on_retry on_give_up timeout on_refused sleep error_text exhausted
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
        Words<On, Budget, NewOnOk, Retrying, GivingUp, Timeout, Refusing, Sleep, Text, Exhausted>,
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
            keep on budget on_retry on_give_up timeout on_refused sleep error_text exhausted
        )
    }

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
        Words<On, NewB, OnOk, Retrying, GivingUp, Timeout, Refusing, Sleep, Text, Exhausted>,
        F,
    > {
        replaced!(
            self,
            budget = budget,
            keep on on_ok on_retry on_give_up timeout on_refused sleep error_text exhausted
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
        Words<On, Budget, OnOk, Retrying, GivingUp, Timeout, Refusing, Sleep, Text, WaitFirst>,
        F,
    > {
        replaced!(
            self,
            exhausted = WaitFirst,
            keep on budget on_ok on_retry on_give_up timeout on_refused sleep error_text
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
            keep on budget on_ok on_retry on_give_up timeout sleep error_text exhausted
        )
    }

    /// Calls `on_retry` with the [`Event`] before each wait.
    ///
    /// ```
    /// use retries::{Backoff, retry};
    /// use std::time::Duration;
    ///
    /// let mut answers = vec![Ok("here"), Err("busy")];
    /// let answer = retry(|| answers.pop().unwrap_or(Err("gone")))
    ///     .on_retry(|event| println!("{event}"))
    ///     .backoff(Backoff::fixed(Duration::from_millis(1)))
    ///     .call();
    /// // closure: attempt 1 of 3 failed: busy; the next is in 1ms (backoff)
    /// assert_eq!(answer, Ok("here"));
    /// ```
    #[must_use]
    pub fn on_retry<E, NewOnRetry>(
        self,
        on_retry: NewOnRetry,
    ) -> Retry<
        Words<On, Budget, OnOk, NewOnRetry, GivingUp, Timeout, Refusing, Sleep, Text, Exhausted>,
        F,
    >
    where
        F: HasError<E>,
        NewOnRetry: Fn(&Event<'_, E>),
    {
        replaced!(
            self,
            on_retry = on_retry,
            keep on budget on_ok on_give_up timeout on_refused sleep error_text exhausted
        )
    }

    /// Calls `on_give_up` with the [`Event`] before a failure is returned.
    ///
    /// ```
    /// use retries::{StopReason, retry};
    /// use std::cell::Cell;
    ///
    /// let attempts = Cell::new(0);
    /// let call = retry(|| None::<u8>)
    ///     .on(|()| false)
    ///     .on_give_up(|event| attempts.set(event.attempt().number()));
    /// assert_eq!(call.call(), None);
    /// assert_eq!(attempts.get(), 1);
    /// ```
    #[must_use]
    pub fn on_give_up<E, NewOnGiveUp>(
        self,
        on_give_up: NewOnGiveUp,
    ) -> Retry<
        Words<On, Budget, OnOk, Retrying, NewOnGiveUp, Timeout, Refusing, Sleep, Text, Exhausted>,
        F,
    >
    where
        F: HasError<E>,
        NewOnGiveUp: Fn(&Event<'_, E>),
    {
        replaced!(
            self,
            on_give_up = on_give_up,
            keep on budget on_ok on_retry timeout on_refused sleep error_text exhausted
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
        Words<On, Budget, OnOk, Retrying, GivingUp, NeverCutOff, Refusing, Sleep, Text, Exhausted>,
        F,
    > {
        let mut retry = replaced!(
            self,
            timeout = NeverCutOff,
            keep on budget on_ok on_retry on_give_up on_refused sleep error_text exhausted
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
            keep on budget on_ok on_retry on_give_up on_refused sleep error_text exhausted
        )
    }

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
        Words<On, Budget, OnOk, Retrying, GivingUp, Timeout, Refusing, NewSleep, Text, Exhausted>,
        F,
    >
    where
        NewSleep: Fn(Duration) -> Wait,
    {
        replaced!(
            self,
            sleep = sleep,
            keep on budget on_ok on_retry on_give_up timeout on_refused error_text exhausted
        )
    }

    /// Shows the error's text in logs and recordings, by `Display`. An annotated function does so by itself.
    /// Code that is generic over the error, as these methods are, cannot find out whether it has a text, so
    /// that closures must say it. Hooks get the error itself with or without it.
    ///
    /// ```
    /// use retries::retry;
    ///
    /// let answer = retry(|| "7".parse::<u8>()).show_errors().call();
    /// assert_eq!(answer, Ok(7));
    /// ```
    #[must_use]
    pub fn show_errors(
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
            TextByDisplay,
            Exhausted,
        >,
        F,
    > {
        replaced!(
            self,
            error_text = TextByDisplay,
            keep on budget on_ok on_retry on_give_up timeout on_refused sleep exhausted
        )
    }
}

impl<W, F> Retry<W, F> {
    /// The name of the call in events, logs and metrics, which otherwise is `closure`. Calls of the same name
    /// are counted together, and listed among the functions of the registry.
    ///
    /// With observers, the name is looked up in a table: a name for a call that is made very often belongs
    /// to a `Retry` that is kept.
    ///
    /// ```
    /// use retries::retry;
    /// use std::cell::Cell;
    ///
    /// let name = Cell::new("");
    /// let call = retry(|| None::<u8>)
    ///     .named("cache::get")
    ///     .max_attempts(1)
    ///     .on_give_up(|event| name.set(event.function()));
    /// assert_eq!(call.call(), None);
    /// assert_eq!(name.get(), "cache::get");
    /// ```
    #[must_use]
    pub fn named(mut self, name: &'static str) -> Self {
        self.site = Some(named::call_site(name));
        self
    }
}
