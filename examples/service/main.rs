//! A service whose handlers call a partner, on a bad day of the partner. The client has one bundle, a budget for each
//! host, a token that it renews when it expires, and the last known prices for an outage. An operator changes the
//! policy and the budgets in a file, without a restart. Ctrl-C ends the service at once, also while calls wait.
//!
//! `client.rs`, `error.rs`, `credentials.rs`, `last_known.rs`, `settings.rs` and `service.rs` are the service. The other
//! files tell the story of the day.
//!
//! `cargo run --example service --features metrics,registry,reqwest,serde`

mod client;
mod credentials;
mod customers;
mod error;
mod interrupt;
mod last_known;
mod operator;
mod partner;
mod service;
mod settings;
mod timeline;

use std::io;
use std::sync::Arc;
use std::time::{Duration, Instant};

use metrics_exporter_prometheus::PrometheusBuilder;
use reqwest::{Response, StatusCode};
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};

use client::Client;
use customers::{CUSTOMERS, Customer};
use operator::File;
use partner::Partner;
use settings::Watch;
use timeline::{Timeline, check};

type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// The requests to each host that get no response.
const HANGING: usize = 10;

const USUAL: &str = r#"
[retry]
exp = { base = "50ms", cap = "1s" }
jitter = true
max_attempts = 4

[budget]
tokens = 200
"#;

const GENTLE: &str = r#"
[retry]
fixed = "200ms"
max_attempts = 2

[budget]
tokens = 50
"#;

/// Waits of 3 s show what Ctrl-C does to them.
const PATIENT: &str = r#"
[retry]
fixed = "3s"
max_attempts = 4

[budget]
tokens = 200
"#;

#[tokio::main]
async fn main() -> Result<(), BoxError> {
    timeout(Duration::from_secs(15), day()).await?
}

async fn day() -> Result<(), BoxError> {
    let prometheus = PrometheusBuilder::new().install_recorder()?;
    retries::describe_metrics();

    let partner = Partner::default();
    let hosts = partner.start().await?;
    let client = Arc::new(Client::new(hosts).await?);
    let file = File::create(USUAL)?;
    let settings = Watch::start(file.path().to_owned(), Arc::clone(&client)).await?;
    tokio::spawn(settings.run());
    let (address, service) = service::start(client, prometheus, interrupt::pressed()).await?;

    let customer = Customer::new(address);
    let timeline = Timeline::new(&customer, &partner);
    bad_day(&timeline, &partner, &file).await?;
    show_pages(&customer).await?;
    stop(&timeline, &partner, &file, service).await
}

/// All that may happen while the service runs.
async fn bad_day(timeline: &Timeline<'_>, partner: &Partner, file: &File) -> Result<(), BoxError> {
    let part = timeline.part("all is well").await?;
    let all_well = part.answers.fresh == CUSTOMERS && part.answers.ordered == CUSTOMERS;
    check("everybody got a fresh price and an order", all_well)?;

    let tokens = partner.tokens.made();
    partner.tokens.expire();
    let part = timeline.part("the token has expired").await?;
    let all_well = part.answers.fresh == CUSTOMERS && part.answers.ordered == CUSTOMERS;
    check("nobody noticed", all_well)?;
    let shared = partner.tokens.made() == tokens + 1;
    check("all calls shared one new token", shared)?;

    partner.prices.set_down(true);
    let part = timeline.part("the host of the prices is down").await?;
    check(
        "everybody got the last known price",
        part.answers.stale == CUSTOMERS,
    )?;
    let limited = part.price_requests <= CUSTOMERS + 40;
    check(
        "its budget of 200 tokens allowed 40 retries at most",
        limited,
    )?;
    let unaffected = part.answers.ordered == CUSTOMERS;
    check("orders have a host and a budget of their own", unaffected)?;

    timeline.change(file, GENTLE).await?;
    let part = timeline.part("still, with a gentler policy").await?;
    let limited = part.price_requests <= CUSTOMERS + 10;
    check(
        "its new budget of 50 tokens allowed 10 retries at most",
        limited,
    )?;

    partner.prices.set_down(false);
    timeline.change(file, USUAL).await?;
    partner.prices.hang(HANGING);
    partner.orders.hang(HANGING);
    let processed = partner.orders.processed();
    let part = timeline.part("each host is up, but hangs 10 times").await?;
    let repeated = part.answers.fresh == CUSTOMERS;
    check("prices were read again", repeated)?;
    let once = partner.orders.processed() <= processed + CUSTOMERS;
    check(
        "orders without a response may have been made: none was sent again",
        once,
    )
}

async fn show_pages(customer: &Customer) -> reqwest::Result<()> {
    println!("\n/retries\n{}", customer.page("retries").await?);
    println!("/metrics, some of its lines");
    let page = customer.page("metrics").await?;
    let shown = ["retries_calls_total", "retries_total", "retries_budget"];
    let mut lines: Vec<&str> = page
        .lines()
        .filter(|line| shown.iter().any(|metric| line.starts_with(metric)))
        .collect();
    lines.sort_unstable();
    println!("{}\n", lines.join("\n"));
    Ok(())
}

/// Presses Ctrl-C while calls wait for a retry.
async fn stop(
    timeline: &Timeline<'_>,
    partner: &Partner,
    file: &File,
    service: JoinHandle<io::Result<()>>,
) -> Result<(), BoxError> {
    timeline.change(file, PATIENT).await?;
    partner.prices.set_down(true);
    let requests = partner.prices.requests() + CUSTOMERS;
    let calls = timeline.customer.read();
    while partner.prices.requests() < requests {
        sleep(Duration::from_millis(10)).await;
    }
    // The responses take a moment.
    sleep(Duration::from_millis(200)).await;
    timeline.say(&format!("{CUSTOMERS} calls wait 3 s for a retry: Ctrl-C"));

    let pressed = Instant::now();
    interrupt::press()?;
    let responses = calls.join_all().await;
    service.await??;
    let took = pressed.elapsed();

    timeline.say("the service has ended");
    check("less than a second later", took < Duration::from_secs(1))?;
    let failed = |response: &reqwest::Result<Response>| {
        let status = response.as_ref().map(Response::status);
        status.is_ok_and(|status| status == StatusCode::SERVICE_UNAVAILABLE)
    };
    let answered = responses.iter().all(failed);
    check("each call returned its last failure", answered)?;
    let no_more = partner.prices.requests() == requests;
    check("and sent no more requests", no_more)
}
