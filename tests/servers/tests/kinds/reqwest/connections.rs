//! Requests that get no connection, or lose it.

use std::io::{self, ErrorKind};
use std::sync::Arc;
use std::sync::mpsc;
use std::time::Duration;

use reqwest::dns::{Name, Resolve, Resolving};
use reqwest::redirect::Policy;
use retries_servers::free_address;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::{answering, assert_class, builder, failure, resetting, texts};
use crate::Class::{Permanent, Unknown, Unprocessed};

#[tokio::test]
async fn a_server_that_cannot_be_reached_has_processed_nothing() {
    let client = builder().build().unwrap();
    for host in [&free_address().to_string(), "no.such.host.invalid"] {
        let error = failure(&client, &format!("http://{host}/")).await;
        assert_class(&error, Unprocessed);
    }
}

#[tokio::test]
async fn a_unix_socket_without_its_file_is_transient() {
    let client = builder().unix_socket("/no/such/file").build().unwrap();
    assert_class(&failure(&client, "http://localhost/").await, Unprocessed);
}

#[tokio::test]
async fn a_request_whose_connection_was_reset_may_have_been_processed() {
    let url = format!("http://{}/", resetting().await);
    let error = failure(&builder().build().unwrap(), &url).await;
    assert_class(&error, Unknown);
}

/// A resolver that refuses every name with an error of this kind.
struct Refusing(ErrorKind);

impl Resolve for Refusing {
    fn resolve(&self, _: Name) -> Resolving {
        let error = io::Error::from(self.0);
        Box::pin(async move { Err(error.into()) })
    }
}

#[tokio::test]
async fn a_resolver_that_forbids_a_name_is_permanent() {
    for (kind, expected) in [
        (ErrorKind::PermissionDenied, Permanent),
        (ErrorKind::InvalidInput, Permanent),
        (ErrorKind::Other, Unprocessed),
        (ErrorKind::TimedOut, Unprocessed),
    ] {
        let client = builder().dns_resolver(Arc::new(Refusing(kind)));
        let error = failure(&client.build().unwrap(), "http://some.example/").await;
        assert_class(&error, expected);
    }
}

#[tokio::test]
async fn a_request_that_cannot_be_made_is_permanent() {
    let client = builder().build().unwrap();
    for url in ["no url", "ftp://127.0.0.1/", "http://"] {
        assert_class(&failure(&client, url).await, Permanent);
    }
    let secure = builder().https_only(true).build().unwrap();
    assert_class(&failure(&secure, "http://127.0.0.1/").await, Permanent);
}

#[tokio::test]
async fn redirects_that_do_not_end_are_permanent() {
    let to = |location: &str| {
        format!(
            "HTTP/1.1 302 x\r\nlocation: {location}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
        )
    };
    let client = builder().redirect(Policy::limited(3)).build().unwrap();
    for location in ["/", "ftp://127.0.0.1/"] {
        let url = format!("http://{}/", answering(to(location)).await);
        assert_class(&failure(&client, &url).await, Permanent);
    }
}

#[test]
fn a_request_on_a_connection_without_its_runtime_may_have_been_processed() {
    let runtime = super::runtime;
    let (theirs, ours, servers) = (runtime(), runtime(), runtime());
    let listener = servers.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let (requested, is_requested) = mpsc::channel();
    servers.spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let _ = stream.read(&mut [0; 4096]).await;
        let answer = "HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nhere";
        let _ = stream.write_all(answer.as_bytes()).await;
        let _ = stream.read(&mut [0; 4096]).await;
        let _ = requested.send(());
        let _ = stream.read(&mut [0; 4096]).await;
    });
    let client = builder().build().unwrap();
    // The connection's task is spawned on the first runtime and pooled for the second.
    let first = theirs.block_on(async { client.get(&url).send().await?.text().await });
    assert_eq!(first.unwrap(), "here");
    let second = ours.spawn({
        let client = client.clone();
        async move { failure(&client, &url).await }
    });
    is_requested.recv().unwrap();
    theirs.shutdown_timeout(Duration::from_secs(1));
    let error = ours.block_on(second).unwrap();
    assert_class(&error, Unknown);
    assert!(
        texts(&error)
            .iter()
            .any(|text| text.contains("dispatch task"))
    );
}
