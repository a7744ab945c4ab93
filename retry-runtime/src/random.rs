//! Random numbers for jitter: one small generator per thread, seeded when a retry first needs it.

use std::cell::RefCell;

use rand::rngs::SmallRng;
use rand::{Rng, SeedableRng};

thread_local! {
    /// The generator has no destructor, so that other destructors of the thread can still use it.
    static GENERATOR: RefCell<Generator> = RefCell::new(Generator::of(process()));
}

/// A generator and the process that seeded it.
struct Generator {
    numbers: SmallRng,
    process: u32,
}

impl Generator {
    fn of(process: u32) -> Self {
        Self {
            numbers: SmallRng::seed_from_u64(seed(process)),
            process,
        }
    }

    /// Returns the next number for this process. The child of a `fork` has a copy of its parent's generator:
    /// without a new seed, all children of a server would wait equally long.
    fn next_u64(&mut self, process: u32) -> u64 {
        if self.process != process {
            *self = Self::of(process);
        }
        self.numbers.next_u64()
    }
}

/// Returns a uniformly random number. In a recording it comes from the recording's seed.
pub(crate) fn next_u64() -> u64 {
    #[cfg(feature = "test-util")]
    if let Some(word) = crate::recording::next_u64() {
        return word;
    }
    GENERATOR.with_borrow_mut(|generator| generator.next_u64(process()))
}

/// Returns the number of this process.
#[cfg(unix)]
fn process() -> u32 {
    std::process::id()
}

/// Returns the same number always: only Unix has `fork`.
#[cfg(not(unix))]
const fn process() -> u32 {
    0
}

/// Returns a seed made from the random keys of the standard library's hash maps, which come from the
/// operating system. `rand` could read the system's random numbers itself, with two more crates to compile.
/// The number of the process is part of it, because the child of a `fork` has the keys of its parent too.
#[cfg(not(all(feature = "gloo-timers", target_family = "wasm", target_os = "unknown")))]
fn seed(process: u32) -> u64 {
    use std::hash::{BuildHasher, RandomState};
    RandomState::new().hash_one(process)
}

/// Returns a seed from the browser. There the keys of hash maps are the same on every page, so that all pages
/// would wait equally long.
#[cfg(all(feature = "gloo-timers", target_family = "wasm", target_os = "unknown"))]
fn seed(_: u32) -> u64 {
    js_sys::Math::random().to_bits()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_generators_draw_different_numbers() {
        let first = || Generator::of(1).next_u64(1);
        assert_ne!(first(), first());
    }

    #[test]
    fn only_another_process_gets_another_seed() {
        let (mut expected, numbers) = (SmallRng::seed_from_u64(7), SmallRng::seed_from_u64(7));
        let mut generator = Generator {
            numbers,
            process: 1,
        };
        assert_eq!(generator.next_u64(1), expected.next_u64());
        assert_ne!(generator.next_u64(2), expected.next_u64());
    }

    #[test]
    #[cfg(unix)]
    fn the_generator_of_a_thread_belongs_to_this_process() {
        next_u64();
        GENERATOR.with_borrow(|generator| assert_eq!(generator.process, std::process::id()));
    }
}
