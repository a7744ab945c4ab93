//! `reqwest` against a real nginx, and against a socket for responses that nginx never sends.

use std::fs;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use reqwest::{Client, Error, Response};
use retries::{Transient, retry, transient, unprocessed};
use retries_servers::{Attempts, free_address, nginx as server};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::time::sleep;

const A_MOMENT: Duration = Duration::from_millis(300);

fn client() -> Client {
    let client = Client::builder().timeout(A_MOMENT).no_proxy();
    client.build().unwrap()
}

#[retry(exp(base = "50ms", cap = "500ms"), jitter = full, max_attempts = 30, on = transient)]
async fn get(attempts: &Attempts, client: &Client, url: &str) -> Result<String, Error> {
    attempts.count();
    let response = client.get(url).send().await?.error_for_status()?;
    response.text().await
}

#[retry(exp(base = "50ms", cap = "500ms"), jitter = full, max_attempts = 3, on = transient, on_ok = transient)]
async fn response(attempts: &Attempts, client: &Client, url: &str) -> Result<Response, Error> {
    attempts.count();
    client.get(url).send().await
}

#[retry(exp(base = "50ms", cap = "500ms"), jitter = full, max_attempts = 3, on = unprocessed, on_ok = unprocessed)]
async fn post(attempts: &Attempts, client: &Client, url: &str) -> Result<Response, Error> {
    attempts.count();
    client.post(url).send().await
}

#[retry(exp(base = "50ms", cap = "500ms"), jitter = full, max_attempts = 3, on = transient)]
async fn json(attempts: &Attempts, client: &Client, url: &str) -> Result<serde_json::Value, Error> {
    attempts.count();
    client.get(url).send().await?.json().await
}

#[tokio::test]
async fn a_killed_server_is_waited_for() {
    let mut server = server::start("location / { return 200 here; }");
    let url = format!("http://{}/", server.address());
    let (attempts, client) = (Attempts::default(), client());
    get(&attempts, &client, &url).await.unwrap();
    assert_eq!(attempts.made(), 1);
    server.kill();
    let refused = self::client().get(&url).send().await.unwrap_err();
    assert!(refused.is_unprocessed(), "{refused:?}");

    let (outcome, ()) = tokio::join!(get(&attempts, &client, &url), async {
        sleep(A_MOMENT).await;
        server.restart();
    });
    assert_eq!(outcome.unwrap(), "here");
    assert!(attempts.made() > 1);
}

#[tokio::test]
async fn a_paused_server_is_waited_for() {
    let server = server::start("location / { return 200 here; }");
    let url = format!("http://{}/", server.address());
    server.pause();
    let (attempts, client) = (Attempts::default(), client());
    let (outcome, ()) = tokio::join!(get(&attempts, &client, &url), async {
        sleep(2 * A_MOMENT).await;
        server.resume();
    });
    assert_eq!(outcome.unwrap(), "here");
    assert!(attempts.made() > 1);
}

/// Sends each of these responses on one connection, and closes it.
async fn answering(answers: &'static [&'static str]) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        for answer in answers {
            let (mut stream, _) = listener.accept().await.unwrap();
            let mut request = [0; 4096];
            let _ = stream.read(&mut request).await.unwrap();
            stream.write_all(answer.as_bytes()).await.unwrap();
        }
    });
    address
}

const WHOLE: &str = "HTTP/1.1 200 OK\r\ncontent-length: 4\r\nconnection: close\r\n\r\ntrue";

#[tokio::test]
async fn a_body_that_was_cut_off_is_requested_again() {
    let cut = "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\ntr";
    let cut_chunk = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n64\r\ntr";
    for answers in [
        Box::leak(Box::new([cut, WHOLE])),
        Box::leak(Box::new([cut_chunk, WHOLE])),
        Box::leak(Box::new(["", WHOLE])),
    ] {
        let url = format!("http://{}/", answering(answers).await);
        let attempts = Attempts::default();
        let outcome = json(&attempts, &client(), &url).await;
        assert_eq!(outcome.unwrap(), true);
        assert_eq!(attempts.made(), 2, "{answers:?}");
    }
}

#[tokio::test]
async fn the_wait_that_a_server_asks_for_is_obeyed() {
    for status in ["429 Too Many Requests", "503 Service Unavailable"] {
        let busy = format!(
            "HTTP/1.1 {status}\r\nretry-after: 1\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
        );
        let answers = Box::leak(Box::new([&*busy.leak(), WHOLE]));
        let url = format!("http://{}/", answering(answers).await);
        let attempts = Attempts::default();
        let start = Instant::now();
        let outcome = response(&attempts, &client(), &url).await;
        assert_eq!(outcome.unwrap().status(), 200);
        assert_eq!(attempts.made(), 2);
        assert!(start.elapsed() >= Duration::from_secs(1), "{status}");
    }
}

