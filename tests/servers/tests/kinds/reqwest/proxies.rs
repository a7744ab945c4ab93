//! Proxies that make no tunnel.

use std::net::SocketAddr;

use reqwest::{Client, Proxy};
use retries_servers::{free_address, tinyproxy};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::{answering, assert_class, builder, failure, resetting, serve};
use crate::Class::{self, Permanent, Unprocessed};

fn through(proxy: &str) -> Client {
    let client = builder().proxy(Proxy::all(proxy).unwrap());
    client.build().unwrap()
}

/// The class of the failure to reach an address over TLS through this proxy.
async fn assert_through(proxy: &str, expected: Class) {
    let url = format!("https://{}/", free_address());
    let error = failure(&through(proxy), &url).await;
    assert!(error.is_connect());
    assert_class(&error, expected);
}

#[tokio::test]
async fn a_proxy_that_requires_credentials_is_permanent() {
    let proxy = tinyproxy::start("user", "password");
    let address = proxy.address();
    assert_through(&format!("http://{address}"), Permanent).await;
    // The proxy sends a 401 for wrong credentials.
    let right = format!("http://user:password@{address}");
    assert_through(&right, Unprocessed).await;
}

#[tokio::test]
async fn a_proxy_that_cannot_connect_did_not_send_the_request() {
    for status in ["500", "502", "503", "504"] {
        let answer = format!("HTTP/1.1 {status} x\r\ncontent-length: 0\r\n\r\n");
        let proxy = format!("http://{}", answering(answer).await);
        assert_through(&proxy, Unprocessed).await;
    }
    let wanting = "HTTP/1.1 407 x\r\ncontent-length: 0\r\n\r\n";
    let proxy = format!("http://{}", answering(wanting).await);
    assert_through(&proxy, Permanent).await;
}

#[tokio::test]
async fn a_proxy_that_is_not_there_did_not_send_the_request() {
    assert_through(&format!("http://{}", free_address()), Unprocessed).await;
    assert_through(&format!("http://{}", answering("").await), Unprocessed).await;
    assert_through(&format!("http://{}", resetting().await), Unprocessed).await;
    let endless = format!("HTTP/1.1 200 {}", "x".repeat(9000));
    assert_through(&format!("http://{}", answering(endless).await), Permanent).await;
}

/// Reads once before each of these responses, and then closes the connection.
async fn socks(answers: Vec<Vec<u8>>) -> SocketAddr {
    serve(move |mut stream| {
        let answers = answers.clone();
        async move {
            for answer in answers {
                let _ = stream.read(&mut [0; 512]).await;
                let _ = stream.write_all(&answer).await;
            }
        }
    })
    .await
}

#[tokio::test]
async fn a_socks_proxy_is_classified_by_its_reply() {
    let replies = [
        (1, Unprocessed), // general failure
        (2, Permanent),   // not allowed by the rules
        (3, Unprocessed), // network unreachable
        (4, Unprocessed), // host unreachable
        (5, Unprocessed), // connection refused
        (6, Unprocessed), // TTL expired
        (7, Permanent),   // command not supported
        (8, Permanent),   // address type not supported
        (99, Permanent),
    ];
    for (reply, expected) in replies {
        let answer = vec![5, reply, 0, 1, 0, 0, 0, 0, 0, 0];
        let address = socks(vec![vec![5, 0], answer]).await;
        assert_through(&format!("socks5://{address}"), expected).await;
    }
    for (reply, expected) in [(91, Unprocessed), (92, Permanent), (93, Permanent)] {
        let address = socks(vec![vec![0, reply, 0, 0, 0, 0, 0, 0]]).await;
        assert_through(&format!("socks4://{address}"), expected).await;
    }
}

#[tokio::test]
async fn a_socks_proxy_that_rejects_the_client_is_permanent() {
    let no_method = socks(vec![vec![5, 0xff]]).await;
    assert_through(&format!("socks5://{no_method}"), Permanent).await;
    let wrong_password = socks(vec![vec![5, 2], vec![1, 1]]).await;
    assert_through(&format!("socks5://user:pass@{wrong_password}"), Permanent).await;
    let no_proxy = answering("HTTP/1.1 400 x\r\n\r\n").await;
    assert_through(&format!("socks5://{no_proxy}"), Permanent).await;
}

#[tokio::test]
async fn a_socks_proxy_that_is_gone_did_not_send_the_request() {
    for address in [free_address(), answering("").await, resetting().await] {
        assert_through(&format!("socks5://{address}"), Unprocessed).await;
        assert_through(&format!("socks4://{address}"), Unprocessed).await;
    }
}

#[tokio::test]
async fn the_response_of_a_proxy_to_a_plain_request_is_a_status() {
    for (status, expected) in [
        (407, Permanent),
        (502, Class::Unknown),
        (504, Class::TimedOut),
    ] {
        let answer = format!("HTTP/1.1 {status} x\r\ncontent-length: 0\r\n\r\n");
        let client = through(&format!("http://{}", answering(answer).await));
        let response = client.get(format!("http://{}/", free_address())).send();
        let error = response.await.unwrap().error_for_status().unwrap_err();
        assert_class(&error, expected);
    }
}
