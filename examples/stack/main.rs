//! One bundle and one budget in three stacks: a client of tonic, a gateway of axum, and a client of reqwest-middleware.
//! Every second request to the servers behind them fails, and every call of the client succeeds.
//!
//! `cargo run --example stack --features metrics,registry,reqwest-middleware,tonic-channel,tower`

mod backends;
mod gateway;

use metrics_exporter_prometheus::PrometheusBuilder;
use reqwest_middleware::{ClientBuilder, ClientWithMiddleware};
use retries::{Budget, Policy, transient};

static BUDGET: Budget = Budget::new();

/// What every stack does: `on_ok` is for responses, whose status may be a failure.
#[retries::policy(
    exp(base = "10ms", cap = "200ms"), jitter = full, max_attempts = 5, deadline = "5s",
    on = transient, on_ok = transient, budget = BUDGET,
)]
const PARTNERS: Policy;

type Error = Box<dyn std::error::Error + Send + Sync>;

/// reqwest's own retries are off, so that the middleware sees each request.
fn client() -> Result<ClientWithMiddleware, reqwest::Error> {
    let client = reqwest::Client::builder().retry(reqwest::retry::never());
    Ok(ClientBuilder::new(client.build()?)
        .with(PARTNERS.named("client").middleware())
        .build())
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let metrics = PrometheusBuilder::new().install_recorder()?;
    let backends = backends::start().await?;
    let gateway = gateway::start(&backends).await?;

    let client = client()?;
    for order in 1..=4 {
        let response = client
            .get(format!("{gateway}orders/{order}"))
            .send()
            .await?;
        println!("{} {}", response.status(), response.text().await?);
    }

    println!("\n{:<10} {:>6} {:>8}", "stack", "calls", "retries");
    for function in retries::functions() {
        let counters = function.counters();
        println!(
            "{:<10} {:>6} {:>8}",
            function.path(),
            counters.calls,
            counters.retries
        );
    }
    println!();
    let lines = metrics.render();
    let mut lines: Vec<_> = lines
        .lines()
        .filter(|line| line.starts_with("retries_calls_total"))
        .collect();
    lines.sort_unstable();
    println!("{}", lines.join("\n"));
    Ok(())
}
