//! A client without any code for observers: features of `retries` enable them.

use std::net::SocketAddr;

use retries::{Budget, retry, transient};
use tracing::instrument;

static BUDGET: Budget = Budget::tokens(500);

pub(crate) struct Client {
    http: reqwest::Client,
    server: SocketAddr,
}

impl Client {
    pub(crate) fn new(server: SocketAddr) -> Self {
        Self {
            http: reqwest::Client::new(),
            server,
        }
    }

    /// Gets a value. Events are in the span of this function, which has the key.
    #[instrument(skip(self))]
    #[retry(
        exp(base = "50ms", cap = "250ms"), jitter, rate_limited = fixed("500ms"), max_attempts = 4,
        on = transient, budget = BUDGET,
    )]
    pub(crate) async fn get(&self, key: &str) -> reqwest::Result<String> {
        let url = format!("http://{}/data/{key}", self.server);
        let response = self.http.get(url).send().await?;
        response.error_for_status()?.text().await
    }

    #[retry(fixed("50ms"), on = transient)]
    pub(crate) async fn ping(&self) -> reqwest::Result<()> {
        let url = format!("http://{}/ping", self.server);
        self.http.get(url).send().await?.error_for_status()?;
        Ok(())
    }
}
