//! The token that all calls to the partner share.

use std::net::SocketAddr;

use tokio::sync::Mutex;

use crate::error::Error;

pub(crate) struct Credentials {
    http: reqwest::Client,
    host: SocketAddr,
    token: Mutex<String>,
}

impl Credentials {
    pub(crate) async fn fetch(http: reqwest::Client, host: SocketAddr) -> Result<Self, Error> {
        let token = Mutex::new(fetch(&http, host).await?);
        Ok(Self { http, host, token })
    }

    pub(crate) async fn token(&self) -> String {
        self.token.lock().await.clone()
    }

    /// Fetches another token, unless another call has already replaced the one that expired. Calls that need the
    /// token meanwhile wait for the lock.
    pub(crate) async fn renew(&self, expired: &str) -> Result<(), Error> {
        let mut token = self.token.lock().await;
        if *token == expired {
            *token = fetch(&self.http, self.host).await?;
        }
        Ok(())
    }
}

async fn fetch(http: &reqwest::Client, host: SocketAddr) -> Result<String, Error> {
    let response = http.post(format!("http://{host}/token")).send().await?;
    Ok(response.error_for_status()?.text().await?)
}
