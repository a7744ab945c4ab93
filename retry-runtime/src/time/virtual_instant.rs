//! A clock that recordings can advance.

use core::time::Duration;

use super::instant::Instant;
use crate::recording;

/// An instant of the clock `I`, to which the virtual time of a recording is added.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct VirtualInstant<I> {
    real: I,
    elapsed: Duration,
}

impl<I: Instant> Instant for VirtualInstant<I> {
    fn now() -> Self {
        Self {
            real: I::now(),
            elapsed: recording::elapsed(),
        }
    }

    fn since(self) -> Duration {
        let virtual_time = recording::elapsed().saturating_sub(self.elapsed);
        if recording::stops_real_time() {
            virtual_time
        } else {
            virtual_time.saturating_add(self.real.since())
        }
    }
}
