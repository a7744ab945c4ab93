//! Three observers of calls: events in the terminal, a page for Prometheus, and the list of annotated functions.
//! The server counts its requests, and the page must show the same number.
//!
//! `cargo run --example observability --features metrics,registry,reqwest,tracing`

mod client;
mod page;
mod server;

use std::error::Error;
use std::io::IsTerminal;
use std::time::Duration;

use client::Client;
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder};
use page::Page;
use server::Service;
use tracing_subscriber::fmt::time::uptime;

type Outcome = Result<(), Box<dyn Error>>;

#[tokio::main]
async fn main() -> Outcome {
    tracing_subscriber::fmt()
        .compact()
        .with_timer(uptime())
        .with_ansi(std::io::stdout().is_terminal())
        .init();
    let waits = Matcher::Full("retries_wait_seconds".to_owned());
    let prometheus = PrometheusBuilder::new()
        .set_buckets_for_metric(waits, &[0.1, 0.25, 0.5, 1.0])?
        .install_recorder()?;
    retries::describe_metrics();

    let service = Service::default();
    let address = service.clone().start(prometheus).await?;
    let client = Client::new(address);

    println!("calls, and what `tracing` tells of those that were retried\n");
    call(&client).await?;

    println!("\nthe page for Prometheus\n");
    let page = Page::fetch(address).await?;
    println!("{page}");
    check_page(&page)?;
    let calls: u64 = CALLS.iter().map(|(result, _)| page.calls(result)).sum();
    let all = calls + page.value("retries_total{function=\"observability::client::Client::get\"}");
    let requests = service.requests();
    check(
        &format!("all attempts are {all}, and the server got {requests} requests"),
        all == requests,
    )?;

    println!("\nthe functions that retry\n");
    for function in retries::functions() {
        println!("{function}");
    }
    println!();
    check_list()
}

async fn call(client: &Client) -> Outcome {
    client.ping().await?;
    for _ in 0..3 {
        client.get("users").await?;
    }
    client.get("orders").await?;
    for (key, status) in [("missing", 404), ("reports", 503)] {
        let failed = client.get(key).await.err().and_then(|error| error.status());
        check(
            &format!("{key} failed with {status}"),
            failed.is_some_and(|it| it == status),
        )?;
    }
    let stuck = tokio::time::timeout(Duration::from_secs(1), client.get("stuck"));
    check("nobody waited longer for stuck", stuck.await.is_err())
}

/// The results of the calls of `get`.
const CALLS: [(&str, u64); 5] = [
    ("ok_first_try", 3),
    ("ok_after_retry", 1),
    ("gave_up_attempts", 1),
    ("gave_up_permanent", 1),
    ("gave_up_cancelled", 1),
];

fn check_page(page: &Page) -> Outcome {
    for (result, calls) in CALLS {
        check(
            &format!("calls that ended with {result}: {calls}"),
            page.calls(result) == calls,
        )?;
    }
    for (delay_source, waits) in [("backoff", 5), ("rate_limited", 1)] {
        let waited = page.value(&format!(
            "retries_wait_seconds_count{{function=\"observability::client::Client::get\",delay_source=\"{delay_source}\"}}"
        ));
        check(
            &format!("waits for {delay_source}: {waits}"),
            waited == waits,
        )?;
    }
    let left =
        page.value("retries_budget_available{function=\"observability::client::Client::get\"}");
    check("the budget has 95 retries left", left == 95)
}

fn check_list() -> Outcome {
    let functions = retries::functions();
    let paths: Vec<&str> = functions
        .iter()
        .map(retries::RetriedFunction::path)
        .collect();
    check(
        "the list has both functions",
        paths
            == [
                "observability::client::Client::get",
                "observability::client::Client::ping",
            ],
    )?;
    let it = functions[0].counters();
    check(
        "it counts the same",
        [it.calls, it.retries, it.recovered, it.gave_up, it.cancelled] == [7, 6, 1, 2, 1],
    )
}

/// Prints the claim if it holds, or else returns an error.
fn check(claim: &str, holds: bool) -> Outcome {
    if !holds {
        return Err(format!("this does not hold: {claim}").into());
    }
    println!("    {claim}");
    Ok(())
}
