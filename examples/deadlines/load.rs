//! The calls of the busy backend. Many fail at once while it restarts, and are retried while new calls come.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use retries::{retry, transient};
use tokio::task::JoinSet;
use tokio::time::{interval, sleep};

use crate::BoxError;
use crate::busy::{Busy, Count};
use crate::error::Error;

/// The calls that come while the backend restarts.
const EARLY: usize = 100;
/// The calls that come later, one every 10 ms.
const LATER: usize = 60;
const CALLS: usize = EARLY + LATER;

#[derive(Clone)]
struct Client {
    http: reqwest::Client,
    server: SocketAddr,
}

impl Client {
    /// Sends the number of the attempt, which tells a busy server that a request is a retry.
    #[retry(exp(base = "50ms", cap = "400ms"), jitter = full, deadline = "5s", on = transient, attempt = n)]
    async fn get(&self) -> Result<(), Error> {
        let url = format!("http://{}/data", self.server);
        let mut request = self.http.get(url).build()?;
        n.write(request.headers_mut());
        self.http.execute(request).await?.error_for_status()?;
        Ok(())
    }
}

/// What became of all calls.
pub(crate) struct Load {
    pub(crate) backend: Arc<Busy>,
    pub(crate) succeeded: usize,
}

impl Load {
    pub(crate) async fn run(sheds_retries: bool) -> Result<Self, BoxError> {
        let backend = Arc::new(Busy::restarting(EARLY, sheds_retries));
        let client = Client {
            http: reqwest::Client::new(),
            server: backend.start().await?,
        };

        let mut calls = JoinSet::new();
        let mut call = || {
            let client = client.clone();
            calls.spawn(async move { client.get().await });
        };
        (0..EARLY).for_each(|_| call());
        while !backend.is_up() {
            sleep(Duration::from_millis(5)).await;
        }
        let mut clock = interval(Duration::from_millis(10));
        for _ in 0..LATER {
            clock.tick().await;
            call();
        }
        let results = calls.join_all().await;
        Ok(Self {
            backend,
            succeeded: results.iter().filter(|result| result.is_ok()).count(),
        })
    }
}

pub(crate) fn print(alike: &Load, shed: &Load) {
    let columns = format!("{:>8}{:>9}", "served", "refused");
    println!("   {:<22}{:>17}   {:>17}", "", "first attempts", "retries");
    println!("   {:<22}{columns}   {columns}   calls succeeded", "");
    for (name, load) in [("same room for all", alike), ("less for retries", shed)] {
        let Busy {
            first_attempts,
            retries,
            ..
        } = &*load.backend;
        let columns = |count: &Count| format!("{:>8}{:>9}", count.served(), count.refused());
        println!(
            "     {name:<20}{}   {}{:>11} of {CALLS}",
            columns(first_attempts),
            columns(retries),
            load.succeeded,
        );
    }
    println!();
}
