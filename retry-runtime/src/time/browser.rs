//! In a browser: its timer and its clock. The standard library's clock panics there, and so tokio's does.

use core::time::Duration;

use gloo_timers::future::TimeoutFuture;

use super::clock::Instant;
use super::task::Timer;

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
pub struct Enabled;

impl Timer for Enabled {
    type Sleep = TimeoutFuture;

    fn sleep(wait: Duration) -> TimeoutFuture {
        // Told to wait longer, which is 24 days, a browser does not wait at all.
        const LONGEST: u32 = i32::MAX.unsigned_abs();
        let millis = u32::try_from(wait.as_nanos().div_ceil(1_000_000));
        TimeoutFuture::new(millis.map_or(LONGEST, |millis| millis.min(LONGEST)))
    }
}
