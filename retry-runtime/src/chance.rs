//! Random words for jitter: one small generator a thread, made when a retry first needs it.

use std::cell::Cell;

thread_local! {
    /// The generator's state; 0 before the first word. It needs no destructor, so that a look at it is a
    /// plain load, also while the thread is torn down.
    static STATE: Cell<u64> = const { Cell::new(0) };
}

/// A uniformly random word.
#[inline]
pub(crate) fn word() -> u64 {
    #[cfg(feature = "test-util")]
    if let Some(word) = crate::testing::chance() {
        return word;
    }
    let state = match STATE.get() {
        0 => seed(),
        state => state,
    };
    let mut generator = fastrand::Rng::with_seed(state);
    let word = generator.u64(..);
    STATE.set(generator.get_seed());
    word
}

/// From the keys that the operating system gives the standard library's hash maps.
#[cfg(not(all(feature = "gloo-timers", target_family = "wasm", target_os = "unknown")))]
#[cold]
fn seed() -> u64 {
    use std::hash::{BuildHasher, RandomState};
    RandomState::new().hash_one(())
}

/// The browser's: there those keys are the same on every page, and all would wait as long.
#[cfg(all(feature = "gloo-timers", target_family = "wasm", target_os = "unknown"))]
#[cold]
fn seed() -> u64 {
    js_sys::Math::random().to_bits()
}
