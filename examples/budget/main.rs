//! A second of too many calls, and then as many as before. Without a budget the retries alone keep the
//! service overloaded for good; with one it serves again a few seconds later.
//!
//! It is the metastable failure of Bronson et al., "Metastable Failures in Distributed Systems"
//! (2021): what caused the overload has passed, what it set off sustains it.
//!
//! `cargo run --example budget`

mod chart;
mod load;
mod meter;
mod service;

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use retries::{Budget, retry};
use tokio::io::AsyncReadExt;
use tokio::net::TcpStream;

use meter::Meter;

/// While all of 140 calls a second fail, a fifth of them and ten a second are 38 retries: together less
/// than the 200 requests that the service can answer.
static BUDGET: Budget = Budget::new();

struct Client {
    service: SocketAddr,
    meter: Arc<Meter>,
}

impl Client {
    #[retry(
        exp(base = "50ms", cap = "400ms"),
        jitter,
        max_attempts = 4,
        attempt_timeout = "400ms"
    )]
    async fn get(&self) -> io::Result<u8> {
        self.ask().await
    }

    #[retry(
        exp(base = "50ms", cap = "400ms"),
        jitter,
        max_attempts = 4,
        attempt_timeout = "400ms",
        budget = BUDGET
    )]
    async fn get_within_budget(&self) -> io::Result<u8> {
        self.ask().await
    }

    async fn ask(&self) -> io::Result<u8> {
        TcpStream::connect(self.service).await?.read_u8().await
    }

    /// Each client has a service to itself.
    async fn start() -> io::Result<Arc<Self>> {
        let meter = Arc::new(Meter::default());
        let service = service::start(Arc::clone(&meter)).await?;
        Ok(Arc::new(Self { service, meter }))
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let without = Client::start().await?;
    let within = Client::start().await?;
    println!("{}\n", load::SHAPE);

    load::start(&without, |client| async move {
        client.meter.ended(client.get().await.is_ok());
    });
    load::start(&within, |client| async move {
        client.meter.ended(client.get_within_budget().await.is_ok());
    });
    let seconds = chart::draw(&without.meter, &within.meter).await;

    println!("\n{}", chart::verdict(&seconds)?);
    Ok(())
}
