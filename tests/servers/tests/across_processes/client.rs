//! The client of the gateway, in the process of the test.

use std::error::Error;
use std::net::SocketAddr;

use reqwest::Client;
use retries::{scope, within};

use crate::DEADLINE;
use crate::link::Link;

pub(crate) fn new() -> Client {
    Client::builder().no_proxy().build().expect("a client")
}

/// Calls the gateway, and gives up at the deadline.
pub(crate) async fn call(
    client: &Client,
    gateway: SocketAddr,
    links: &[Link],
) -> Result<(), Box<dyn Error + Send + Sync>> {
    let mut request = client.get(format!("http://{gateway}")).build()?;
    let answer = within(DEADLINE, async {
        if links.contains(&Link::Write) {
            assert!(scope::current().write(request.headers_mut()));
        }
        client.execute(request).await
    });
    answer.await??.error_for_status()?;
    Ok(())
}
