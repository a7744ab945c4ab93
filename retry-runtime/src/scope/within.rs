//! Scopes opened by hand.

use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll};
use core::time::Duration;

use pin_project_lite::pin_project;

use super::narrowed::Narrowed;
use super::remaining::remaining;
use crate::attempt::Attempt;
use crate::scope::when_polled::when_polled;
use crate::time::task::{self, DefaultTimer, Timer};
use crate::time::{Clock, ThreadClock};
use crate::timed_out::TimedOut;

/// Runs the future for at most `limit`, and lets the calls inside it inherit that: a server's handler, a job. Inside
/// another scope it also ends with that one. The time begins when the future is first polled.
///
/// # Errors
///
/// [`TimedOut`], if the future did not end in time. It is dropped then. `within(limit, call()).await?` needs
/// `From<TimedOut>` for your error, or write `.map_err(|_| Error::Late)`.
///
/// ```
/// # #[tokio::main(flavor = "current_thread", start_paused = true)]
/// # async fn main() {
/// use retries::{retry, within};
/// use std::time::Duration;
///
/// #[retry(fixed("1s"), max_attempts = 10)]
/// async fn get() -> Result<(), &'static str> {
///     Err("down")
/// }
///
/// // The call returns its failure after two seconds, because the next wait would end too late.
/// assert_eq!(within(Duration::from_millis(2_500), get()).await, Ok(Err("down")));
///
/// // What hangs is cut off.
/// let hangs = within(Duration::from_secs(2), std::future::pending::<()>()).await;
/// assert_eq!(hangs.unwrap_err().to_string(), "cut off after 2s");
/// # }
/// ```
pub fn within<F: Future>(
    limit: Duration,
    future: F,
) -> impl Future<Output = Result<F::Output, TimedOut>>
where
    for<'any> DefaultTimer: Timer,
{
    when_polled(move || {
        let limit = remaining().map_or(limit, |left| limit.min(left));
        Within {
            ended: task::timeout::<DefaultTimer, _>(future, limit),
        }
    })
}

pin_project! {
    /// A future that may be cut off. An async function would have room for it twice.
    struct Within<F> {
        #[pin]
        ended: F,
    }
}

impl<T, F: Future<Output = Result<T, Duration>>> Future for Within<F> {
    type Output = Result<T, TimedOut>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let ended = self.project().ended.poll(cx);
        ended.map_err(|limit| TimedOut::new(Attempt::new(1, Some(1)), limit))
    }
}

/// Runs the closure, and lets the calls inside it inherit `limit`. It cannot cut the closure off: pass
/// [`remaining`](crate::remaining()) on to clients that block.
///
/// ```
/// use retries::within_blocking;
/// use std::time::Duration;
///
/// let left = within_blocking(Duration::from_secs(2), retries::remaining);
/// assert!(left <= Some(Duration::from_secs(2)) && left > Some(Duration::from_secs(1)));
/// ```
pub fn within_blocking<T>(limit: Duration, run: impl FnOnce() -> T) -> T {
    let _narrowed = Narrowed::<ThreadClock>::to(ThreadClock::now().checked_add(limit));
    run()
}
