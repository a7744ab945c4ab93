//! The deadlines of the calls around some code.
//!
//! While an attempt of a function with a `deadline` or an `attempt_timeout` runs, all annotated functions that it calls
//! inherit the time that is left, however deep and in whichever crate, and also through code that knows nothing of
//! retries. [`within`](crate::within) and [`within_blocking`](crate::within_blocking) open such a scope by hand, for a
//! server's handler or a job.
//!
//! ```
//! use retries::retry;
//!
//! #[retry(fixed("1s"), max_attempts = 10)]
//! fn inner() -> Result<(), &'static str> {
//!     Err("down")
//! }
//!
//! #[retry(fixed("1s"), deadline = "3s")]
//! fn outer() -> Result<(), &'static str> {
//!     inner()
//! }
//!
//! // The inner function makes an attempt at 0, 1, 2 and 3 s, and the outer one has no time for another.
//! # #[cfg(feature = "test-util")]
//! assert_eq!(retries::testing::record(outer).attempts(), 1 + 4);
//! ```
//!
//! # What a scope cuts, and what it cannot
//!
//! - **No retry is waited for that would begin after the deadline**: the call returns its failure, with
//!   [`StopReason::Deadline`](crate::StopReason::Deadline). [`Event::is_inherited`](crate::Event::is_inherited) says
//!   that the deadline was that of a call around it.
//! - **An `attempt_timeout` inside is cut** to the time that is left, and an attempt that has one does not start after
//!   the deadline. The first attempt of any other call does.
//! - **A call that hangs is not cut off** by a scope alone: a call looks at its scope after a failure, and before an
//!   attempt that has an `attempt_timeout`. Cut it off by `attempt_timeout`, by [`within`](crate::within), or by the
//!   client's own timeout: [`remaining`](crate::remaining()) says how long it may be.
//!
//! # Where a scope holds
//!
//! A scope belongs to the code that runs in it, and for a future that is where the future is **polled**. A future that
//! is made inside a scope and awaited outside has none; one that is made outside and awaited inside inherits. Tasks
//! that move between threads, `select!` and `join!` keep each call's own.
//!
//! A spawned task and a new thread have no scope: carry it with [`current`] and [`Scope::enter`]. Where a runtime is
//! driven inside a scope (`block_on` of a current-thread runtime, `LocalSet::run_until`), its tasks are polled there
//! and inherit.
//!
//! `before_retry` runs in the scope of its own call. Waits, hooks, `on` and `or_else` run in the scope around it. What
//! makes the future of an attempt is a part of the attempt. The deadline of a policy that an operator sets at run time
//! is not inherited: it is read after a failure.
//!
//! # Across processes
//!
//! A scope travels as a duration in a header, so that the clocks of the machines need not agree. The features `http` and
//! `tower` have the header and a layer for servers, and `tonic` an interceptor for clients:
//!
//! ```
//! # #[cfg(all(feature = "http", feature = "tower"))]
//! # fn main() {
//! use http::Request;
//! use retries::scope::{self, ScopeLayer};
//!
//! /// A client of HTTP adds the time that is left to each request, and sends none with nothing left.
//! fn add_time_left<B>(request: &mut Request<B>) -> Result<(), &'static str> {
//!     let is_in_time = scope::current().write(request.headers_mut());
//!     is_in_time.then_some(()).ok_or("too late")
//! }
//!
//! // An axum server:     Router::new().route("/", get(handler)).layer(ScopeLayer::http())
//! // A tonic client:     GreeterClient::with_interceptor(channel, scope::grpc_timeout)
//! // A tonic server:     Server::builder().layer(ScopeLayer::grpc()).add_service(greeter)
//! # let _ = (ScopeLayer::http(), add_time_left::<()>);
//! # }
//! # #[cfg(not(all(feature = "http", feature = "tower")))]
//! # fn main() {}
//! ```

pub(crate) mod attempt;
pub(crate) mod narrowed;
pub(crate) mod nested;
pub(crate) mod remaining;
pub(crate) mod watched;
pub(crate) mod when_polled;
pub(crate) mod within;

use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll};
use core::time::Duration;

use pin_project_lite::pin_project;

use self::narrowed::Narrowed;
#[cfg(feature = "tonic")]
pub use crate::across::grpc_client::grpc_timeout;
#[cfg(feature = "tower")]
pub use crate::across::layer::{ScopeLayer, ScopeService};
use crate::time::{Clock, Instant, TaskClock, ThreadClock};

/// The time that the calls around some code have left. [`current`] returns that of the code that runs.
#[derive(Clone, Copy, Debug, Default)]
pub struct Scope {
    thread: Option<Instant>,
    task: Option<Instant>,
}

/// Returns the scope of the code that runs, to carry it to another thread or task.
///
/// ```
/// use retries::scope;
/// use std::thread;
/// use std::time::Duration;
///
/// let left = retries::within_blocking(Duration::from_secs(2), || {
///     let scope = scope::current();
///     let other = thread::spawn(move || scope.enter_blocking(retries::remaining));
///     other.join().unwrap()
/// });
/// assert!(left <= Some(Duration::from_secs(2)) && left > Some(Duration::from_secs(1)));
/// ```
#[must_use]
pub fn current() -> Scope {
    Scope {
        thread: ThreadClock::inherited().get(),
        task: TaskClock::inherited().get(),
    }
}

