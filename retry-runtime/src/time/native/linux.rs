//! Linux's monotonic clock, also as of the last tick, which is a quarter of the cost to read.

use core::ffi::c_int;
use core::time::Duration;

use crate::time::clock::Instant;

/// What the standard library reads: the last tick, and what the hardware says has passed since.
const EXACT: c_int = 1;
const LAST_TICK: c_int = 6;

/// Ticks are counted whole, and late by up to one more: what the last tick says is less than two old, of
/// which even slow systems have a hundred a second. That is no more than a hundredth of this deadline.
const LONG: Duration = Duration::from_secs(2);

/// Nanoseconds since the system started.
#[derive(Clone, Copy, Debug)]
pub struct Monotonic(u64);

impl Instant for Monotonic {
    fn now() -> Self {
        Self(read(EXACT).expect("the standard library needs this clock too"))
    }

    #[inline]
    fn start(deadline: Duration) -> Self {
        if deadline < LONG {
            return Self::now();
        }
        read(LAST_TICK).map_or_else(Self::now, Self)
    }

    fn since(self) -> Duration {
        Duration::from_nanos(Self::now().0.saturating_sub(self.0))
    }
}

/// C's `timespec` on systems of 64 bits. Since the start of the system neither part is negative.
#[repr(C)]
struct Time {
    seconds: u64,
    nanos: u64,
}

#[inline]
#[expect(
    unsafe_code,
    reason = "the standard library does not read the last tick"
)]
fn read(clock: c_int) -> Option<u64> {
    unsafe extern "C" {
        fn clock_gettime(clock: c_int, time: *mut Time) -> c_int;
    }
    let mut time = Time {
        seconds: 0,
        nanos: 0,
    };
    // SAFETY: so POSIX declares it, and std links it. It writes to `time` and does not keep the pointer.
    let error = unsafe { clock_gettime(clock, &raw mut time) };
    (error == 0).then_some(time.seconds * 1_000_000_000 + time.nanos)
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;

    /// How much more than what passed is told of each of some calls with this deadline.
    fn overstated(deadline: Duration) -> Vec<Duration> {
        let overstated = (0..100).map(|_| {
            thread::sleep(Duration::from_millis(1));
            let earlier = std::time::Instant::now();
            let start = Monotonic::start(deadline);
            let later = std::time::Instant::now();
            thread::sleep(Duration::from_millis(1));
            let least = later.elapsed();
            let told = start.since();
            let most = earlier.elapsed();
            assert!(told >= least, "{told:?} of at least {least:?}");
            told.saturating_sub(most)
        });
        overstated.collect()
    }

    #[test]
    fn of_a_short_deadline_time_is_told_exactly() {
        let short = LONG / 2;
        assert_eq!(overstated(short), [Duration::ZERO; 100]);
    }

    #[test]
    fn of_a_long_deadline_less_than_a_hundredth_is_lost_and_nothing_is_added() {
        let mut overstated = overstated(LONG);
        overstated.sort_unstable();
        // A system that is short of processors may miss ticks.
        let median = overstated[overstated.len() / 2];
        assert!(median <= LONG / 100, "{overstated:?}");
    }

    #[test]
    fn the_last_tick_is_not_later_than_now() {
        for _ in 0..1_000_000 {
            let start = Monotonic::start(LONG);
            let now = Monotonic::now();
            assert!(start.0 <= now.0, "{start:?} {now:?}");
        }
    }
}
