//! The functions that report the calls within a closure or a future.

use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll, ready};

use pin_project_lite::pin_project;

use super::Report;
use super::active::{self, ActiveReport};

/// Runs the future, and returns its output with a [`Report`] of the annotated functions that were called in it, also
/// those of other crates, and of [`Retry`](crate::Retry) and [`Policy`](crate::Policy) for closures. Output and errors
/// are as without it.
///
/// The report follows the future from thread to thread. It has the calls of all code that the future polls itself,
/// as with `join!` or `FuturesUnordered`, and also those of a `reported` within it. It has none of spawned tasks and
/// threads, which poll themselves. If the future is dropped, so is the report.
///
/// Needs the feature `report`. Outside such a future, a call costs a look at a thread-local variable at its end
/// and after each failure.
///
/// ```
/// # #[tokio::main(flavor = "current_thread", start_paused = true)]
/// # async fn main() {
/// use retries::{StopReason, retry};
/// use std::time::Duration;
///
/// #[retry(fixed("2s"), max_attempts = 3)]
/// async fn get(key: &str) -> Result<String, String> {
///     Err(format!("{key} is locked"))
/// }
///
/// let (result, report) = retries::reported(get("k")).await;
/// assert_eq!(result, Err("k is locked".to_owned()));
/// assert_eq!(report.attempts(), 3);
/// assert_eq!(report.waited(), Duration::from_secs(4));
/// assert_eq!(report.stop_reason(), Some(StopReason::Attempts));
/// # }
/// ```
pub fn reported<F: Future>(future: F) -> impl Future<Output = (F::Output, Report)> {
    Reported {
        future: Some(future),
        report: Some(ActiveReport::default()),
    }
}

/// Runs `call`, and returns its output with a [`Report`] of the annotated functions that were called in it, as
/// [`reported`] does for a future.
///
/// The report has the calls that run on this thread until `call` returns. Threads spawned inside are not in it.
/// A panic of `call` is not caught.
///
/// ```
/// use retries::retry;
/// use std::time::Duration;
///
/// #[retry(fixed("1ms"), max_attempts = 3, attempt = n)]
/// fn get() -> Option<u32> {
///     (n.number() == 2).then_some(7)
/// }
///
/// let (result, report) = retries::reported_blocking(get);
/// assert_eq!(result, Some(7));
/// assert_eq!(report.attempts(), 2);
/// assert_eq!(report.waited(), Duration::from_millis(1));
/// assert_eq!(report.stop_reason(), None);
/// ```
pub fn reported_blocking<T>(call: impl FnOnce() -> T) -> (T, Report) {
    let mut active = Some(ActiveReport::default());
    let output = active::enter(&mut active, call);
    (output, into_report(active))
}

/// The report is missing only where a thread runs its destructors.
fn into_report(active: Option<ActiveReport>) -> Report {
    active.map(|active| active.report).unwrap_or_default()
}

pin_project! {
    /// The future of [`reported`].
    struct Reported<F> {
        // Dropped within the report, because a call reports that its future is dropped.
        #[pin]
        future: Option<F>,
        report: Option<ActiveReport>,
    }

    impl<F> PinnedDrop for Reported<F> {
        fn drop(this: Pin<&mut Self>) {
            let mut this = this.project();
            if this.future.is_none() {
                return;
            }
            if let Some(report) = this.report {
                report.is_dropped = true;
            }
            active::enter(this.report, || this.future.set(None));
        }
    }
}

impl<F: Future> Future for Reported<F> {
    type Output = (F::Output, Report);

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let mut this = self.project();
        let poll = active::enter(this.report, || {
            let future = this.future.as_mut().as_pin_mut()?;
            let poll = future.poll(cx);
            // It may own futures of calls that it has not awaited to their end.
            if poll.is_ready() {
                this.future.set(None);
            }
            Some(poll)
        });
        // As after any other future's end, it is a mistake of the caller to poll again.
        let Some(poll) = poll else {
            return Poll::Pending;
        };
        let output = ready!(poll);
        Poll::Ready((output, into_report(this.report.take())))
    }
}
