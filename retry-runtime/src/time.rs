//! Clocks and waits: the only part that touches time.

use core::time::Duration;
use std::sync::OnceLock;

use crate::policy::Policy;

/// A clock that starts with the call, and is read only if the policy has a deadline.
#[derive(Clone, Copy, Debug)]
pub struct Stopwatch<I>(Option<I>);

impl<I: Instant> Stopwatch<I> {
    /// Reads the clock.
    #[inline]
    #[must_use]
    pub fn start() -> Self {
        Self(Some(I::now()))
    }

    /// Reads the clock if the policy will ask for it.
    #[inline]
    #[must_use]
    pub fn start_for(policy: &Policy) -> Self {
        Self(policy.has_deadline().then(I::now))
    }

    /// The time since the call began; zero without a deadline.
    #[inline]
    pub fn elapsed(&self) -> Duration {
        self.0.map_or(Duration::ZERO, I::since)
    }
}

/// Stands where a stopwatch would, when the attribute sees that there is no deadline.
#[derive(Clone, Copy, Debug)]
pub struct Untimed;

impl Untimed {
    /// Zero, which no one asks for.
    #[inline]
    #[must_use]
    pub const fn elapsed(&self) -> Duration {
        Duration::ZERO
    }
}

/// A point in time of one clock.
pub trait Instant: Copy {
    /// This moment.
    fn now() -> Self;
    /// The time from then to now.
    fn since(self) -> Duration;
}

impl Instant for std::time::Instant {
    #[inline]
    fn now() -> Self {
        Self::now()
    }

    #[inline]
    fn since(self) -> Duration {
        self.elapsed()
    }
}

#[cfg(feature = "tokio")]
impl Instant for tokio::time::Instant {
    #[inline]
    fn now() -> Self {
        Self::now()
    }

    #[inline]
    fn since(self) -> Duration {
        self.elapsed()
    }
}

/// A clock that recordings can move.
#[cfg(feature = "test-util")]
pub(crate) type Movable<I> = crate::testing::VirtualInstant<I>;
/// A clock as it is.
#[cfg(not(feature = "test-util"))]
pub(crate) type Movable<I> = I;

/// What budgets count from, whatever clock tells the time since.
fn since_origin(now: std::time::Instant) -> Duration {
    static ORIGIN: OnceLock<std::time::Instant> = OnceLock::new();
    let since = now.saturating_duration_since(*ORIGIN.get_or_init(|| now));
    #[cfg(feature = "test-util")]
    let since = since.saturating_add(crate::testing::elapsed());
    since
}

/// For functions that block their thread.
pub mod thread {
    use core::time::Duration;

    /// The time for budgets.
    #[must_use]
    pub fn now() -> Duration {
        super::since_origin(std::time::Instant::now())
    }

    /// Runs on the system's monotonic clock.
    pub type Stopwatch = super::Stopwatch<super::Movable<std::time::Instant>>;

    /// Puts the thread to sleep.
    #[inline]
    pub fn sleep(wait: Duration) {
        wait_by(wait, std::thread::sleep);
    }

    /// Waits by `sleep = f`, which returns nothing: a future would be dropped, and nothing waited.
    #[inline]
    pub fn wait_by(wait: Duration, sleep: impl FnOnce(Duration)) {
        #[cfg(feature = "test-util")]
        if crate::testing::waits(wait) {
            return;
        }
        sleep(wait);
    }
}

/// For functions that yield to an executor.
pub mod task {
    use core::future::{Future, poll_fn};
    use core::pin::{Pin, pin};
    use core::task::Poll;
    use core::time::Duration;

    /// The time for budgets.
    #[must_use]
    pub fn now() -> Duration {
        #[cfg(feature = "tokio")]
        let now = tokio::time::Instant::now().into_std();
        #[cfg(not(feature = "tokio"))]
        let now = std::time::Instant::now();
        super::since_origin(now)
    }