#[tokio::test]
async fn a_limit_on_requests_is_kept() {
    let server = server::start_with(
        "limit_req_zone $server_port zone=all:1m rate=2r/s;",
        "limit_req zone=all; limit_req_status 429; add_header retry-after 1 always;
        location / { root .; }",
    );
    fs::write(server.directory().join("file"), "here").unwrap();
    let url = format!("http://{}/file", server.address());
    let (attempts, client) = (Attempts::default(), client());
    // On a busy machine a request may come late enough to pass.
    for _ in 0..20 {
        let start = Instant::now();
        let outcome = response(&attempts, &client, &url).await;
        assert_eq!(outcome.unwrap().status(), 200);
        if attempts.made() > 1 {
            assert!(start.elapsed() >= Duration::from_secs(1));
            return;
        }
    }
    panic!("the limit was never met");
}

#[tokio::test]
async fn a_service_that_is_down_for_a_while_is_waited_for() {
    let server = server::start(
        "root .;
        add_header retry-after 1 always;
        location / { if (-f $document_root/down) { return 503; } return 200 here; }",
    );
    let down = server.directory().join("down");
    fs::write(&down, "").unwrap();
    let url = format!("http://{}/", server.address());
    let (attempts, client) = (Attempts::default(), client());
    let refused = client.get(&url).send().await.unwrap();
    assert_eq!(refused.status(), 503);
    assert_eq!(refused.retry_after(), Some(Duration::from_secs(1)));
    assert!(refused.is_unprocessed());

    let (outcome, ()) = tokio::join!(response(&attempts, &client, &url), async {
        sleep(A_MOMENT).await;
        fs::remove_file(&down).unwrap();
    });
    assert_eq!(outcome.unwrap().status(), 200);
    assert!(attempts.made() > 1);
}

#[tokio::test]
async fn a_write_is_sent_again_only_if_the_server_surely_did_nothing() {
    let server = server::start(
        "location /unknown { return 503; }
        location /refused { add_header retry-after 0 always; return 503; }
        location /dead { proxy_pass http://127.0.0.1:1; }
        location /told { add_header x-should-retry false always; return 429; }
        location /early { return 425; }",
    );
    let (attempts, client) = (Attempts::default(), client());
    for (path, status, expected) in [
        ("/unknown", 503, 1),
        ("/refused", 503, 3),
        ("/dead", 502, 1),
        ("/told", 429, 1),
        ("/early", 425, 3),
    ] {
        let url = format!("http://{}{path}", server.address());
        let response = post(&attempts, &client, &url).await.unwrap();
        assert_eq!(response.status(), status, "{path}");
        assert_eq!(attempts.made(), expected, "{path}");
    }
}

#[tokio::test]
async fn a_permanent_failure_is_returned_at_once() {
    let server = server::start(
        "location /missing { return 404; }
        location /loop { return 302 /loop; }
        location /text { return 200 text; }
        location /down { add_header retry-after 0 always; return 503; }",
    );
    let (attempts, client) = (Attempts::default(), client());
    let url = |path| format!("http://{}{path}", server.address());

    let error = get(&attempts, &client, &url("/missing")).await.unwrap_err();
    assert_eq!(error.status().map(|status| status.as_u16()), Some(404));
    assert_eq!(attempts.made(), 1);
    let missing = response(&attempts, &client, &url("/missing")).await;
    assert_eq!(
        (missing.unwrap().status().as_u16(), attempts.made()),
        (404, 1)
    );
    let error = get(&attempts, &client, &url("/loop")).await.unwrap_err();
    assert!(error.is_redirect() && attempts.made() == 1, "{error:?}");
    let error = json(&attempts, &client, &url("/text")).await.unwrap_err();
    assert!(error.is_decode() && attempts.made() == 1, "{error:?}");
    let error = get(&attempts, &client, "no url").await.unwrap_err();
    assert!(error.is_builder() && attempts.made() == 1, "{error:?}");

    let down = response(&attempts, &client, &url("/down")).await;
    assert_eq!((down.unwrap().status().as_u16(), attempts.made()), (503, 3));
}

#[tokio::test]
async fn a_server_that_cannot_be_reached_has_processed_nothing() {
    for host in ["no.such.host.invalid", &free_address().to_string()] {
        let sent = client().get(format!("http://{host}/")).send().await;
        let error = sent.unwrap_err();
        assert!(error.is_unprocessed(), "{error:?}");
    }
}
