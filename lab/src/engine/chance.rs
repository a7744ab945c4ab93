//! The random numbers of a run.

use std::time::Duration;

use rand::rngs::Xoshiro256PlusPlus;
use rand::{Rng, RngExt, SeedableRng};
use rand_distr::{Distribution, Exp, Normal};

/// A random generator that gives the same numbers for the same seed, on every platform.
#[derive(Debug)]
pub struct Chance(Xoshiro256PlusPlus);

impl Chance {
    /// Makes the generator of a run.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(Xoshiro256PlusPlus::seed_from_u64(seed))
    }

    /// Returns a uniformly random number, as `RetryState` and budgets take it.
    pub fn next_u64(&mut self) -> u64 {
        self.0.next_u64()
    }

    /// Returns whether something happens that has this probability.
    pub fn happens(&mut self, probability: f64) -> bool {
        self.0.random_bool(probability.clamp(0.0, 1.0))
    }

    /// Returns a number from zero to below `end`, uniformly. Zero if `end` is zero.
    pub fn below(&mut self, end: usize) -> usize {
        if end == 0 {
            0
        } else {
            self.0.random_range(..end)
        }
    }

    /// Returns a time from zero to `longest`, uniformly.
    pub fn up_to(&mut self, longest: Duration) -> Duration {
        longest.mul_f64(self.0.random())
    }

    /// Returns a time of the normal distribution; a negative one without its sign.
    ///
    /// # Panics
    ///
    /// Never: any mean and deviation of this type are valid.
    pub fn normal(&mut self, mean: Duration, deviation: Duration) -> Duration {
        let normal = Normal::new(mean.as_secs_f64(), deviation.as_secs_f64());
        let drawn = normal.map_or(0.0, |normal| normal.sample(&mut self.0));
        Duration::from_secs_f64(drawn.abs())
    }

    /// Returns a time of the exponential distribution, as between the arrivals of independent requests. Zero if the
    /// mean is zero.
    pub fn exponential(&mut self, mean: Duration) -> Duration {
        let exponential = Exp::new(1.0 / mean.as_secs_f64());
        let drawn = exponential.map_or(0.0, |exponential| exponential.sample(&mut self.0));
        Duration::try_from_secs_f64(drawn).unwrap_or_default()
    }
}