    /// Runs on the system's monotonic clock.
    #[cfg(not(feature = "tokio"))]
    pub type Stopwatch = super::Stopwatch<super::Movable<std::time::Instant>>;
    /// Runs on tokio's clock, which a test may pause.
    #[cfg(feature = "tokio")]
    pub type Stopwatch = super::Stopwatch<super::Movable<tokio::time::Instant>>;

    /// The timer that the enabled features choose.
    #[derive(Clone, Copy, Debug)]
    pub struct Enabled;

    /// A timer for async functions.
    #[diagnostic::on_unimplemented(
        message = "an `async` function needs a timer to wait between its attempts",
        label = "no timer is enabled",
        note = "enable the feature `tokio` of `retries`, or name your own: `sleep = f` with `f: Fn(Duration) -> impl Future`"
    )]
    pub trait Timer {
        /// A wait under way.
        type Sleep: Future<Output = ()>;

        /// Waits that long.
        fn sleep(wait: Duration) -> Self::Sleep;

        /// Lets the attempt run that long; `None` is one that was cut off.
        fn cut_off<F: Future>(
            attempt: Pin<&mut F>,
            limit: Duration,
        ) -> impl Future<Output = Option<F::Output>>;
    }

    #[cfg(feature = "tokio")]
    impl Timer for Enabled {
        type Sleep = tokio::time::Sleep;

        #[inline]
        fn sleep(wait: Duration) -> Self::Sleep {
            tokio::time::sleep(wait)
        }

        // tokio's own, which an attempt that is always ready for more cannot starve.
        async fn cut_off<F: Future>(attempt: Pin<&mut F>, limit: Duration) -> Option<F::Output> {
            tokio::time::timeout(limit, attempt).await.ok()
        }
    }

    /// Waits by `sleep = f`.
    #[cfg(not(feature = "test-util"))]
    #[inline]
    pub fn wait_by<F: Future>(wait: Duration, sleep: impl FnOnce(Duration) -> F) -> F {
        sleep(wait)
    }

    /// Waits by `sleep = f`, unless a recording has it otherwise.
    #[cfg(feature = "test-util")]
    pub fn wait_by<F: Future>(
        wait: Duration,
        sleep: impl FnOnce(Duration) -> F,
    ) -> impl Future<Output = ()> {
        let real = (!crate::testing::waits(wait)).then(|| sleep(wait));
        async move {
            if let Some(real) = real {
                real.await;
            }
        }
    }

    /// Lets the attempt run that long on the timer `T`. At the deadline there is no time for it, and
    /// it does not start.
    pub async fn cut_off<T: Timer, F: Future>(
        attempt: Pin<&mut F>,
        limit: Duration,
    ) -> Option<F::Output> {
        if limit.is_zero() {
            return None;
        }
        T::cut_off(attempt, limit).await
    }

    /// The same by `sleep = f`.
    pub async fn cut_off_by<F: Future, S: Future>(
        mut attempt: Pin<&mut F>,
        limit: Duration,
        sleep: impl FnOnce(Duration) -> S,
    ) -> Option<F::Output> {
        if limit.is_zero() {
            return None;
        }
        let mut timer = pin!(sleep(limit));
        poll_fn(|cx| match attempt.as_mut().poll(cx) {
            Poll::Ready(output) => Poll::Ready(Some(output)),
            Poll::Pending => timer.as_mut().poll(cx).map(|_| None),
        })
        .await
    }

    /// Waits that long on the timer `T`.
    #[cfg(not(feature = "test-util"))]
    #[inline]
    #[must_use]
    pub fn sleep<T: Timer>(wait: Duration) -> T::Sleep {
        T::sleep(wait)
    }

    /// Waits that long on the timer `T`, unless a recording has it otherwise.
    #[cfg(feature = "test-util")]
    pub fn sleep<T: Timer>(wait: Duration) -> impl Future<Output = ()> {
        wait_by(wait, T::sleep)
    }
}
