//! The timer of smol.

use core::time::Duration;

use async_io::Timer as Sleep;

use crate::time::task::Timer;

/// The timer of smol, which a thread of its own drives where no executor does.
#[derive(Clone, Copy, Debug)]
pub struct AsyncIo;

impl Timer for AsyncIo {
    type Sleep = Sleep;

    fn sleep(wait: Duration) -> Sleep {
        Sleep::after(wait)
    }
}