impl Scope {
    /// A scope that ends after this time. A time that the clock cannot count is none.
    #[cfg(feature = "http")]
    pub(crate) fn ending_in(limit: Duration) -> Self {
        Self {
            thread: None,
            task: TaskClock::now().checked_add(limit),
        }
    }

    /// Returns the time that is left: zero if the deadline has passed, `None` without one.
    ///
    /// ```
    /// assert_eq!(retries::scope::current().remaining(), None);
    /// ```
    #[must_use]
    pub fn remaining(self) -> Option<Duration> {
        self.remaining_with(Duration::ZERO)
    }

    /// Returns the time that is left until `grace` after the deadline.
    pub(crate) fn remaining_with(self, grace: Duration) -> Option<Duration> {
        let thread = self.thread.map(|end| ThreadClock::until(end, grace));
        let task = self.task.map(|end| TaskClock::until(end, grace));
        match (thread, task) {
            (Some(thread), Some(task)) => Some(thread.min(task)),
            (thread, task) => thread.or(task),
        }
    }

    /// Runs the future in this scope too: the sooner of its deadline and of those around the future counts. It does not
    /// cut the future off: to end a task too, write `scope::current().enter(within(limit, job))`, where the sooner of the
    /// two counts.
    ///
    /// Only the deadline is carried. For `nested = stop`, a retry in a spawned task or in `spawn_blocking` is not inside
    /// the attempt that spawned it: let the function that spawns make the attempts, and annotate nothing inside the task.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread", start_paused = true)]
    /// # async fn main() {
    /// use retries::scope;
    /// use std::time::Duration;
    ///
    /// let left = retries::within(Duration::from_secs(2), async {
    ///     tokio::spawn(scope::current().enter(async { retries::remaining() })).await.unwrap()
    /// });
    /// assert_eq!(left.await, Ok(Some(Duration::from_secs(2))));
    /// # }
    /// ```
    pub const fn enter<F: Future>(self, future: F) -> Entered<F> {
        Entered {
            scope: self,
            future,
        }
    }

    /// As [`enter`](Self::enter), for a closure, such as that of `spawn_blocking`.
    ///
    /// ```
    /// let scope = retries::scope::current();
    /// assert_eq!(scope.enter_blocking(|| 7), 7);
    /// ```
    pub fn enter_blocking<T>(self, run: impl FnOnce() -> T) -> T {
        let _narrowed = self.narrow();
        run()
    }

    fn narrow(self) -> (Narrowed<ThreadClock>, Narrowed<TaskClock>) {
        (Narrowed::to(self.thread), Narrowed::to(self.task))
    }
}

/// Runs the future without a scope: a rollback or an audit record that must be retried also when its caller has no time
/// left. The deadlines of calls inside it hold, and its retries do not count for `nested = stop` around it.
///
/// It keeps the time away, and does not protect the future from being dropped: [`within`](crate::within), an
/// `attempt_timeout` and a server whose client hung up drop what runs inside them. What must not end with them belongs
/// into a task of its own, which has no scope: `tokio::spawn(rollback())`.
///
/// ```
/// # #[tokio::main(flavor = "current_thread", start_paused = true)]
/// # async fn main() {
/// use retries::scope;
/// use std::time::Duration;
///
/// let left = retries::within(Duration::from_secs(2), scope::leave(async { retries::remaining() }));
/// assert_eq!(left.await, Ok(None));
/// # }
/// ```
pub fn leave<F: Future>(future: F) -> impl Future<Output = F::Output> {
    Left { future }
}

/// As [`leave`], for a closure.
///
/// ```
/// use retries::scope;
/// use std::time::Duration;
///
/// let limit = Duration::from_secs(2);
/// assert_eq!(retries::within_blocking(limit, || scope::leave_blocking(retries::remaining)), None);
/// ```
pub fn leave_blocking<T>(run: impl FnOnce() -> T) -> T {
    let _narrowed = narrow_to_none();
    nested::uncounted(run)
}

fn narrow_to_none() -> (Narrowed<ThreadClock>, Narrowed<TaskClock>) {
    (Narrowed::to_none(), Narrowed::to_none())
}

pin_project! {
    /// The future of [`Scope::enter`].
    ///
    /// ```
    /// use retries::scope::{self, Entered};
    /// use std::future::{Ready, ready};
    ///
    /// let future: Entered<Ready<u8>> = scope::current().enter(ready(7));
    /// ```
    #[derive(Debug)]
    #[must_use = "a future does nothing unless it is polled"]
    pub struct Entered<F> {
        scope: Scope,
        #[pin]
        future: F,
    }
}

impl<F: Future> Future for Entered<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let this = self.project();
        let _narrowed = this.scope.narrow();
        this.future.poll(cx)
    }
}

pin_project! {
    /// A future that is polled without a scope.
    struct Left<F> {
        #[pin]
        future: F,
    }
}

impl<F: Future> Future for Left<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let _narrowed = narrow_to_none();
        nested::uncounted(|| self.project().future.poll(cx))
    }
}
