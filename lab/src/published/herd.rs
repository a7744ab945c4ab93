//! A herd after an outage: clients that failed together come back.

use std::time::Duration;

use super::Pacing;
use crate::engine::{Chance, count};

/// Clients whose first attempts all fail at time zero, as do all their retries, each at once.
#[derive(Clone, Copy, Debug)]
pub struct Herd {
    /// How many clients there are.
    pub clients: u32,
    /// Where their waits come from.
    pub pacing: Pacing,
    /// How many retries each makes.
    pub retries: u32,
    /// The width of the bins in which retries are counted.
    pub bin: Duration,
}

impl Herd {
    /// Returns how many retries arrive in each bin. The first bin starts at time zero.
    #[must_use]
    pub fn arrivals(&self, chance: &mut Chance) -> Vec<u32> {
        let mut bins = Vec::new();
        for _ in 0..self.clients {
            let mut now = Duration::ZERO;
            let mut waits = self.pacing.begin(now);
            for _ in 0..self.retries {
                let Some(wait) = waits.after_failure(now, chance) else {
                    break;
                };
                now += wait;
                count(&mut bins, now, self.bin);
            }
        }
        bins
    }

    /// Returns the most retries that arrive in one bin.
    #[must_use]
    pub fn peak(&self, chance: &mut Chance) -> u32 {
        self.arrivals(chance).into_iter().max().unwrap_or(0)
    }
}
