//! The client, which gives up after a while.

use std::time::Duration;

use crate::error::Error;
use crate::hop::Hop;

pub(crate) const DEADLINE: Duration = Duration::from_millis(600);

/// Gets the page from the gateway. The hop inherits the deadline.
pub(crate) async fn page(gateway: &Hop) -> Result<String, Error> {
    retries::within(DEADLINE, gateway.get("page")).await?
}
