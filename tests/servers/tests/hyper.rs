//! `hyper-util`'s client, and `hyper` and `h2` below it, against real servers and broken ones.

use std::net::SocketAddr;
use std::time::Duration;

use axum::body::Body;
use http::{Method, Request};
use hyper_util::client::legacy::{Client, Error, connect::HttpConnector};
use hyper_util::rt::{TokioExecutor, TokioIo};
use retries::{Transient, retry, transient};
use retries_servers::http2::{self, Answer};
use retries_servers::{Attempts, free_address, nginx};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::sleep;

type Requests = Client<HttpConnector, Body>;

fn client() -> Requests {
    Client::builder(TokioExecutor::new()).build_http()
}

fn http2_client() -> Requests {
    Client::builder(TokioExecutor::new())
        .http2_only(true)
        .build_http()
}

async fn failure(client: &Requests, uri: &str) -> Error {
    client.get(uri.parse().unwrap()).await.unwrap_err()
}

#[track_caller]
fn assert_unprocessed(error: &dyn Transient, text: &str) {
    assert!(error.is_transient() && error.is_unprocessed(), "{text}");
}

#[track_caller]
fn assert_unknown(error: &dyn Transient, text: &str) {
    assert!(error.is_transient() && !error.is_unprocessed(), "{text}");
}

/// Reads a request, answers it with these bytes and closes the connection.
async fn answering(answer: &'static [u8]) -> SocketAddr {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let _ = stream.read(&mut [0; 1024]).await;
            let _ = stream.write_all(answer).await;
        }
    });
    address
}

#[retry(exp(base = "50ms", cap = "500ms"), jitter = full, max_attempts = 30, on = transient)]
async fn get(attempts: &Attempts, client: &Requests, uri: &str) -> Result<(), Error> {
    attempts.count();
    client.get(uri.parse().unwrap()).await.map(drop)
}

#[tokio::test]
async fn a_server_that_is_down_is_waited_for() {
    let mut server = nginx::start("location / { return 200; }");
    let uri = format!("http://{}/", server.address());
    let client = client();
    server.kill();
    let refused = failure(&client, &uri).await;
    assert_unprocessed(&refused, "refused");

    let attempts = Attempts::default();
    let (outcome, ()) = tokio::join!(get(&attempts, &client, &uri), async {
        while attempts.so_far() < 2 {
            sleep(Duration::from_millis(10)).await;
        }
        server.restart();
    });
    outcome.unwrap();
}

#[tokio::test]
async fn a_connection_that_was_not_made_has_processed_nothing() {
    let client = client();
    let unknown_name = failure(&client, "http://no-such-name.invalid/").await;
    assert_unprocessed(&unknown_name, "unknown name");
    let nobody = failure(&client, &format!("http://{}/", free_address())).await;
    assert_unprocessed(&nobody, "refused");
}

#[tokio::test]
async fn a_connection_that_was_lost_may_have_processed_the_request() {
    for answer in [&b""[..], b"HTTP/1.1 200 OK\r\nContent"] {
        let address = answering(answer).await;
        let error = failure(&client(), &format!("http://{address}/")).await;
        assert_unknown(&error, &format!("{error:?}"));
    }
}

#[tokio::test]
async fn an_answer_that_is_not_http_and_a_request_that_cannot_be_sent_are_permanent() {
    let address = answering(b"220 this is a mail server\r\n").await;
    let no_http = failure(&client(), &format!("http://{address}/")).await;
    let no_host = failure(&client(), "/a/path").await;
    let method = Request::builder().method(Method::CONNECT).uri("http://a/");
    let request = method.version(http::Version::HTTP_09).body(Body::empty());
    let no_version = client().request(request.unwrap()).await.unwrap_err();
    for error in [no_http, no_host, no_version] {
        assert!(!error.is_transient(), "{error:?}");
    }
}

#[tokio::test]
async fn a_refused_stream_has_processed_nothing_and_another_reset_may_have() {
    for (answer, is_unprocessed) in [
        (Answer::nothing().reset(0x7), true),      // REFUSED_STREAM
        (Answer::nothing().go_away(0, 0x0), true), // the stream comes after the last one
        (Answer::nothing().reset(0x8), false),     // CANCEL
        (Answer::nothing().close(), false),
    ] {
        let address = http2::start(answer.clone());
        let error = failure(&http2_client(), &format!("http://{address}/")).await;
        assert!(error.is_transient(), "{answer:?}: {error:?}");
        assert_eq!(
            error.is_unprocessed(),
            is_unprocessed,
            "{answer:?}: {error:?}"
        );
    }
}

/// Without hyper-util's client.
#[tokio::test]
async fn an_error_of_hyper_itself_is_classified() {
    let address = answering(b"").await;
    let stream = TokioIo::new(TcpStream::connect(address).await.unwrap());
    let (mut sender, connection) = hyper::client::conn::http1::handshake(stream).await.unwrap();
    let connection = tokio::spawn(connection);
    let request = || Request::get("/").body(Body::empty()).unwrap();
    let lost = sender.send_request(request()).await.unwrap_err();
    assert_unknown(&lost, "lost");
    connection.await.unwrap().unwrap();
    let unsent = sender.send_request(request()).await.unwrap_err();
    assert_unprocessed(&unsent, "the connection is closed");
    let closed = sender.ready().await.unwrap_err();
    assert_unprocessed(&closed, "the connection is closed");
}
