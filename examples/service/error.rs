//! What can go wrong, and whether another attempt may help.

use std::fmt;

use reqwest::StatusCode;
use retries::{TimedOut, Transient};

#[derive(Debug, Transient)]
pub(crate) enum Error {
    #[transient(inherit)]
    Http(reqwest::Error),
    #[transient(inherit)]
    Status(StatusCode),
    /// The host did not accept this token, and so did nothing else.
    #[transient(unprocessed)]
    Expired(String),
    #[transient(timeout)]
    TimedOut(TimedOut),
}

impl Error {
    pub(crate) fn is_expired(&self) -> bool {
        matches!(self, Self::Expired(_))
    }
}

impl From<reqwest::Error> for Error {
    fn from(error: reqwest::Error) -> Self {
        Self::Http(error)
    }
}

impl From<TimedOut> for Error {
    fn from(error: TimedOut) -> Self {
        Self::TimedOut(error)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Http(error) => error.fmt(f),
            Self::Status(status) => status.fmt(f),
            // The token is a secret.
            Self::Expired(_) => f.write_str("the token has expired"),
            Self::TimedOut(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for Error {}
