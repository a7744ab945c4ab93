//! What can go wrong on a hop, and whether another attempt may help.

use std::fmt;

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use retries::{TimedOut, Transient};

#[derive(Debug, Transient)]
pub(crate) enum Error {
    #[transient(inherit)]
    Http(reqwest::Error),
    #[transient(timeout)]
    TimedOut(TimedOut),
    /// No time was left for the request.
    TooLate,
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
            Self::Http(error) => match error.status() {
                Some(status) => status.fmt(f),
                None => error.fmt(f),
            },
            Self::TimedOut(error) => error.fmt(f),
            Self::TooLate => f.write_str("no time was left for the request"),
        }
    }
}

impl std::error::Error for Error {}

/// The response of a gateway whose backend failed.
impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let status = match self {
            Self::Http(_) => StatusCode::BAD_GATEWAY,
            Self::TimedOut(_) | Self::TooLate => StatusCode::GATEWAY_TIMEOUT,
        };
        (status, self.to_string()).into_response()
    }
}
