//! `cancel`: what ends a wait before its time. The call then returns the outcome that it keeps for the wait.
//!
//! Everything that cancels is a future. Each wait makes a new one. `retries::shutdown()` ends the wait too.

use core::future::{Future, pending};
use core::pin::Pin;
use core::task::{Context, Poll};
use core::time::Duration;

use pin_project_lite::pin_project;

use super::cancel_token::CancelToken;
use super::cancelled_wait::{is_cancelled, unless_cancelled};
use super::sleeps::{TaskSleep, ThreadSleep};
use crate::call::flow::keep::{KeepWord, keeps_nothing, keeps_outcome};

/// Whether a call can be cancelled, and by what.
pub trait Cancel {
    /// Returns whether the call is cancelled. Loops call it after a failed attempt: the call then makes no retry.
    fn is_cancelled(&self) -> bool;

    /// Puts the thread to sleep. Returns whether the wait was cancelled.
    fn wait_on_thread(&self, wait: Duration, sleep: &impl ThreadSleep) -> bool;

    /// Waits in a task. Returns whether the wait was cancelled.
    fn wait_in_task(&self, wait: Duration, sleep: &impl TaskSleep) -> impl Future<Output = bool>;
}

/// Without `cancel`, every wait takes its time.
#[derive(Clone, Copy, Debug)]
pub struct NeverCancelled;

/// `cancel` alone: `retries::shutdown()` ends a wait.
#[derive(Clone, Copy, Debug)]
pub struct AtShutdown;

/// `cancel = token`: the token or `retries::shutdown()` ends a wait.
#[derive(Clone, Copy, Debug)]
pub struct ByToken<T>(pub T);

/// A closure that makes a future for each wait. The future or `retries::shutdown()` ends the wait.
#[derive(Clone, Copy, Debug)]
pub struct ByFuture<F>(pub F);

/// The `cancel` of a bundle, implemented for its hidden type.
pub trait CancelWord {
    /// Returns the future that ends a wait.
    fn cancelled() -> impl Future<Output = ()>;
}

/// The word of the bundle with the hidden type `B`.
#[derive(Clone, Copy, Debug)]
pub struct CancelOf<B>(pub B);

keeps_nothing!(NeverCancelled);
keeps_outcome! {
    [] AtShutdown;
    [T] ByToken<T>;
    [F] ByFuture<F>;
    [B] CancelOf<B>;
}

impl Cancel for NeverCancelled {
    #[inline]
    fn is_cancelled(&self) -> bool {
        false
    }

    #[inline]
    fn wait_on_thread(&self, wait: Duration, sleep: &impl ThreadSleep) -> bool {
        sleep.sleep(wait);
        false
    }

    #[inline]
    fn wait_in_task(&self, wait: Duration, sleep: &impl TaskSleep) -> impl Future<Output = bool> {
        WholeWait {
            sleep: sleep.sleep(wait),
        }
    }
}

/// The words that can end a wait.
pub trait EndsWaits {
    /// Returns the future that ends a wait.
    fn cancelled(&self) -> impl Future;
}

impl EndsWaits for AtShutdown {
    #[inline]
    fn cancelled(&self) -> impl Future {
        pending::<()>()
    }
}

impl<T: CancelToken> EndsWaits for ByToken<T> {
    #[inline]
    fn cancelled(&self) -> impl Future {
        self.0.cancelled()
    }
}

impl<F: Fn() -> C, C: Future> EndsWaits for ByFuture<F> {
    #[inline]
    fn cancelled(&self) -> impl Future {
        (self.0)()
    }
}

impl<B: CancelWord> EndsWaits for CancelOf<B> {
    #[inline]
    fn cancelled(&self) -> impl Future {
        B::cancelled()
    }
}

/// `.cancel(…)` was called with a [`CancelToken`].
#[derive(Debug)]
pub struct OfToken;

/// `.cancel(…)` was called with a closure that makes a future.
#[derive(Debug)]
pub struct OfClosure;

