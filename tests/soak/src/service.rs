//! A service that fails a third of its requests.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};

/// The service failed the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Down;

impl fmt::Display for Down {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("down")
    }
}

/// Counts the requests, and the failures among them.
#[derive(Debug, Default)]
pub struct Service {
    requests: AtomicU64,
    failures: AtomicU64,
}

impl Service {
    /// Makes a service without requests.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            requests: AtomicU64::new(0),
            failures: AtomicU64::new(0),
        }
    }

    /// Handles the request of a call's attempt. Which ones fail is the same in each run.
    ///
    /// # Errors
    ///
    /// A third of the requests.
    pub fn request(&self, call: u32, attempt: u32) -> Result<u32, Down> {
        if is_third(call, attempt) {
            self.fail()
        } else {
            self.requests.fetch_add(1, Ordering::Relaxed);
            Ok(call)
        }
    }

    /// Handles a request that fails.
    ///
    /// # Errors
    ///
    /// Always.
    pub fn fail(&self) -> Result<u32, Down> {
        self.requests.fetch_add(1, Ordering::Relaxed);
        self.failures.fetch_add(1, Ordering::Relaxed);
        Err(Down)
    }

    /// Returns the requests and the failures since the last call.
    pub fn take(&self) -> (u64, u64) {
        (
            self.requests.swap(0, Ordering::Relaxed),
            self.failures.swap(0, Ordering::Relaxed),
        )
    }
}

/// The output function of `SplitMix64`.
fn is_third(call: u32, attempt: u32) -> bool {
    let word = (u64::from(call) << 8 | u64::from(attempt)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    (word ^ (word >> 31)).is_multiple_of(3)
}
