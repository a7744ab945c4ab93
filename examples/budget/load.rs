//! Calls as users make them: each starts on schedule, without waiting for the previous ones.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Instant, sleep_until};

use crate::Client;

/// The second with too many calls.
pub(crate) const RUSH: usize = 3;
pub(crate) const SECONDS: usize = 14;

/// Describes the rates below, and the capacity of the service.
pub(crate) const SHAPE: &str = "\
A service that can answer 200 requests a second gets 140 calls a second, but 600 in the fourth.
A call is made of up to 4 attempts, which give up after 400 ms.";

pub(crate) fn start<F>(client: &Arc<Client>, call: impl Fn(Arc<Client>) -> F + Send + 'static)
where
    F: Future<Output = ()> + Send + 'static,
{
    let client = Arc::clone(client);
    tokio::spawn(async move {
        let mut due = Instant::now();
        for second in 0..SECONDS {
            let rate = if second == RUSH { 600 } else { 140 };
            for _ in 0..rate {
                sleep_until(due).await;
                tokio::spawn(call(Arc::clone(&client)));
                due += Duration::from_secs(1) / rate;
            }
        }
    });
}
