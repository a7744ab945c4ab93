//! The delay before the n-th retry, without jitter.

use core::fmt;
use core::time::Duration;

use crate::nanos;

/// The delay before each retry, before jitter is applied.
///
/// Times are whole nanoseconds: a duration of 584 years or more counts as 584 years. No method overflows or
/// panics: a delay that would overflow is the cap.
///
/// ```
/// use retries::Backoff;
/// use std::time::Duration;
///
/// const BACKOFF: Backoff = Backoff::exponential(Duration::from_secs(1)).cap(Duration::from_secs(5));
///
/// assert_eq!(BACKOFF.delay(1), Duration::from_secs(1));
/// assert_eq!(BACKOFF.delay(3), Duration::from_secs(4));
/// assert_eq!(BACKOFF.delay(4), Duration::from_secs(5));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Backoff {
    growth: Growth,
    cap: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Growth {
    Fixed {
        base: u64,
    },
    /// An exponential with the factor 2. The first `below_cap` delays are no longer than the cap.
    Doubling {
        base: u64,
        below_cap: u32,
    },
    Exponential {
        base: u64,
        thousandths: u32,
    },
    Linear {
        base: u64,
        step: u64,
    },
    Fibonacci {
        base: u64,
    },
    Custom(Custom),
}

/// The factor of 2, in thousandths.
const DOUBLING: u32 = 2000;

#[derive(Clone, Copy, Debug)]
pub(crate) struct Custom(fn(u32) -> Duration);

impl PartialEq for Custom {
    fn eq(&self, other: &Self) -> bool {
        core::ptr::fn_addr_eq(self.0, other.0)
    }
}

impl Eq for Custom {}

impl Backoff {
    /// Makes a backoff of `min(cap, base * 2^(n-1))`; [`factor`](Self::factor) replaces the factor 2. This is
    /// the exponential backoff of Jacobson, "Congestion Avoidance and Control" (1988), with a cap.
    ///
    /// ```
    /// # use retries::Backoff;
    /// # use std::time::Duration;
    /// let backoff = Backoff::exponential(Duration::from_millis(100));
    /// assert_eq!(backoff.delay(4), Duration::from_millis(800));
    /// ```
    #[must_use]
    pub const fn exponential(base: Duration) -> Self {
        let base = nanos::from_duration(base);
        Self::from_growth(exponential(base, DOUBLING, nanos::FOREVER))
    }

    /// The same delay before each retry.
    ///
    /// ```
    /// # use retries::Backoff;
    /// # use std::time::Duration;
    /// assert_eq!(Backoff::fixed(Duration::from_secs(2)).delay(9), Duration::from_secs(2));
    /// ```
    #[must_use]
    pub const fn fixed(delay: Duration) -> Self {
        Self::from_growth(Growth::Fixed {
            base: nanos::from_duration(delay),
        })
    }

    /// `base + (n-1) * step`.
    ///
    /// ```
    /// # use retries::Backoff;
    /// # use std::time::Duration;
    /// let backoff = Backoff::linear(Duration::from_secs(1), Duration::from_millis(500));
    /// assert_eq!(backoff.delay(3), Duration::from_secs(2));
    /// ```
    #[must_use]
    pub const fn linear(base: Duration, step: Duration) -> Self {
        Self::from_growth(Growth::Linear {
            base: nanos::from_duration(base),
            step: nanos::from_duration(step),
        })
    }

    /// `base` times the n-th Fibonacci number: 1, 1, 2, 3, 5, 8, …
    ///
    /// ```
    /// # use retries::Backoff;
    /// # use std::time::Duration;
    /// assert_eq!(Backoff::fibonacci(Duration::from_secs(1)).delay(6), Duration::from_secs(8));
    /// ```
    #[must_use]
    pub const fn fibonacci(base: Duration) -> Self {
        Self::from_growth(Growth::Fibonacci {
            base: nanos::from_duration(base),
        })
    }

    /// Your own delays: `delay(n)` is called before retry `n`, counted from 1.
    ///
    /// ```
    /// # use retries::Backoff;
    /// # use std::time::Duration;
    /// fn squares(n: u32) -> Duration {
    ///     Duration::from_secs(1).saturating_mul(n.saturating_mul(n))
    /// }
    ///
    /// assert_eq!(Backoff::custom(squares).delay(3), Duration::from_secs(9));
    /// ```
    #[must_use]
    pub const fn custom(delay: fn(u32) -> Duration) -> Self {
        Self::from_growth(Growth::Custom(Custom(delay)))
    }

