//! A library that retries, and has no type of `retries` in its public interface.

// For all attributes of this crate.
extern crate facade as retries;

mod orders;
mod stock;

use std::fmt;
use std::time::Duration;

use facade::{Policy, Transient};

pub use orders::Orders;
pub use stock::{Stock, put};

/// How often a call is repeated, in words of this library.
#[derive(Clone, Debug)]
pub struct RetryOptions {
    /// How many attempts a call makes, the first included.
    pub max_attempts: u32,
    /// How long an attempt may take.
    pub attempt_timeout: Duration,
}

impl Default for RetryOptions {
    fn default() -> Self {
        Self {
            max_attempts: 3,
            attempt_timeout: Duration::from_secs(2),
        }
    }
}

impl RetryOptions {
    fn policy(&self) -> Policy {
        Policy::new()
            .max_attempts(self.max_attempts)
            .attempt_timeout(self.attempt_timeout)
    }
}

/// The failure of a call. That it is `Transient` is the only thing that a user of `retries` sees.
#[derive(Clone, Debug, PartialEq, Transient)]
#[non_exhaustive]
pub enum Error {
    /// The shop is busy.
    #[transient]
    Busy,
    /// The shop did not answer in time.
    #[transient(timeout)]
    Late,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Busy => "the shop is busy",
            Self::Late => "the shop did not answer in time",
        })
    }
}

impl std::error::Error for Error {}