/// What `.cancel(…)` takes. The marker `M` tells the compiler the implementations apart.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot cancel a call",
    label = "neither a token nor a closure that makes a future",
    note = "write `.cancel(token)` with a `CancellationToken` of `tokio-util`, for which `retries` has the feature `tokio-util`, or with a type of your own that implements `retries::CancelToken`",
    note = "each wait needs a future of its own: write `.cancel(|| notify.notified())` to make one",
    note = "a flag such as an `AtomicBool` cannot wake a call that waits"
)]
pub trait CancelArgument<M> {
    /// The word.
    type Word: Cancel + KeepWord;

    /// Makes the word.
    fn into_word(self) -> Self::Word;
}

#[diagnostic::do_not_recommend]
impl<T: CancelToken> CancelArgument<OfToken> for T {
    type Word = ByToken<T>;

    #[inline]
    fn into_word(self) -> ByToken<T> {
        ByToken(self)
    }
}

#[diagnostic::do_not_recommend]
impl<F: Fn() -> C, C: Future> CancelArgument<OfClosure> for F {
    type Word = ByFuture<F>;

    #[inline]
    fn into_word(self) -> ByFuture<F> {
        ByFuture(self)
    }
}

impl<W: EndsWaits> Cancel for W {
    fn is_cancelled(&self) -> bool {
        is_cancelled(self.cancelled())
    }

    fn wait_on_thread(&self, wait: Duration, sleep: &impl ThreadSleep) -> bool {
        sleep.sleep_unless_cancelled(wait, self.cancelled())
    }

    fn wait_in_task(&self, wait: Duration, sleep: &impl TaskSleep) -> impl Future<Output = bool> {
        unless_cancelled(sleep.sleep(wait), self.cancelled())
    }
}

/// Finds the method `cancelled` of a future, which is the future itself. Where this trait and [`CancelToken`] are in
/// scope, `value.cancelled()` takes a future, a token of the user, and any type that has such a method of its own.
pub trait CancelFuture: Sized {
    /// Returns the future.
    #[must_use]
    fn cancelled(self) -> Self;
}

impl<F: Cancels> CancelFuture for F {
    #[inline]
    fn cancelled(self) -> Self {
        self
    }
}

/// `Future`, with a message of its own for everything that is no token either.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot cancel a call",
    label = "neither a future nor a token with a method `cancelled`",
    note = "write `cancel = token` with a `CancellationToken` of `tokio-util`, a future such as `notify.notified()`, or a type of your own that implements `retries::CancelToken`; `cancel` alone ends waits at `retries::shutdown()`",
    note = "a flag such as an `AtomicBool` cannot wake a call that waits"
)]
pub trait Cancels {}

#[diagnostic::do_not_recommend]
impl<F: Future> Cancels for F {}

pin_project! {
    /// A wait that nothing cancels. It is as large as the wait alone, which an async block would not be.
    #[derive(Debug)]
    struct WholeWait<S> {
        #[pin]
        sleep: S,
    }
}

impl<S: Future> Future for WholeWait<S> {
    type Output = bool;

    #[inline]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<bool> {
        self.project().sleep.poll(cx).map(|_| false)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::call::words::sleeps::DefaultSleep;
    use crate::shutdown::{shutdown, tests::in_own_process};
    use core::cell::Cell;
    use core::future::{poll_fn, ready};
    use core::mem::size_of_val;
    use core::task::Waker;
    use std::sync::{Arc, LazyLock, Mutex};
    use std::time::Instant;

    const LONG: Duration = Duration::from_secs(60);

    /// A token with a method of its own, as that of tokio-util is without the feature.
    #[derive(Debug, Default)]
    struct Stop(Mutex<(bool, Vec<Waker>)>);

    impl Stop {
        fn stop(&self) {
            let mut state = self.0.lock().unwrap();
            state.0 = true;
            state.1.drain(..).for_each(Waker::wake);
        }

        fn cancelled(&self) -> impl Future<Output = ()> {
            poll_fn(|cx| {
                let mut state = self.0.lock().unwrap();
                if state.0 {
                    return Poll::Ready(());
                }
                state.1.push(cx.waker().clone());
                Poll::Pending
            })
        }
    }

    #[derive(Debug, Default)]
    struct Token(Stop);

