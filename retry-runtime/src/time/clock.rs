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
    fn until(end: Instant, grace: Duration) -> Duration;

    /// Narrows the scope from `outer` to this end, if that is sooner.
    fn narrow(end: Instant, outer: Instant) -> Outer;

    /// Puts the end of the outer scope back.
    fn restore(outer: Instant);

    /// Returns the place of the deadline that the running code inherits.
    fn inherited() -> &'static InheritedDeadline;
}

/// The deadline of the outer scope.
#[derive(Debug)]
pub enum Outer {
    /// It is still in force.
    Kept,
    /// It was replaced by a sooner one.
    Replaced(Option<Instant>),
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

    // These three are compiled here, because compiling them once more in each blocking function costs a millisecond.
    #[inline(never)]
    fn until(end: Instant, grace: Duration) -> Duration {
        until(Self::now(), end, grace)
    }

    #[inline(never)]
    fn narrow(end: Instant, outer: Instant) -> Outer {
        narrow(&OF_THREAD, end, outer)
    }

    #[inline(never)]
    fn restore(outer: Instant) {
        OF_THREAD.set(Some(outer));
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

    #[inline(never)]
    fn until(end: Instant, grace: Duration) -> Duration {
        until(Self::now(), end, grace)
    }

    #[inline]
    fn narrow(end: Instant, outer: Instant) -> Outer {
        narrow(&OF_TASK, end, outer)
    }

    #[inline]
    fn restore(outer: Instant) {
        OF_TASK.set(Some(outer));
    }
}

fn until(now: Instant, end: Instant, grace: Duration) -> Duration {
    let end = end.checked_add(grace).unwrap_or(end);
    end.saturating_duration_since(now)
}

#[inline]
fn narrow(inherited: &'static InheritedDeadline, end: Instant, outer: Instant) -> Outer {
    if outer <= end {
        return Outer::Kept;
    }
    inherited.set(Some(end));
    Outer::Replaced(Some(outer))
}
