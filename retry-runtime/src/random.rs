//! Random numbers for jitter: one small generator per thread, seeded when a retry first needs it.

use std::cell::RefCell;

use rand::rngs::SmallRng;
use rand::{Rng, SeedableRng};

thread_local! {
    /// The generator has no destructor, so that other destructors of the thread can still use it.
    static GENERATOR: RefCell<SmallRng> = RefCell::new(SmallRng::seed_from_u64(seed()));
}

/// Returns a uniformly random number. In a recording it comes from the recording's seed.
pub(crate) fn next_u64() -> u64 {
    #[cfg(feature = "test-util")]
    if let Some(word) = crate::recording::next_u64() {
        return word;
    }
    GENERATOR.with_borrow_mut(SmallRng::next_u64)
}

/// Returns a seed made from the random keys of the standard library's hash maps, which come from the
/// operating system. `rand` could read the system's random numbers itself, with two more crates to compile.
#[cfg(not(all(feature = "gloo-timers", target_family = "wasm", target_os = "unknown")))]
fn seed() -> u64 {
    use std::hash::{BuildHasher, RandomState};
    RandomState::new().hash_one(())
}

/// Returns a seed from the browser. There the keys of hash maps are the same on every page, so that all pages
/// would wait equally long.
#[cfg(all(feature = "gloo-timers", target_family = "wasm", target_os = "unknown"))]
fn seed() -> u64 {
    js_sys::Math::random().to_bits()
}
