//! Errors and responses of `reqwest` from real connections.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use reqwest::{Client, Error};
use retries::{Decision, Transient, retry, transient, unprocessed};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

/// Sends these bytes, or none, on each connection, and closes it.
async fn server(answers: Vec<&'static str>) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        for answer in answers {
            let (mut stream, _) = listener.accept().await.unwrap();
            let read = stream.read(&mut [0; 4096]).await;
            assert!(read.is_ok_and(|length| length > 0));
            stream.write_all(answer.as_bytes()).await.unwrap();
        }
    });
    address
}

async fn get(address: impl std::fmt::Display) -> Result<String, Error> {
    let response = Client::new()
        .get(format!("http://{address}/"))
        .send()
        .await?;
    response.error_for_status()?.text().await
}

async fn answered(answer: &'static str) -> Result<String, Error> {
    get(server(vec![answer]).await).await
}

fn assert_unknown(error: &Error) {
    assert!(error.is_transient(), "{error:?}");
    assert_eq!(unprocessed(error), Decision::Stop, "{error:?}");
}

fn assert_unprocessed(error: &Error) {
    assert!(error.is_transient() && error.is_unprocessed(), "{error:?}");
}

fn assert_permanent(error: &Error) {
    assert_eq!(transient(error), Decision::Stop, "{error:?}");
}

#[tokio::test]
async fn a_request_that_did_not_reach_the_server_was_not_processed() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    assert_unprocessed(&get(address).await.unwrap_err());
    assert_unprocessed(&get("no.such.host.invalid").await.unwrap_err());
}

#[tokio::test]
async fn a_connection_closed_under_a_request_may_have_been_processed() {
    assert_unknown(&answered("").await.unwrap_err());
    let cut_off = "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nonly this";
    assert_unknown(&answered(cut_off).await.unwrap_err());
    let chunked = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhel";
    assert_unknown(&answered(chunked).await.unwrap_err());
}

#[tokio::test]
async fn a_timeout_may_have_been_processed() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let request = Client::new().get(url).timeout(Duration::from_millis(20));
    let error = request.send().await.unwrap_err();
    assert_unknown(&error);
    assert_eq!(transient(&error), Decision::TimedOut);
}

#[tokio::test]
async fn a_status_decides() {
    let status = async |answer| answered(answer).await.unwrap_err();
    // A proxy sends a plain 503 when the connection behind it dies, and this error has no headers.
    assert_unknown(&status("HTTP/1.1 503 x\r\ncontent-length: 0\r\n\r\n").await);
    let closed = "HTTP/1.1 503 x\r\nretry-after: 1\r\ncontent-length: 0\r\n\r\n";
    assert_unknown(&status(closed).await);
    let rate_limited = status("HTTP/1.1 429 x\r\ncontent-length: 0\r\n\r\n").await;
    assert_unprocessed(&rate_limited);
    assert_eq!(transient(&rate_limited), Decision::RateLimited);
    assert_unknown(&status("HTTP/1.1 502 x\r\ncontent-length: 0\r\n\r\n").await);
    assert_permanent(&status("HTTP/1.1 404 x\r\ncontent-length: 0\r\n\r\n").await);
    assert_permanent(&status("HTTP/1.1 501 x\r\ncontent-length: 0\r\n\r\n").await);
}

#[tokio::test]
async fn an_invalid_url_and_a_redirect_loop_are_permanent() {
    assert_permanent(&Client::new().get("no url").send().await.unwrap_err());
    let again = "HTTP/1.1 302 x\r\nlocation: /\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
    let url = format!("http://{}/", server(vec![again; 20]).await);
    let redirected = Client::new().get(url).send().await.unwrap_err();
    assert!(redirected.is_redirect());
    assert_permanent(&redirected);
}

#[retry(fixed("1ms"), max_attempts = 3, deadline = "10s", on = transient, on_ok = transient)]
async fn send(url: &str) -> Result<reqwest::Response, Error> {
    Client::new().get(url).send().await
}

#[tokio::test]
async fn a_response_that_is_a_failure_is_retried_when_its_headers_say() {
    let busy =
        "HTTP/1.1 429 x\r\nretry-after-ms: 20\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
    let fine = "HTTP/1.1 200 x\r\ncontent-length: 0\r\n\r\n";
    let answers = vec![busy, fine];
    let start = Instant::now();
    let response = send(&format!("http://{}/", server(answers).await))
        .await
        .unwrap();
    assert_eq!(response.status(), 200);
    assert!(start.elapsed() >= Duration::from_millis(20));
    // The `Retry-After` ends past the deadline, so the call returns this response.
    let closed = "HTTP/1.1 503 x\r\nretry-after: 60\r\ncontent-length: 0\r\n\r\n";
    let answers = vec![closed];
    let response = send(&format!("http://{}/", server(answers).await))
        .await
        .unwrap();
    assert_eq!(response.status(), 503);
    assert_eq!(response.retry_after(), Some(Duration::from_secs(60)));
}
