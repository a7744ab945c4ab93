//! A client with a server that refuses connections, then sends 503, 429 and 200: with one line above the method
//! the call succeeds.
//!
//! `cargo run --example quickstart`

mod server;

use std::fmt;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use reqwest::StatusCode;
use reqwest::header::{HeaderMap, RETRY_AFTER};
use retries::{Decision, retry};

struct Client {
    http: reqwest::Client,
    blocking: reqwest::blocking::Client,
    server: SocketAddr,
    timeline: Timeline,
}

impl Client {
    #[retry(exp(base = "1s", cap = "60s"), jitter, max_attempts = 5, deadline = "30s", on = is_transient)]
    async fn get(&self, key: &str) -> Result<String, Error> {
        self.timeline.attempt();
        let url = format!("http://{}/{key}", self.server);
        let response = self.http.get(url).send().await?;
        accepted(response.status(), response.headers())?;
        Ok(response.text().await?)
    }

    #[retry(exp(base = "100ms", cap = "1s"), jitter = full, on = is_transient)]
    fn get_blocking(&self, key: &str) -> Result<String, Error> {
        self.timeline.attempt();
        let url = format!("http://{}/{key}", self.server);
        let response = self.blocking.get(url).send()?;
        accepted(response.status(), response.headers())?;
        Ok(response.text()?)
    }
}

fn accepted(status: StatusCode, headers: &HeaderMap) -> Result<(), Error> {
    if status.is_success() {
        return Ok(());
    }
    let retry_after = headers
        .get(RETRY_AFTER)
        .and_then(|value| value.to_str().ok()?.parse().ok())
        .map(Duration::from_secs);
    Err(Error::Status(status, retry_after))
}

fn is_transient(error: &Error) -> Decision {
    let decision = match error {
        Error::Http(error) => Decision::from(error.is_connect() || error.is_timeout()),
        Error::Status(StatusCode::TOO_MANY_REQUESTS, Some(wait)) => Decision::RetryAfter(*wait),
        Error::Status(status, _) => Decision::from(status.is_server_error()),
    };
    match decision {
        Decision::Stop => println!("           {error}: permanent, no retry"),
        Decision::RetryAfter(wait) => println!("           {error}: the server asks for {wait:?}"),
        _ => println!("           {error}: the backoff decides"),
    }
    decision
}

#[derive(Debug)]
enum Error {
    Http(reqwest::Error),
    Status(StatusCode, Option<Duration>),
}

impl From<reqwest::Error> for Error {
    fn from(error: reqwest::Error) -> Self {
        Self::Http(error)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Http(error) if error.is_connect() => f.write_str("connection refused"),
            Self::Http(error) => error.fmt(f),
            Self::Status(status, _) => status.fmt(f),
        }
    }
}

impl std::error::Error for Error {}

struct Timeline(Instant);

impl Timeline {
    fn attempt(&self) {
        println!("{:8.3} s attempt", self.0.elapsed().as_secs_f64());
    }

    fn end(&self, value: &str) {
        println!("{:8.3} s got \"{value}\"\n", self.0.elapsed().as_secs_f64());
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let runtime = tokio::runtime::Runtime::new()?;
    let client = Client {
        http: reqwest::Client::new(),
        blocking: reqwest::blocking::Client::new(),
        server: runtime.block_on(server::start_after(Duration::from_millis(500)))?,
        timeline: Timeline(Instant::now()),
    };
    println!("async: waits of 1 s and more, 5 attempts, 30 s");
    client.timeline.end(&runtime.block_on(client.get("a"))?);
    println!("sync: waits of up to 100 ms, 3 attempts");
    client.timeline.end(&client.get_blocking("b")?);
    Ok(())
}
