//! A browser's timer and clock. The clocks of the standard library and of tokio panic there.

use core::time::Duration;

use gloo_timers::future::TimeoutFuture;

use super::instant::Instant;
use super::timer::Timer;

/// The clock of functions that block.
pub(super) type ThreadInstant = web_time::Instant;
/// The clock of functions that yield.
pub(super) type TaskInstant = web_time::Instant;

impl Instant for web_time::Instant {
    #[inline]
    fn now() -> Self {
        Self::now()
    }

    #[inline]
    fn since(self) -> Duration {
        self.elapsed()
    }
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
