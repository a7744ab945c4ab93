//! The timer of smol.

use core::time::Duration;

use async_io::Timer as Sleep;

use crate::time::timer::Timer;

/// The timer of smol. If no executor drives the timer, its own thread does.
#[derive(Clone, Copy, Debug)]
pub struct AsyncIo;

impl Timer for AsyncIo {
    type Sleep = Sleep;

    fn sleep(wait: Duration) -> Sleep {
        Sleep::after(wait)
    }
}
