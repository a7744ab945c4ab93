//! A client with a policy that can be replaced.

use std::fmt;
use std::net::SocketAddr;
use std::sync::{PoisonError, RwLock};
use std::time::Duration;

use reqwest::StatusCode;
use retries::{Budget, Policy, TimedOut, Transient, retry, transient};

use crate::file::{File, Settings};

pub(crate) struct Client {
    http: reqwest::Client,
    server: SocketAddr,
    attempt_timeout: Duration,
    policy: RwLock<Policy>,
    budget: Budget,
}

impl Client {
    pub(crate) fn new(server: SocketAddr, settings: Settings) -> Self {
        Self {
            http: reqwest::Client::new(),
            server,
            attempt_timeout: settings.attempt_timeout,
            policy: RwLock::new(settings.retry),
            budget: settings.budget,
        }
    }

    /// Reads the policy again from the file. A service does so at a signal, or when the file changes. The budget
    /// stays: its level reflects the state of the server, and a new budget would be full.
    pub(crate) fn reload(&self, file: &File) -> Result<(), Box<dyn std::error::Error>> {
        let policy = file.settings()?.retry;
        *self.policy.write().unwrap_or_else(PoisonError::into_inner) = policy;
        println!("    from the next call on: {policy}");
        Ok(())
    }

    fn policy(&self) -> Policy {
        *self.policy.read().unwrap_or_else(PoisonError::into_inner)
    }

    #[retry(
        policy = self.policy(),
        attempt_timeout = self.attempt_timeout,
        budget = self.budget,
        on = transient
    )]
    pub(crate) async fn get(&self, key: &str) -> Result<String, Error> {
        let url = format!("http://{}/{key}", self.server);
        let response = self.http.get(url).send().await?;
        match response.status() {
            StatusCode::OK => Ok(response.text().await?),
            status => Err(Error::Status(status)),
        }
    }
}

#[derive(Debug, Transient)]
pub(crate) enum Error {
    #[transient(inherit)]
    Http(reqwest::Error),
    #[transient(inherit)]
    Status(StatusCode),
    #[transient(timeout)]
    TimedOut(TimedOut),
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
            Self::TimedOut(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for Error {}