    impl CancelToken for Token {
        async fn cancelled(&self) {
            self.0.cancelled().await;
        }
    }

    fn stopped() -> Token {
        let token = Token::default();
        token.0.stop();
        token
    }

    /// Calls `end` from another thread while `wait` is under way, and asserts that the wait then ends.
    fn assert_ends_at_once(end: impl FnOnce() + Send, wait: impl FnOnce() -> bool) {
        let start = Instant::now();
        std::thread::scope(|scope| {
            scope.spawn(|| {
                std::thread::sleep(Duration::from_millis(20));
                end();
            });
            assert!(wait());
        });
        assert!(start.elapsed() < LONG / 2);
    }

    #[test]
    fn a_token_ends_the_wait_of_a_thread_at_once() {
        let token = Token::default();
        assert!(!ByToken(&token).is_cancelled());
        assert_ends_at_once(
            || token.0.stop(),
            || ByToken(&token).wait_on_thread(LONG, &DefaultSleep),
        );
        assert!(ByToken(&token).is_cancelled());
    }

    #[test]
    fn a_future_ends_the_wait_of_a_thread_at_once() {
        let stop = Stop::default();
        let word = ByFuture(|| stop.cancelled());
        assert!(!word.is_cancelled());
        assert_ends_at_once(|| stop.stop(), || word.wait_on_thread(LONG, &DefaultSleep));
    }

    #[test]
    fn without_a_cancel_a_thread_waits_its_time() {
        let wait = Duration::from_millis(20);
        let start = Instant::now();
        assert!(!ByToken(Token::default()).wait_on_thread(wait, &DefaultSleep));
        assert!(!AtShutdown.wait_on_thread(wait, &DefaultSleep));
        assert!(!NeverCancelled.wait_on_thread(wait, &DefaultSleep));
        assert!(start.elapsed() >= wait * 3);
    }

    #[test]
    fn shutdown_ends_waits_of_threads_at_once() {
        in_own_process(
            "call::words::cancel::tests::shutdown_ends_waits_of_threads_at_once",
            || {
                let token = Token::default();
                assert!(!AtShutdown.is_cancelled());
                std::thread::scope(|scope| {
                    let waits = [
                        scope.spawn(|| AtShutdown.wait_on_thread(LONG, &DefaultSleep)),
                        scope.spawn(|| ByToken(&token).wait_on_thread(LONG, &DefaultSleep)),
                    ];
                    std::thread::sleep(Duration::from_millis(20));
                    let start = Instant::now();
                    shutdown();
                    assert!(waits.into_iter().all(|wait| wait.join().unwrap()));
                    assert!(start.elapsed() < LONG / 2);
                });
                assert!(AtShutdown.is_cancelled());
                assert!(ByToken(&token).is_cancelled());
                assert!(!NeverCancelled.is_cancelled());
            },
        );
    }

    #[test]
    fn a_sleep_of_the_user_is_not_interrupted_and_not_begun_if_the_call_is_cancelled() {
        let token = Token::default();
        let slept = Cell::new(Duration::ZERO);
        let sleep = |wait| {
            slept.set(slept.get() + wait);
            token.0.stop();
        };
        assert!(ByToken(&token).wait_on_thread(LONG, &sleep));
        assert_eq!(slept.get(), LONG);
        assert!(ByToken(&token).wait_on_thread(LONG, &sleep));
        assert_eq!(slept.get(), LONG);
    }

    #[test]
    fn a_missing_token_cancels_nothing() {
        assert!(!ByToken(None::<Token>).is_cancelled());
        assert!(ByToken(Some(stopped())).is_cancelled());
        assert!(ByToken(Arc::new(stopped())).is_cancelled());
        assert!(ByToken(&stopped()).is_cancelled());
    }

    /// As generated code calls `cancelled` of a value, whose type it does not know.
    macro_rules! is_value_cancelled {
        ($value:expr) => {
            is_cancelled($value.cancelled())
        };
    }

