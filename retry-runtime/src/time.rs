//! Clocks and waits: the only part that touches time.

use core::time::Duration;

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

/// For functions that block their thread.
pub mod thread {
    /// Runs on the system's monotonic clock.
    pub type Stopwatch = super::Stopwatch<std::time::Instant>;

    pub use std::thread::sleep;

    /// Waits by `sleep = f`, which returns nothing: a future would be dropped, and nothing waited.
    #[inline]
    pub fn wait_by(wait: core::time::Duration, sleep: impl FnOnce(core::time::Duration)) {
        sleep(wait);
    }
}

/// For functions that yield to an executor.
pub mod task {
    use core::future::Future;
    use core::time::Duration;

    /// Runs on the system's monotonic clock.
    #[cfg(not(feature = "tokio"))]
    pub type Stopwatch = super::Stopwatch<std::time::Instant>;
    /// Runs on tokio's clock, which a test may pause.
    #[cfg(feature = "tokio")]
    pub type Stopwatch = super::Stopwatch<tokio::time::Instant>;

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
    }

    #[cfg(feature = "tokio")]
    impl Timer for Enabled {
        type Sleep = tokio::time::Sleep;

        #[inline]
        fn sleep(wait: Duration) -> Self::Sleep {
            tokio::time::sleep(wait)
        }
    }

    /// Waits by `sleep = f`.
    #[inline]
    pub fn wait_by<F: Future>(wait: Duration, sleep: impl FnOnce(Duration) -> F) -> F {
        sleep(wait)
    }

    /// Waits that long on the timer `T`.
    #[inline]
    #[must_use]
    pub fn sleep<T: Timer>(wait: Duration) -> T::Sleep {
        T::sleep(wait)
    }
}
