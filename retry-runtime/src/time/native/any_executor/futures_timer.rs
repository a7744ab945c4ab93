//! A timer with its own thread.

use core::time::Duration;

use futures_timer::Delay;

use crate::time::timer::Timer;

/// The timer of `futures-timer`.
#[derive(Clone, Copy, Debug)]
pub struct FuturesTimer;

impl Timer for FuturesTimer {
    type Sleep = Delay;

    fn sleep(wait: Duration) -> Delay {
        Delay::new(wait)
    }
}