    #[test]
    fn a_value_is_a_token_by_its_trait_or_by_its_method_or_a_future() {
        static STOP: LazyLock<Stop> = LazyLock::new(Stop::default);
        let shared = Arc::new(Stop::default());
        shared.stop();
        assert!(is_value_cancelled!(shared));
        assert!(is_value_cancelled!((&shared)));
        assert!(!is_value_cancelled!(Stop::default()));
        assert!(!is_value_cancelled!(STOP));
        assert!(is_value_cancelled!(stopped()));
        assert!(is_value_cancelled!(Some(&stopped())));
        assert!(is_value_cancelled!(ready(())));
        assert!(!is_value_cancelled!(Box::pin(pending::<u8>())));
    }

    #[cfg(feature = "tokio")]
    mod in_task {
        use super::*;
        use tokio::time;

        #[tokio::test(start_paused = true)]
        async fn a_token_ends_the_wait_of_a_task_at_once() {
            let token = Token::default();
            let start = time::Instant::now();
            let word = ByToken(&token);
            let stop = async {
                time::sleep(Duration::from_secs(1)).await;
                token.0.stop();
                pending::<()>().await;
            };
            tokio::select! {
                was_cancelled = word.wait_in_task(LONG, &DefaultSleep) => assert!(was_cancelled),
                () = stop => {}
            }
            assert_eq!(start.elapsed(), Duration::from_secs(1));
        }

        #[tokio::test(start_paused = true)]
        async fn without_a_cancel_a_task_waits_its_time() {
            let start = time::Instant::now();
            let token = ByToken(Token::default());
            assert!(!token.wait_in_task(LONG, &DefaultSleep).await);
            assert!(!AtShutdown.wait_in_task(LONG, &DefaultSleep).await);
            assert!(!NeverCancelled.wait_in_task(LONG, &DefaultSleep).await);
            assert_eq!(start.elapsed(), LONG * 3);
        }

        #[test]
        fn shutdown_ends_waits_of_tasks_at_once() {
            in_own_process(
                "call::words::cancel::tests::in_task::shutdown_ends_waits_of_tasks_at_once",
                || {
                    let runtime = tokio::runtime::Builder::new_current_thread()
                        .enable_time()
                        .build()
                        .unwrap();
                    let by_token = ByToken(Token::default());
                    assert_ends_at_once(shutdown, || {
                        runtime.block_on(async {
                            let (first, second) = tokio::join!(
                                AtShutdown.wait_in_task(LONG, &DefaultSleep),
                                by_token.wait_in_task(LONG, &DefaultSleep),
                            );
                            first && second
                        })
                    });
                },
            );
        }

        #[test]
        fn a_wait_that_nothing_cancels_is_as_large_as_its_timer() {
            let plain = TaskSleep::sleep(&DefaultSleep, LONG);
            let wait = NeverCancelled.wait_in_task(LONG, &DefaultSleep);
            assert_eq!(size_of_val(&wait), size_of_val(&plain));
        }
    }

    #[cfg(feature = "test-util")]
    mod in_recording {
        use super::*;
        use crate::testing::record;

        #[test]
        fn a_recorded_wait_takes_no_time_and_a_cancelled_one_is_not_made() {
            let start = Instant::now();
            let word = ByToken(Token::default());
            let log = record(|| word.wait_on_thread(LONG, &DefaultSleep));
            assert!(!log.output);
            assert_eq!(log.waits(), [LONG]);
            word.0.0.stop();
            let log = record(|| word.wait_on_thread(LONG, &DefaultSleep));
            assert!(log.output);
            assert!(log.waits().is_empty());
            assert!(start.elapsed() < LONG / 2);
        }
    }

    #[cfg(feature = "tokio-util")]
    #[test]
    fn the_token_of_tokio_util_ends_a_wait() {
        let token = tokio_util::sync::CancellationToken::new();
        let word = ByToken(token.child_token());
        assert!(!word.is_cancelled());
        assert!(!is_value_cancelled!(token.child_token()));
        assert!(!is_value_cancelled!(Some(&token)));
        assert_ends_at_once(
            || token.cancel(),
            || word.wait_on_thread(LONG, &DefaultSleep),
        );
        assert!(word.is_cancelled());
    }
}
