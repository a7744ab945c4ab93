//! A hop from one process to the next one: the request carries the time that is left.

use std::net::SocketAddr;

use retries::scope;

use crate::error::Error;

#[derive(Clone)]
pub(crate) struct Hop {
    http: reqwest::Client,
    server: SocketAddr,
    /// A real client always sends it. Here it is left out to show what happens then.
    sends_deadline: bool,
}

impl Hop {
    pub(crate) fn to(server: SocketAddr, sends_deadline: bool) -> Self {
        Self {
            http: reqwest::Client::new(),
            server,
            sends_deadline,
        }
    }

    pub(crate) async fn get(&self, path: &str) -> Result<String, Error> {
        let url = format!("http://{}/{path}", self.server);
        let mut request = self.http.get(url).build()?;
        // Inside the async function, because the scope is that of the code that awaits it.
        if self.sends_deadline && !scope::current().write(request.headers_mut()) {
            return Err(Error::TooLate);
        }
        let response = self.http.execute(request).await?;
        Ok(response.error_for_status()?.text().await?)
    }
}
