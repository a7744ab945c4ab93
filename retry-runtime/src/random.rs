//! Random words for jitter: one small generator a thread, seeded when a retry first needs it.

use std::cell::RefCell;

use rand::rngs::SmallRng;
use rand::{Rng, SeedableRng};

thread_local! {
    /// It has no destructor, so that it can still be used while the thread is torn down.
    static GENERATOR: RefCell<SmallRng> = RefCell::new(SmallRng::seed_from_u64(seed()));
}

/// Returns a uniformly random word. In a recording it comes from the recording's seed.
pub(crate) fn next_u64() -> u64 {
    #[cfg(feature = "test-util")]
    if let Some(word) = crate::recording::next_u64() {
        return word;
    }
    GENERATOR.with_borrow_mut(SmallRng::next_u64)
}

/// Returns a word that follows from the keys which the operating system gives the standard library's
/// hash maps. `rand` could ask the system itself, with two more crates to compile.
#[cfg(not(all(feature = "gloo-timers", target_family = "wasm", target_os = "unknown")))]
fn seed() -> u64 {
    use std::hash::{BuildHasher, RandomState};
    RandomState::new().hash_one(())
}

/// Returns a word from the browser: there the keys of hash maps are the same on every page, and all pages
/// would wait equally long.
#[cfg(all(feature = "gloo-timers", target_family = "wasm", target_os = "unknown"))]
fn seed() -> u64 {
    js_sys::Math::random().to_bits()
}
