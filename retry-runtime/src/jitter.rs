//! The range that a wait is drawn from.

use core::fmt;

use crate::nanos::{self, CompactNanos};

/// Random variation of a delay, so that clients that failed together do not retry together.
///
/// Each kind draws uniformly from a range around the nominal delay `d`. Each range ends at the cap: no wait
/// is longer, and waits at the cap still differ. Additive jitter draws from `[d', 2d']` with
/// `d' = min(d, cap/2)`. A ratio draws from the part of its range below the cap.
///
/// Full, equal and decorrelated jitter follow Brooker, "Exponential Backoff And Jitter", AWS Architecture
/// Blog (2015). Decorrelated jitter draws only below the cap. The original also draws above the cap and cuts
/// the result, so that most of its waits at the cap are equal.
///
/// ```
/// use retries::{Backoff, Jitter, Policy};
/// use std::time::Duration;
///
/// let policy = Policy::new()
///     .backoff(Backoff::fixed(Duration::from_secs(2)))
///     .jitter(Jitter::Equal);
/// let wait = policy.schedule().next().unwrap();
/// assert_eq!((wait.min, wait.max), (Duration::from_secs(1), Duration::from_secs(2)));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Jitter {
    /// The nominal delay itself.
    None,
    /// `d + random(0, d)`: never earlier than the nominal delay.
    Additive,
    /// `random(0, d)`: the widest spread.
    Full,
    /// `d/2 + random(0, d/2)`.
    Equal,
    /// `random(base, min(cap, 3 * previous))`, where `base` is the backoff's first delay and `previous` is
    /// the last wait drawn by this jitter, or `base` before the first.
    Decorrelated,
    /// `d * (1 ± ratio)`, made by [`Jitter::ratio`].
    Ratio(JitterRatio),
}

/// A share from 0 to 1, in millionths.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct JitterRatio(u32);

impl JitterRatio {
    pub(crate) fn share(self) -> f64 {
        f64::from(self.0) / 1e6
    }
}

impl Jitter {
    /// Makes jitter of `d * (1 ± ratio)`. The ratio is rounded to a millionth. A ratio below 0, or not a
    /// number, counts as 0, and a ratio above 1 as 1.
    ///
    /// ```
    /// use retries::{Backoff, Jitter, Policy};
    /// use std::time::Duration;
    ///
    /// let policy = Policy::new()
    ///     .backoff(Backoff::fixed(Duration::from_secs(2)))
    ///     .jitter(Jitter::ratio(0.25));
    /// let wait = policy.schedule().next().unwrap();
    /// assert_eq!(wait.min, Duration::from_millis(1500));
    /// assert_eq!(wait.max, Duration::from_millis(2500));
    /// ```
    #[must_use]
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a float cast saturates, and what is above 1 is cut below"
    )]
    pub const fn ratio(ratio: f64) -> Self {
        let rounded = (ratio * 1e6 + 0.5) as u32;
        Self::Ratio(JitterRatio(if rounded > 1_000_000 {
            1_000_000
        } else {
            rounded
        }))
    }

    /// Returns the ends of the range of the next wait. The range is around the nominal delay, or for
    /// decorrelated jitter from the first retry's delay to three times the previous wait.
    #[inline]
    pub(crate) const fn range(self, nominal: u64, previous: CompactNanos, cap: u64) -> (u64, u64) {
        match self {
            Self::None => (nominal, nominal),
            Self::Additive => {
                let low = nanos::min(nominal, cap / 2);
                (low, low * 2)
            }
            Self::Full => (0, nominal),
            Self::Equal => (nominal / 2, nominal),
            Self::Decorrelated => {
                let high = nanos::max(previous.nanos(), nominal).saturating_mul(3);
                (nominal, nanos::min(high, cap))
            }
            Self::Ratio(JitterRatio(millionths)) => {
                let spread = nanos::millionths(millionths, nominal);
                let high = nominal.saturating_add(spread);
                (nominal - spread, nanos::min(high, cap))
            }
        }
    }
}

/// Prints the attribute's syntax.
///
/// ```
/// # use retries::Jitter;
/// assert_eq!(Jitter::Additive.to_string(), "jitter");
/// assert_eq!(Jitter::ratio(0.25).to_string(), "jitter = 0.25");
/// ```
impl fmt::Display for Jitter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::None => f.write_str("no jitter"),
            Self::Additive => f.write_str("jitter"),
            Self::Full => f.write_str("jitter = full"),
            Self::Equal => f.write_str("jitter = equal"),
            Self::Decorrelated => f.write_str("jitter = decorrelated"),
            Self::Ratio(ratio) => write!(f, "jitter = {}", ratio.share()),
        }
    }
}
