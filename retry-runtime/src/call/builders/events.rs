//! What a call reports: hooks, and how observers see it.

use crate::call::closure::HasError;
use crate::call::retry::{Retry, Words};
use crate::call::words::error_text::TextByDisplay;
use crate::observe::event::Event;
use crate::observe::named;

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
        Words<
            On,
            Budget,
            OnOk,
            NewOnRetry,
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
        NewOnRetry: Fn(&Event<'_, E>),
    {
        replaced!(
            self,
            on_retry = on_retry,
            keep on budget on_ok on_give_up timeout on_refused sleep error_text exhausted around
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
        Words<
            On,
            Budget,
            OnOk,
            Retrying,
            NewOnGiveUp,
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
        NewOnGiveUp: Fn(&Event<'_, E>),
    {
        replaced!(
            self,
            on_give_up = on_give_up,
            keep on budget on_ok on_retry timeout on_refused sleep error_text exhausted around
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
            Around,
        >,
        F,
    > {
        replaced!(
            self,
            error_text = TextByDisplay,
            keep on budget on_ok on_retry on_give_up timeout on_refused sleep exhausted around
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
