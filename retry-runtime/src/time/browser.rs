//! A browser's timer and clock. The clocks of the standard library and of tokio panic there.

use core::time::Duration;

use gloo_timers::future::TimeoutFuture;

use super::timer::Timer;

pub(crate) use web_time::Instant;

/// Reads the clock of functions that yield.
pub(super) fn task_now() -> Instant {
    Instant::now()
}

/// The browser's timer.
#[derive(Clone, Copy, Debug)]
pub struct DefaultTimer;

impl Timer for DefaultTimer {
    type Sleep = TimeoutFuture;

    fn sleep(wait: Duration) -> TimeoutFuture {
        // A browser does not wait at all if the time is longer than this, which is 24 days.
        const LONGEST: u32 = i32::MAX.unsigned_abs();
        let millis = u32::try_from(wait.as_nanos().div_ceil(1_000_000));
        TimeoutFuture::new(millis.map_or(LONGEST, |millis| millis.min(LONGEST)))
    }
}
