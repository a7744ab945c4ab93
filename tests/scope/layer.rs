//! The handlers of a server run in the scope of the time that the client has left.

use axum::Router;
use axum::routing::get;
use retries::remaining;
use retries::scope::ScopeLayer;
use std::future::IntoFuture;
use std::net::SocketAddr;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::yield_now;

/// Answers with the milliseconds that are left.
async fn left() -> String {
    yield_now().await;
    match remaining() {
        None => "none".to_owned(),
        Some(left) => left.as_millis().to_string(),
    }
}

async fn serve(layer: ScopeLayer) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let routes = Router::new().route("/", get(left)).layer(layer);
    tokio::spawn(axum::serve(listener, routes).into_future());
    address
}

/// Sends a request with this header, and returns the body of the response.
async fn request(server: SocketAddr, header: &str) -> String {
    let mut stream = TcpStream::connect(server).await.unwrap();
    let request = format!("GET / HTTP/1.1\r\nhost: test\r\nconnection: close\r\n{header}\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut response = String::new();
    stream.read_to_string(&mut response).await.unwrap();
    assert!(response.starts_with("HTTP/1.1 200"), "{response}");
    let (_, body) = response.split_once("\r\n\r\n").unwrap();
    body.to_owned()
}

async fn assert_left(server: SocketAddr, header: &str, millis: u128) {
    let left: u128 = request(server, header).await.parse().unwrap();
    assert!(left <= millis && left + 5_000 > millis, "{header}: {left}");
}

#[tokio::test]
async fn a_handler_runs_in_the_scope_of_its_request() {
    let server = serve(ScopeLayer::http()).await;
    assert_left(server, "request-timeout-ms: 60000", 60_000).await;
    assert_left(
        server,
        "request-timeout-ms: 90000\r\nRequest-Timeout-Ms: 60000",
        60_000,
    )
    .await;
    for header in [
        "accept: */*",
        "request-timeout-ms: soon",
        "grpc-timeout: 60S",
    ] {
        assert_eq!(request(server, header).await, "none", "{header}");
    }
}

#[tokio::test]
async fn a_layer_reads_a_header_of_another_name_or_of_grpc() {
    let name = http::HeaderName::from_static("x-time-left");
    let server = serve(ScopeLayer::http_as(name)).await;
    assert_left(server, "x-time-left: 60000", 60_000).await;
    assert_eq!(request(server, "request-timeout-ms: 60000").await, "none");

    let server = serve(ScopeLayer::grpc()).await;
    assert_left(server, "grpc-timeout: 60S", 60_000).await;
    assert_eq!(request(server, "grpc-timeout: 60").await, "none");
}

#[tokio::test]
async fn requests_at_the_same_time_have_their_own_scopes() {
    let server = serve(ScopeLayer::http()).await;
    let requests = async {
        tokio::join!(
            assert_left(server, "request-timeout-ms: 60000", 60_000),
            assert_left(server, "request-timeout-ms: 30000", 30_000),
            async { assert_eq!(request(server, "accept: */*").await, "none") },
        )
    };
    requests.await;
    assert_eq!(remaining(), None);
}
