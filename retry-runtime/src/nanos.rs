//! Time inside the core: whole nanoseconds in a `u64`, which fits in a register and counts 584 years.

use core::time::Duration;

/// Longer than any wait or deadline can be.
pub(crate) const FOREVER: u64 = u64::MAX;

/// Returns the nanoseconds of `duration`. 584 years and more are [`FOREVER`].
pub(crate) const fn from_duration(duration: Duration) -> u64 {
    match duration.as_secs().checked_mul(1_000_000_000) {
        Some(seconds) => seconds.saturating_add(duration.subsec_nanos() as u64),
        None => FOREVER,
    }
}

/// Returns whether a wait ends in the time that remains. With nothing left the call is over, so that not even a wait of
/// zero does.
pub(crate) const fn has_time_for(wait: u64, remaining: u64) -> bool {
    remaining > 0 && wait <= remaining
}

/// `Ord::min` and `Ord::max` are not `const fn` yet.
pub(crate) const fn min(a: u64, b: u64) -> u64 {
    if a < b { a } else { b }
}

pub(crate) const fn max(a: u64, b: u64) -> u64 {
    if a < b { b } else { a }
}

/// Returns `part` millionths of `whole`, rounded down, without overflow for `part <= 1_000_000`.
pub(crate) const fn millionths(part: u32, whole: u64) -> u64 {
    let (millions, rest) = (whole / 1_000_000, whole % 1_000_000);
    millions * part as u64 + rest * part as u64 / 1_000_000
}

/// Maps a uniformly random number to a point of `low..=high`, with a multiplication instead of a division:
/// Lemire, "Fast Random Integer Generation in an Interval" (2019). The bias, which is not corrected, is below
/// one part in 2^64 per nanosecond of the range.
pub(crate) const fn sample(low: u64, high: u64, random: u64) -> u64 {
    match (high - low).checked_add(1) {
        Some(width) => low + ((random as u128 * width as u128) >> 64) as u64,
        None => random,
    }
}

/// A time in three bytes: 18 bits, and the number of bits of their left shift. The time is rounded down by
/// less than one part in 130,000.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct CompactNanos([u8; 3]);

impl CompactNanos {
    const BITS: u32 = 18;

    #[expect(
        clippy::cast_possible_truncation,
        reason = "no more than 18 bits are left"
    )]
    pub(crate) const fn from_nanos(time: u64) -> Self {
        let shift = (u64::BITS - time.leading_zeros()).saturating_sub(Self::BITS);
        let [low, middle, high, _] = ((time >> shift) as u32 | shift << Self::BITS).to_le_bytes();
        Self([low, middle, high])
    }

    pub(crate) const fn nanos(self) -> u64 {
        let Self([low, middle, high]) = self;
        let word = u32::from_le_bytes([low, middle, high, 0]);
        let bits = word & ((1 << Self::BITS) - 1);
        (bits as u64) << (word >> Self::BITS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_compact_time_is_a_little_less_and_never_more() {
        for time in [
            0,
            1,
            999,
            1 << 18,
            (1 << 40) - 1,
            1_234_567_890_123,
            u64::MAX,
        ] {
            let rough = CompactNanos::from_nanos(time).nanos();
            assert!(
                rough <= time && time - rough <= time >> 17,
                "{time}: {rough}"
            );
        }
        assert_eq!(
            CompactNanos::from_nanos((1 << 18) - 1).nanos(),
            (1 << 18) - 1
        );
    }

    #[test]
    fn durations_beyond_584_years_are_forever() {
        assert_eq!(from_duration(Duration::from_nanos(u64::MAX)), FOREVER);
        assert_eq!(from_duration(Duration::MAX), FOREVER);
        assert_eq!(from_duration(Duration::new(1, 5)), 1_000_000_005);
    }

    #[test]
    fn a_sample_reaches_both_ends_and_no_further() {
        assert_eq!(sample(10, 20, 0), 10);
        assert_eq!(sample(10, 20, u64::MAX), 20);
        assert_eq!(sample(0, u64::MAX, u64::MAX), u64::MAX);
        assert_eq!(sample(7, 7, u64::MAX / 2), 7);
    }

    #[test]
    fn millionths_of_the_largest_time_do_not_overflow() {
        assert_eq!(millionths(1_000_000, u64::MAX), u64::MAX);
        assert_eq!(millionths(250_000, 100_000_000), 25_000_000);
        assert_eq!(millionths(1, 999_999), 0);
    }
}
