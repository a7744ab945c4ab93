//! How long clients waited before their retries.

use std::collections::BTreeMap;
use std::time::Duration;

/// Counts of waits, in classes that grow with the wait: 32 for each doubling.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Waits {
    counts: BTreeMap<u64, u64>,
    total: u64,
}

/// Bits of a wait in microseconds after its first one that choose the class.
const BITS: u32 = 5;

impl Waits {
    pub(crate) fn add(&mut self, wait: Duration) {
        *self.counts.entry(class(wait)).or_default() += 1;
        self.total += 1;
    }

    /// Returns how many waits there were.
    #[must_use]
    pub const fn total(&self) -> u64 {
        self.total
    }

    /// Lists the shortest wait of each class that has any, the shortest one of the next class, and the count.
    pub fn classes(&self) -> impl Iterator<Item = (Duration, Duration, u64)> + '_ {
        let counts = self.counts.iter();
        counts.map(|(class, count)| (lower(*class), lower(class + 1), *count))
    }
}

fn class(wait: Duration) -> u64 {
    let micros = u64::try_from(wait.as_micros()).unwrap_or(u64::MAX);
    let shift = (u64::BITS - BITS - 1).saturating_sub(micros.leading_zeros());
    u64::from(shift << BITS) + (micros >> shift)
}

fn lower(class: u64) -> Duration {
    let shift = (class >> BITS).saturating_sub(1);
    Duration::from_micros((class - (shift << BITS)) << shift)
}

#[cfg(test)]
mod tests {
    use super::{Duration, Waits, class, lower};

    #[test]
    fn each_wait_is_in_the_class_that_begins_at_or_below_it() {
        let shorts = 0..5_000;
        for micros in shorts.chain([1_000_000, 59_999_999, u64::MAX / 3_000_000]) {
            let wait = Duration::from_micros(micros);
            let class = class(wait);
            assert!(lower(class) <= wait, "{wait:?}");
            assert!(wait < lower(class + 1), "{wait:?}");
        }
    }

    #[test]
    fn classes_are_listed_with_their_counts() {
        let mut waits = Waits::default();
        for micros in [8, 8, 100] {
            waits.add(Duration::from_micros(micros));
        }
        let micros = Duration::from_micros;
        let classes: Vec<_> = waits.classes().collect();
        assert_eq!(
            classes,
            [(micros(8), micros(9), 2), (micros(100), micros(102), 1)]
        );
        assert_eq!(waits.total(), 3);
    }
}
