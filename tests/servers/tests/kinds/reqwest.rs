//! reqwest, and the crates whose errors it wraps.

use std::error::Error as _;
use std::future::Future;
use std::net::SocketAddr;

use ::reqwest::{Client, ClientBuilder, Error, retry};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::{self, Runtime};

use crate::{Class, class};

mod bodies;
mod connections;
mod http2;
mod listed;
mod proxies;
mod tls;

/// A client without its own retries and without certificates: reading the system's certificates takes
/// longer than most tests.
fn builder() -> ClientBuilder {
    let client = Client::builder().no_proxy().tls_certs_only([]);
    client.retry(retry::never())
}

fn assert_class(error: &Error, expected: Class) {
    assert_eq!(class(error), expected, "{error:?}");
}

/// The error of getting a URL, from sending the request to the end of the body.
async fn failure(client: &Client, url: &str) -> Error {
    let got = async { client.get(url).send().await?.bytes().await };
    got.await.expect_err(url)
}

/// Serves one connection at a time.
async fn serve<F>(serve: impl Fn(TcpStream) -> F + Send + 'static) -> SocketAddr
where
    F: Future<Output = ()> + Send,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            serve(stream).await;
        }
    });
    address
}

/// Reads something from each connection, sends these bytes, and closes it.
async fn answering(answer: impl Into<Vec<u8>>) -> SocketAddr {
    let answer = answer.into();
    serve(move |mut stream| {
        let answer = answer.clone();
        async move {
            let _ = stream.read(&mut [0; 4096]).await;
            let _ = stream.write_all(&answer).await;
        }
    })
    .await
}

/// Resets each connection when it has something to read.
async fn resetting() -> SocketAddr {
    // The kernel sends a reset if a socket is closed with unread bytes.
    serve(|stream| async move {
        let _ = stream.peek(&mut [0]).await;
    })
    .await
}

/// A runtime beside the test's thread.
fn runtime() -> Runtime {
    let mut runtime = runtime::Builder::new_multi_thread();
    runtime.worker_threads(1).enable_all().build().unwrap()
}

/// Returns the texts of the error and of all errors below it.
fn texts(error: &Error) -> Vec<String> {
    let mut texts = vec![error.to_string()];
    let mut next = error.source();
    while let Some(error) = next {
        texts.push(error.to_string());
        next = error.source();
    }
    texts
}
