//! Random words for jitter: one small generator a thread, made when a retry first needs it.

use std::cell::RefCell;
use std::hash::{BuildHasher, RandomState};

thread_local! {
    /// Seeded through the keys that the operating system gives the standard library's hash maps.
    static GENERATOR: RefCell<fastrand::Rng> =
        RefCell::new(fastrand::Rng::with_seed(RandomState::new().hash_one(())));
}

/// A uniformly random word. While its thread is being torn down it is always the middle one.
pub(crate) fn word() -> u64 {
    #[cfg(feature = "test-util")]
    if let Some(word) = crate::testing::chance() {
        return word;
    }
    GENERATOR
        .try_with(|generator| generator.borrow_mut().u64(..))
        .unwrap_or(u64::MAX / 2)
}