    const fn from_growth(growth: Growth) -> Self {
        Self {
            growth,
            cap: nanos::FOREVER,
        }
    }

    /// Sets the factor of an exponential backoff, rounded to a thousandth. A factor below 1, or not a number,
    /// counts as 1. Other backoffs have no factor and do not change.
    ///
    /// ```
    /// # use retries::Backoff;
    /// # use std::time::Duration;
    /// let backoff = Backoff::exponential(Duration::from_secs(1)).factor(1.5);
    /// assert_eq!(backoff.delay(3), Duration::from_millis(2250));
    /// ```
    #[must_use]
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a float cast saturates, which is what a factor too large to hold should do"
    )]
    pub const fn factor(mut self, factor: f64) -> Self {
        if let Growth::Doubling { base, .. } | Growth::Exponential { base, .. } = self.growth {
            let rounded = (factor * 1000.0 + 0.5) as u32;
            let thousandths = if rounded < 1000 { 1000 } else { rounded };
            self.growth = exponential(base, thousandths, self.cap);
        }
        self
    }

    /// Sets the longest wait, jitter included. Without a cap, delays grow to 584 years.
    ///
    /// ```
    /// # use retries::Backoff;
    /// # use std::time::Duration;
    /// let backoff = Backoff::exponential(Duration::from_secs(1)).cap(Duration::from_secs(60));
    /// assert_eq!(backoff.delay(u32::MAX), Duration::from_secs(60));
    /// ```
    #[must_use]
    pub const fn cap(mut self, cap: Duration) -> Self {
        self.cap = nanos::from_duration(cap);
        match self.growth {
            Growth::Doubling { base, .. } => {
                self.growth = exponential(base, DOUBLING, self.cap);
            }
            // A fixed backoff has no words for a cap. A line without a slope has, and waits the same.
            Growth::Fixed { base } if self.cap != nanos::FOREVER => {
                self.growth = Growth::Linear { base, step: 0 };
            }
            _ => {}
        }
        self
    }

    /// Returns the delay before retry `n`, counted from 1 (0 counts as 1), without jitter.
    ///
    /// ```
    /// # use retries::Backoff;
    /// # use std::time::Duration;
    /// assert_eq!(Backoff::fixed(Duration::from_secs(2)).delay(1), Duration::from_secs(2));
    /// ```
    #[must_use]
    pub fn delay(&self, n: u32) -> Duration {
        Duration::from_nanos(self.nominal(n))
    }

    pub(crate) fn nominal(&self, n: u32) -> u64 {
        match self.growth {
            Growth::Custom(Custom(delay)) => nanos::from_duration(delay(n.max(1))).min(self.cap),
            _ => self.const_delay(n),
        }
    }

    /// Returns the delay, or 0 for a custom backoff, because a constant cannot call its function.
    pub(crate) const fn const_delay(&self, n: u32) -> u64 {
        let earlier = n.saturating_sub(1);
        let uncapped = match self.growth {
            Growth::Fixed { base } => base,
            Growth::Doubling { below_cap, .. } if earlier >= below_cap => return self.cap,
            // Wraps only for a base of zero, which has no last delay below the cap.
            Growth::Doubling { base, .. } => return base.wrapping_shl(earlier),
            Growth::Exponential { base, thousandths } => {
                multiply(base, thousandths, earlier, self.cap)
            }
            Growth::Linear { base, step } => {
                base.saturating_add(step.saturating_mul(earlier as u64))
            }
            Growth::Fibonacci { base } => base.saturating_mul(fibonacci_number(earlier)),
            Growth::Custom(_) => 0,
        };
        nanos::min(uncapped, self.cap)
    }

    pub(crate) const fn is_custom(&self) -> bool {
        matches!(self.growth, Growth::Custom(_))
    }

    /// Returns the first delay before the cap, or `None` for a custom backoff.
    pub(crate) const fn base(&self) -> Option<u64> {
        match self.growth {
            Growth::Fixed { base }
            | Growth::Doubling { base, .. }
            | Growth::Exponential { base, .. }
            | Growth::Linear { base, .. }
            | Growth::Fibonacci { base } => Some(base),
            Growth::Custom(_) => None,
        }
    }

    #[cfg(feature = "serde")]
    pub(crate) fn cap_time(&self) -> Option<Duration> {
        (self.cap != nanos::FOREVER).then(|| Duration::from_nanos(self.cap))
    }

    #[cfg(feature = "serde")]
    pub(crate) const fn growth(&self) -> Growth {
        self.growth
    }

    pub(crate) const fn cap_nanos(&self) -> u64 {
        self.cap
    }
}

