//! An HTTP client: `transient` classifies its errors and responses, and obeys `Retry-After`. Two of the methods
//! write, and neither writes twice.
//!
//! `cargo run --example http_client --features reqwest`

mod server;
mod timeline;

use std::net::SocketAddr;
use std::time::Duration;

use reqwest::{Error, RequestBuilder, Response, StatusCode};
use retries::{retry, transient, unprocessed};

use server::Service;
use timeline::{Timeline, check};

struct Client {
    http: reqwest::Client,
    server: SocketAddr,
    timeline: Timeline,
}

impl Client {
    /// Reads, which may happen any number of times.
    #[retry(exp(base = "100ms", cap = "2s"), jitter, deadline = "10s", on = transient, on_ok = transient)]
    async fn get(&self, path: &str) -> Result<Response, Error> {
        self.send(self.http.get(self.url(path))).await
    }

    /// Writes with a key that the caller made: every attempt sends it, so that the server recognises a repetition.
    #[retry(exp(base = "100ms", cap = "2s"), jitter, deadline = "10s", on = transient, on_ok = transient)]
    async fn pay(&self, idempotency_key: &str, amount: u32) -> Result<Response, Error> {
        let payment = self
            .http
            .post(self.url("payments"))
            .header("idempotency-key", idempotency_key)
            .body(amount.to_string());
        self.send(payment).await
    }

    /// Writes without a key: only a request that was surely not processed may be sent again.
    #[retry(exp(base = "100ms", cap = "2s"), jitter, deadline = "10s", on = unprocessed, on_ok = unprocessed)]
    async fn notify(&self, text: &str) -> Result<Response, Error> {
        let message = self.http.post(self.url("messages")).body(text.to_owned());
        self.send(message).await
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}/{path}", self.server)
    }

    async fn send(&self, request: RequestBuilder) -> Result<Response, Error> {
        self.timeline.attempt();
        let outcome = request.send().await;
        match &outcome {
            Ok(response) => self.timeline.answered(response),
            Err(error) => self.timeline.failed(error),
        }
        outcome
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let service = Service::default();
    let client = Client {
        http: reqwest::Client::new(),
        server: service.clone().start().await?,
        timeline: Timeline::default(),
    };
    let timeline = &client.timeline;

    timeline.begin("a read, while the server asks to wait 1 s in seconds, then 1 s by a date");
    let report = client.get("report").await?;
    check("it was read", report.status() == StatusCode::OK)?;
    check("by the third attempt", timeline.attempts() == 3)?;
    check(
        "both waits were as long as asked for",
        timeline.elapsed() >= Duration::from_secs(2),
    )?;

    timeline.begin("a read of what is not there");
    let nothing = client.get("nothing").await?;
    check(
        "the 404 is returned",
        nothing.status() == StatusCode::NOT_FOUND,
    )?;
    check("after one attempt", timeline.attempts() == 1)?;

    timeline.begin("a payment with a key, whose first answer is lost");
    // Made here, and not in the method, where each attempt would make another key.
    let idempotency_key = "invoice-1042";
    let paid = client.pay(idempotency_key, 250).await?;
    check("it is paid", paid.status() == StatusCode::OK)?;
    check("it was sent twice", timeline.attempts() == 2)?;
    check("and booked once", service.payments() == [250])?;

    timeline.begin("a message without a key: refused, then done, but the answer is lost");
    let unsure = client.notify("your invoice is paid").await?;
    check("the refusal was retried", timeline.attempts() == 2)?;
    check(
        "the 504, after which nobody knows, is returned",
        unsure.status() == StatusCode::GATEWAY_TIMEOUT,
    )?;
    check(
        "so that one message went out",
        service.messages() == ["your invoice is paid"],
    )?;
    Ok(())
}
