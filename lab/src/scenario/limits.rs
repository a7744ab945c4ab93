//! Reads the numbers of a scenario, and refuses those that cannot be.

use std::time::Duration;

use serde::de::{Deserialize, Deserializer, Error};

const MOST_CLIENTS: u32 = 10_000_000;
pub(super) const MOST_CALLS: f64 = 2e7;
pub(super) const MOST_BUDGETS: usize = 100_000;
const MOST_LAYERS: u8 = 8;
const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);

pub(super) fn clients<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u32, D::Error> {
    match u32::deserialize(deserializer)? {
        clients @ 1..=MOST_CLIENTS => Ok(clients),
        _ => Err(D::Error::custom(format!(
            "a scenario has 1 to {MOST_CLIENTS} clients: write `clients = 1000`"
        ))),
    }
}

pub(super) fn layers<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u8, D::Error> {
    match u8::deserialize(deserializer)? {
        layers @ 1..=MOST_LAYERS => Ok(layers),
        _ => Err(D::Error::custom(format!(
            "a call passes 1 to {MOST_LAYERS} layers: write `layers = 3`"
        ))),
    }
}

pub(super) fn rate<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
    match f64::deserialize(deserializer)? {
        rate if (0.0..=1e6).contains(&rate) => Ok(rate),
        _ => Err(D::Error::custom(
            "clients make 0 to 1000000 calls a second: write `rate = 100`, or `rate = 0` for one call each at the start",
        )),
    }
}

pub(super) fn capacity<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
    match f64::deserialize(deserializer)? {
        capacity if (1e-3..=1e9).contains(&capacity) => Ok(capacity),
        _ => Err(D::Error::custom(
            "a server completes 0.001 to 1000000000 requests a second: write `capacity = 200`",
        )),
    }
}

pub(super) fn share<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
    match f64::deserialize(deserializer)? {
        share if (0.0..=1.0).contains(&share) => Ok(share),
        _ => Err(D::Error::custom(
            "a share is from 0 to 1: write 0.1 for a tenth",
        )),
    }
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
            "no scenario is longer than a day: write \"60s\"",
        )),
    }
}
