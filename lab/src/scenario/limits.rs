//! Reads the numbers of a scenario, and refuses those that cannot be.

use std::fmt;
use std::ops::RangeInclusive;
use std::time::Duration;

use serde::de::{Deserializer, Error, Visitor};

pub(super) const MOST_CALLS: f64 = 2e7;
pub(super) const MOST_BUDGETS: usize = 100_000;
const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);

pub(super) fn clients<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u32, D::Error> {
    whole(
        deserializer,
        1.0..=1e7,
        "1 to 10000000 clients: write `clients = 1000`",
    )
}

pub(super) fn queue<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u32>, D::Error> {
    let range = 0.0..=1e9;
    whole(
        deserializer,
        range,
        "a number of requests that may wait: write `queue = 500`, or nothing for any number",
    )
    .map(Some)
}

pub(super) fn layers<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u8, D::Error> {
    whole(deserializer, 1.0..=8.0, "1 to 8 layers: write `layers = 3`")
}

pub(super) fn rate<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
    number(
        deserializer,
        0.0..=1e6,
        "0 to 1000000 calls a second: write `rate = 100`, or `rate = 0` for one call of each client at the start",
    )
}

pub(super) fn capacity<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
    number(
        deserializer,
        1e-3..=1e9,
        "0.001 to 1000000000 requests a second: write `capacity = 200`",
    )
}

pub(super) fn share<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
    number(
        deserializer,
        0.0..=1.0,
        "a share from 0 to 1: write 0.1 for a tenth",
    )
}

pub(super) fn some_share<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<f64>, D::Error> {
    share(deserializer).map(Some)
}

pub(super) fn length<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
    match retries::duration::deserialize(deserializer)? {
        length if length <= LONGEST => Ok(length),
        _ => Err(D::Error::custom(
            "no time of a scenario is longer than a day: write \"60s\"",
        )),
    }
}

/// Reads a number without a fraction.
fn whole<'de, D: Deserializer<'de>, N: TryFrom<u64>>(
    deserializer: D,
    range: RangeInclusive<f64>,
    advice: &'static str,
) -> Result<N, D::Error> {
    let number = number(deserializer, range, advice)?;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the ranges are not negative, and a fraction is refused"
    )]
    let whole = number as u64;
    match N::try_from(whole) {
        Ok(whole) if number.fract() == 0.0 => Ok(whole),
        _ => Err(D::Error::custom(format!("expected {advice}"))),
    }
}

fn number<'de, D: Deserializer<'de>>(
    deserializer: D,
    range: RangeInclusive<f64>,
    advice: &'static str,
) -> Result<f64, D::Error> {
    let number = deserializer.deserialize_any(Number(advice))?;
    if range.contains(&number) {
        return Ok(number);
    }
    Err(D::Error::custom(format!("expected {advice}")))
}

/// Reads an integer also where a fraction is possible. It holds what to write instead of anything else.
struct Number(&'static str);

impl Visitor<'_> for Number {
    type Value = f64;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.0)
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<f64, E> {
        Ok(number)
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<f64, E> {
        #[expect(
            clippy::cast_precision_loss,
            reason = "numbers from 2^53 are out of every range"
        )]
        let number = number as f64;
        Ok(number)
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<f64, E> {
        #[expect(
            clippy::cast_precision_loss,
            reason = "numbers from 2^53 are out of every range"
        )]
        let number = number as f64;
        Ok(number)
    }
}
