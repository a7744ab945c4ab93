//! The two clocks: that of functions that block, and that of functions that yield.

use core::cell::Cell;
use core::fmt;
use core::time::Duration;
use std::thread::LocalKey;

use super::platform::{self, Instant};

/// The deadline that the running code inherits on one clock.
pub(crate) type InheritedDeadline = LocalKey<Cell<Option<Instant>>>;

/// A clock. A test may pause that of tasks and not that of threads, so that their times are never compared.
pub trait Clock: Copy + fmt::Debug {
    /// Reads the clock.
    fn now() -> Instant;

    /// Returns the time from now until `grace` after `end`.
    fn until(end: Instant, grace: Duration) -> Duration {
        let end = end.checked_add(grace).unwrap_or(end);
        end.saturating_duration_since(Self::now())
    }

    /// Returns the place of the deadline that the running code inherits.
    fn inherited() -> &'static InheritedDeadline;
}

/// The clock of functions that block.
#[derive(Clone, Copy, Debug)]
pub struct ThreadClock;

/// The clock of functions that yield.
#[derive(Clone, Copy, Debug)]
pub struct TaskClock;

thread_local! {
    static OF_THREAD: Cell<Option<Instant>> = const { Cell::new(None) };
    static OF_TASK: Cell<Option<Instant>> = const { Cell::new(None) };
}

impl Clock for ThreadClock {
    #[inline]
    fn now() -> Instant {
        let now = Instant::now();
        #[cfg(feature = "test-util")]
        let now = crate::recording::now(crate::recording::RealClock::Thread, now);
        now
    }

    #[inline]
    fn inherited() -> &'static InheritedDeadline {
        &OF_THREAD
    }
}

impl Clock for TaskClock {
    #[inline]
    fn now() -> Instant {
        let now = platform::task_now();
        #[cfg(feature = "test-util")]
        let now = crate::recording::now(crate::recording::RealClock::Task, now);
        now
    }

    #[inline]
    fn inherited() -> &'static InheritedDeadline {
        &OF_TASK
    }
}
