//! A file with the policy and the budget, which an operator changes while the service runs.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use retries::Policy;
use serde::Deserialize;
use tokio::time::interval;

use crate::BoxError;
use crate::client::Client;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Settings {
    retry: Policy,
    budget: HostBudget,
}

/// The budget of each host: a retry costs 5 tokens, and 10 after a timeout.
#[derive(Clone, Copy, Default, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
pub(crate) struct HostBudget {
    pub(crate) tokens: u32,
}

/// The file, and what the client uses of it.
pub(crate) struct Watch {
    path: PathBuf,
    text: String,
    budget: HostBudget,
    client: Arc<Client>,
}

impl Watch {
    /// Reads the file and uses it.
    pub(crate) async fn start(path: PathBuf, client: Arc<Client>) -> Result<Self, BoxError> {
        let mut watch = Self {
            path,
            text: String::new(),
            budget: HostBudget::default(),
            client,
        };
        watch.reload().await?;
        Ok(watch)
    }

    /// Reads the file again and again, until the process is shut down. A file with a mistake changes nothing.
    pub(crate) async fn run(mut self) {
        let mut clock = interval(Duration::from_millis(100));
        let mut reported = String::new();
        while !retries::is_shut_down() {
            let error = self.reload().await.err();
            let error = error.map_or_else(String::new, |error| error.to_string());
            if !error.is_empty() && error != reported {
                eprintln!("the settings stay as they are: {error}");
            }
            reported = error;
            clock.tick().await;
        }
    }

    /// Reads the file, and gives the client what has changed.
    async fn reload(&mut self) -> Result<(), BoxError> {
        let text = tokio::fs::read_to_string(&self.path).await?;
        if text == self.text {
            return Ok(());
        }
        let settings: Settings = toml::from_str(&text)?;
        settings.retry.validate()?;
        if settings.budget != self.budget {
            // Only then, because the level of a budget reflects the state of its host, and a new budget is full.
            self.budget = settings.budget;
            self.client.set_budgets(settings.budget);
        }
        Client::set_policy(settings.retry)?;
        self.text = text;
        Ok(())
    }
}
