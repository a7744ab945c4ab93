//! The page that Prometheus would fetch.

use std::fmt;
use std::net::SocketAddr;

pub(crate) struct Page(String);

impl Page {
    pub(crate) async fn fetch(server: SocketAddr) -> reqwest::Result<Self> {
        let response = reqwest::get(format!("http://{server}/metrics")).await?;
        Ok(Self(response.text().await?))
    }

    /// Returns the value of this series on the page, or 0 if the page does not have it.
    pub(crate) fn value(&self, series: &str) -> u64 {
        self.0
            .lines()
            .find_map(|line| line.strip_prefix(series)?.trim().parse().ok())
            .unwrap_or(0)
    }

    /// Returns the number of calls of `get` with this result.
    pub(crate) fn calls(&self, result: &str) -> u64 {
        self.value(&format!(
            "retries_calls_total{{function=\"observability::client::Client::get\",result=\"{result}\"}}"
        ))
    }
}

impl fmt::Display for Page {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.trim_end())
    }
}
