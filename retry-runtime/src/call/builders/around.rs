//! What happens around the attempts: `before_retry`, `or_else`, `when` and `cancel`.

use crate::call::closure::{BeforeRetryReturns, HasError, OrElseReturns};
use crate::call::retry::{Around, Retry, Words};
use crate::call::words::before_retry_word::BeforeRetryBy;
use crate::call::words::cancel::{AtShutdown, CancelArgument};
use crate::call::words::kind::Kind;
use crate::call::words::or_else_word::ElseBy;
use crate::call::words::whens::AddWhen;
use crate::decision::StopReason;
use crate::observe::event::Event;

#[expect(
    clippy::type_complexity,
    reason = "each word has a type of its own, and an alias would hide which one is replaced"
)]
impl<
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
    Before,
    Else,
    Whens,
    Cancel,
    F,
>
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
            Around<Before, Else, Whens, Cancel>,
        >,
        F,
    >
{
    /// Calls `before_retry` with the [`Event`] of a failure that will be retried, before the wait. It prepares the next
    /// attempt, for example opens a new connection. If it returns an error, the call gives up and returns this error.
    ///
    /// It is `Fn(&Event<'_, E>) -> Result<(), E>`. In a task it returns a future of that, which takes what it needs out
    /// of the event first. The retry is already granted: if `before_retry` returns an error, the budget gets its
    /// withdrawal back. If the wait would now end past the deadline, the call returns the failure instead.
    ///
    /// ```
    /// use retries::retry;
    /// use std::cell::Cell;
    ///
    /// let is_connected = Cell::new(false);
    /// let answer = retry(|| if is_connected.get() { Ok("here") } else { Err("not connected") })
    ///     .before_retry(|event| {
    ///         println!("connecting after: {event}");
    ///         is_connected.set(true);
    ///         Ok(())
    ///     })
    ///     .call();
    /// assert_eq!(answer, Ok("here"));
    /// ```
    ///
    /// In a task:
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread", start_paused = true)]
    /// # async fn main() {
    /// use retries::retry_async;
    /// use std::time::Duration;
    ///
    /// async fn reconnect(attempt: u32) -> Result<(), u16> {
    ///     tokio::time::sleep(Duration::from_secs(1)).await;
    ///     if attempt < 2 { Ok(()) } else { Err(502) }
    /// }
    ///
    /// let result = retry_async(|| async { Err::<(), u16>(503) })
    ///     .before_retry(|event| reconnect(event.attempt().number()))
    ///     .call()
    ///     .await;
    /// assert_eq!(result, Err(502));
    /// # }
    /// ```
    #[must_use]
    pub fn before_retry<E, T, NewBefore>(
        self,
        before_retry: NewBefore,
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
            Exhausted,
            Around<BeforeRetryBy<NewBefore>, Else, Whens, Cancel>,
        >,
        F,
    >
    where
        F: HasError<E> + BeforeRetryReturns<T>,
        NewBefore: Fn(&Event<'_, E>) -> T,
    {
        self.map_around(|around| Around {
            before_retry: BeforeRetryBy(before_retry),
            or_else: around.or_else,
            whens: around.whens,
            cancel: around.cancel,
        })
    }

    /// Calls `or_else` with the error that the call gives up on, and the [`StopReason`]: the call returns what it
    /// returns. It is called for every failure that would be returned, also for one that `on` does not retry, and for a
    /// call that the budget refuses. It is not called for a success, and not for a call that was cancelled.
    ///
    /// It is `Fn(E, StopReason) -> R`, where `R` is what the closure returns. In a task it may also return a future of
    /// that, which neither the deadline nor the attempt timeout cuts off.
    ///
    /// ```
    /// use retries::{StopReason, retry};
    ///
    /// let cached = |_: &str| "cached";
    /// let answer = retry(|| Err::<&str, _>("down"))
    ///     .or_else(|error, reason| match reason {
    ///         StopReason::Permanent => Err(error),
    ///         _ => Ok(cached(error)),
    ///     })
    ///     .call();
    /// assert_eq!(answer, Ok("cached"));
    /// ```
    #[must_use]
    pub fn or_else<E, T, M, NewElse>(
        self,
        or_else: NewElse,
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
            Exhausted,
            Around<Before, ElseBy<NewElse, M>, Whens, Cancel>,
        >,
        F,
    >
    where
        F: HasError<E> + OrElseReturns<T, M>,
        NewElse: Fn(E, StopReason) -> T,
    {
        self.map_around(|around| Around {
            before_retry: around.before_retry,
            or_else: ElseBy::new(or_else),
            whens: around.whens,
            cancel: around.cancel,
        })
    }

    /// Retries the failures for which `condition` is true as `kind` says: a [`Backoff`](crate::Backoff), or a [`Kind`]
    /// with a number of attempts too. The delay grows with the retries after these failures alone.
    ///
    /// Each `when` adds to those before it. The first one whose condition is true holds, and those of a bundle come last.
    /// `on` decides before them whether a failure is retried.
    ///
    /// ```
    /// use retries::{Backoff, Kind, retry};
    /// use std::time::Duration;
    ///
    /// const SOON: Backoff = Backoff::fixed(Duration::from_millis(1));
    ///
    /// let mut statuses = vec![Ok("saved"), Err(503), Err(409), Err(409), Err(409)];
    /// let saved = retry(|| statuses.pop().unwrap_or(Err(404)))
    ///     .on(|status| *status != 404)
    ///     .when(|status| *status == 409, Kind::new().backoff(SOON).max_attempts(10))
    ///     .when(|status| *status >= 500, SOON)
    ///     .call();
    /// assert_eq!(saved, Ok("saved"));
    /// ```
    #[must_use]
    pub fn when<E, C>(
        self,
        condition: C,
        kind: impl Into<Kind>,
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
            Exhausted,
            Around<Before, Else, Whens::Added, Cancel>,
        >,
        F,
    >
    where
        F: HasError<E>,
        C: Fn(&E) -> bool,
        Whens: AddWhen<C>,
    {
        let kind = kind.into();
        self.map_around(|around| Around {
            before_retry: around.before_retry,
            or_else: around.or_else,
            whens: around.whens.add(condition, kind),
            cancel: around.cancel,
        })
    }

    /// Ends the wait at once when `cancel` is cancelled, or [`shutdown`](crate::shutdown) is called. The call returns
    /// its last failure. An attempt that is under way is not interrupted, and no retry follows it.
    ///
    /// `cancel` is a [`CancelToken`](crate::CancelToken), or a closure that makes a future for each wait, such as
    /// `|| notify.notified()`.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread", start_paused = true)]
    /// # async fn main() {
    /// use retries::retry_async;
    /// use std::time::Duration;
    /// use tokio::sync::Notify;
    ///
    /// let stop = Notify::new();
    /// let call = retry_async(|| async { Err::<(), _>("down") })
    ///     .deadline(Duration::from_secs(3600))
    ///     .cancel(|| stop.notified())
    ///     .call();
    /// let stopping = async {
    ///     tokio::time::sleep(Duration::from_secs(7)).await;
    ///     stop.notify_waiters();
    /// };
    /// let (result, ()) = tokio::join!(call, stopping);
    /// assert_eq!(result, Err("down"));
    /// # }
    /// ```
    #[must_use]
    pub fn cancel<T, M>(
        self,
        cancel: T,
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
            Exhausted,
            Around<Before, Else, Whens, T::Word>,
        >,
        F,
    >
    where
        T: CancelArgument<M>,
    {
        self.map_around(|around| Around {
            before_retry: around.before_retry,
            or_else: around.or_else,
            whens: around.whens,
            cancel: cancel.into_word(),
        })
    }

    /// Ends the wait at once when [`shutdown`](crate::shutdown) is called, as [`cancel`](Self::cancel) without a token.
    ///
    /// ```
    /// use retries::retry;
    ///
    /// assert_eq!(retry(|| Some(7)).cancel_at_shutdown().call(), Some(7));
    /// ```
    #[must_use]
    pub fn cancel_at_shutdown(
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
            Exhausted,
            Around<Before, Else, Whens, AtShutdown>,
        >,
        F,
    > {
        self.map_around(|around| Around {
            before_retry: around.before_retry,
            or_else: around.or_else,
            whens: around.whens,
            cancel: AtShutdown,
        })
    }

    /// Replaces the words around the attempts by others, which have another type.
    fn map_around<A>(
        self,
        replace: impl FnOnce(Around<Before, Else, Whens, Cancel>) -> A,
    ) -> Retry<
        Words<On, Budget, OnOk, Retrying, GivingUp, Timeout, Refusing, Sleep, Text, Exhausted, A>,
        F,
    > {
        self.map_words(|words| Words {
            around: replace(words.around),
            on: words.on,
            budget: words.budget,
            on_ok: words.on_ok,
            on_retry: words.on_retry,
            on_give_up: words.on_give_up,
            timeout: words.timeout,
            on_refused: words.on_refused,
            sleep: words.sleep,
            error_text: words.error_text,
            exhausted: words.exhausted,
        })
    }
}