const fn exponential(base: u64, thousandths: u32, cap: u64) -> Growth {
    if thousandths == DOUBLING {
        let below_cap = match cap.checked_div(base) {
            Some(times) => u64::BITS - times.leading_zeros(),
            None => u32::MAX,
        };
        Growth::Doubling { base, below_cap }
    } else {
        Growth::Exponential { base, thousandths }
    }
}

/// Returns `base * (thousandths / 1000)^times`, multiplied step by step: a power computed by squaring rounds
/// differently for each exponent, so that a delay could shrink by a nanosecond. With the smallest factor
/// above 1, a microsecond takes about 31,000 steps to reach the largest time.
const fn multiply(base: u64, thousandths: u32, times: u32, cap: u64) -> u64 {
    let factor = thousandths as u64;
    let (mut delay, mut left) = (base, times);
    while left > 0 && delay < cap {
        let next = match delay.checked_mul(factor) {
            Some(product) => product / 1000,
            None => (delay / 1000).saturating_mul(factor),
        };
        if next <= delay {
            break;
        }
        delay = next;
        left -= 1;
    }
    delay
}

const fn fibonacci_number(earlier: u32) -> u64 {
    let (mut this, mut next, mut left) = (1_u64, 1_u64, earlier);
    while left > 0 && this < u64::MAX {
        (this, next) = (next, this.saturating_add(next));
        left -= 1;
    }
    this
}

/// Prints the attribute's syntax.
///
/// ```
/// # use retries::Backoff;
/// # use std::time::Duration;
/// let backoff = Backoff::exponential(Duration::from_secs(1)).factor(1.5);
/// assert_eq!(backoff.to_string(), r#"exp(base = "1s", factor = 1.5)"#);
/// ```
impl fmt::Display for Backoff {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let time = Duration::from_nanos;
        match self.growth {
            Growth::Fixed { base } => write!(f, "fixed(\"{:?}\"", time(base))?,
            Growth::Doubling { base, .. } => write!(f, "exp(base = \"{:?}\"", time(base))?,
            Growth::Exponential { base, thousandths } => {
                let factor = f64::from(thousandths) / 1000.0;
                write!(f, "exp(base = \"{:?}\", factor = {factor}", time(base))?;
            }
            Growth::Linear { base, step } => {
                write!(
                    f,
                    "linear(base = \"{:?}\", step = \"{:?}\"",
                    time(base),
                    time(step)
                )?;
            }
            Growth::Fibonacci { base } => write!(f, "fibonacci(base = \"{:?}\"", time(base))?,
            Growth::Custom(_) => write!(f, "custom(..")?,
        }
        if self.cap != nanos::FOREVER {
            write!(f, ", cap = \"{:?}\"", time(self.cap))?;
        }
        f.write_str(")")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doubling_stops_exactly_at_the_cap() {
        let times = [0, 1, 2, 3, 7, 1 << 32, (1 << 63) - 1, 1 << 63, u64::MAX];
        for (base, cap) in times.iter().flat_map(|base| times.map(|cap| (*base, cap))) {
            let time = Duration::from_nanos;
            let before = Backoff::exponential(time(base)).cap(time(cap));
            let after = before.factor(3.0).factor(2.0);
            assert_eq!(before, after);
            let mut expected = u128::from(base);
            for n in 1..=200 {
                let delay = expected.min(cap.into());
                assert_eq!(before.delay(n).as_nanos(), delay, "{base} {cap} {n}");
                expected = (expected * 2).min(u64::MAX.into());
            }
        }
    }

    fn squares(n: u32) -> Duration {
        Duration::from_secs(1).saturating_mul(n.saturating_mul(n))
    }

    fn minutes(n: u32) -> Duration {
        Duration::from_secs(60).saturating_mul(n)
    }

    #[test]
    fn words_that_change_no_delay_make_the_same_backoff() {
        let second = Duration::from_secs(1);
        let growing = Backoff::exponential(second);
        assert_eq!(growing.factor(0.5), growing.factor(1.0));
        assert_eq!(
            Backoff::fixed(second).cap(Duration::MAX),
            Backoff::fixed(second)
        );
    }

    #[test]
    fn custom_backoffs_are_equal_if_they_have_the_same_function() {
        assert_eq!(Backoff::custom(squares), Backoff::custom(squares));
        assert_ne!(Backoff::custom(squares), Backoff::custom(minutes));
    }
}
