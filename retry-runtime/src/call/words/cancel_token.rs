//! What `cancel = token` takes.

use core::future::{Future, pending};
use std::sync::Arc;

/// A token that cancels calls: `cancel = token` ends a call's wait at once, and the call returns its last failure.
///
/// With the feature `tokio-util` the `CancellationToken` of that crate is one. The attribute takes it also
/// without the feature, because there a token is whatever has the method `cancelled`, or a future.
///
/// Implement it for a token of your own. `cancelled` may be called many times, and by many calls at once:
///
/// ```
/// use retries::CancelToken;
/// use std::future::poll_fn;
/// use std::sync::Mutex;
/// use std::task::{Poll, Waker};
///
/// #[derive(Default)]
/// struct Stop(Mutex<State>);
///
/// #[derive(Default)]
/// struct State {
///     is_stopped: bool,
///     waiting: Vec<Waker>,
/// }
///
/// impl Stop {
///     fn stop(&self) {
///         let mut state = self.0.lock().unwrap();
///         state.is_stopped = true;
///         state.waiting.drain(..).for_each(Waker::wake);
///     }
/// }
///
/// impl CancelToken for Stop {
///     async fn cancelled(&self) {
///         poll_fn(|cx| {
///             let mut state = self.0.lock().unwrap();
///             if state.is_stopped {
///                 return Poll::Ready(());
///             }
///             state.waiting.push(cx.waker().clone());
///             Poll::Pending
///         })
///         .await;
///     }
/// }
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let stop = Stop::default();
/// stop.stop();
/// stop.cancelled().await;
/// # }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no token that can cancel a call",
    label = "it does not implement `CancelToken`",
    note = "for the `CancellationToken` of `tokio-util`, enable the feature `tokio-util` of `retries`; implement `CancelToken` for a token of your own",
    note = "a flag such as an `AtomicBool` cannot wake a call that waits"
)]
pub trait CancelToken {
    /// Returns a future that ends when the calls with this token are cancelled. If they already are, it ends when it
    /// is first polled.
    ///
    /// A call polls such a future once after each failed attempt, and another one during each wait. It drops it at
    /// the end of the wait, so that nothing may be lost with it. On a thread no executor runs: the future may use
    /// wakers, but no timer or socket of one.
    fn cancelled(&self) -> impl Future<Output = ()>;
}

impl<T: CancelToken + ?Sized> CancelToken for &T {
    #[inline]
    fn cancelled(&self) -> impl Future<Output = ()> {
        T::cancelled(self)
    }
}

impl<T: CancelToken + ?Sized> CancelToken for Arc<T> {
    #[inline]
    fn cancelled(&self) -> impl Future<Output = ()> {
        T::cancelled(self)
    }
}

/// `None` cancels no call.
impl<T: CancelToken> CancelToken for Option<T> {
    async fn cancelled(&self) {
        match self {
            Some(token) => token.cancelled().await,
            None => pending().await,
        }
    }
}

#[cfg(feature = "tokio-util")]
impl CancelToken for tokio_util::sync::CancellationToken {
    #[inline]
    fn cancelled(&self) -> impl Future<Output = ()> {
        self.cancelled()
    }
}
