use std::time::Duration;

/// What happened in one second.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Second {
    /// How many calls began.
    pub calls: u32,
    /// How many attempts were made, retries included. A spike counts a retry when it is decided on, an outage when it
    /// is sent.
    pub attempts: u32,
    /// How many calls had an answer in time.
    pub successes: u32,
}

impl Second {
    /// Returns the second of this time, or `None` after the last one.
    pub(super) fn at(seconds: &mut [Self], now: Duration) -> Option<&mut Self> {
        seconds.get_mut(usize::try_from(now.as_secs()).ok()?)
    }
}
