//! One second has too many calls, and then the load is as before. Without a budget the retries keep the service
//! overloaded forever. With a budget it recovers a few seconds later.
//!
//! This is the metastable failure of Bronson et al., "Metastable Failures in Distributed Systems" (2021): the
//! cause of the overload has passed, but its effect sustains it.
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

/// If all of 140 calls a second fail, the budget grants a fifth of them and ten a second, 38 retries: together
/// less than the 200 requests a second of the service's capacity.
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
        self.request().await
    }

    #[retry(
        exp(base = "50ms", cap = "400ms"),
        jitter,
        max_attempts = 4,
        attempt_timeout = "400ms",
        budget = BUDGET
    )]
    async fn get_within_budget(&self) -> io::Result<u8> {
        self.request().await
    }

    async fn request(&self) -> io::Result<u8> {
        TcpStream::connect(self.service).await?.read_u8().await
    }

    /// Each client has its own service.
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
