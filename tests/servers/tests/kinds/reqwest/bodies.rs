//! The bodies of requests and of responses.

use std::io::{self, ErrorKind, Read};
use std::time::Duration;

use futures_util::stream;
use reqwest::Body;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::{answering, assert_class, builder, failure, serve};
use crate::Class::{self, Permanent, TimedOut, Unknown};

/// Errors of the caller's own body, and the class of the request. The server has a part of it by then.
const KINDS: [(ErrorKind, Class); 7] = [
    (ErrorKind::PermissionDenied, Permanent),
    (ErrorKind::NotFound, Permanent),
    (ErrorKind::InvalidData, Permanent),
    (ErrorKind::ConnectionReset, Unknown),
    (ErrorKind::ConnectionRefused, Unknown),
    (ErrorKind::UnexpectedEof, Unknown),
    (ErrorKind::TimedOut, TimedOut),
];

/// Starts a server that reads everything and sends nothing.
async fn silent() -> String {
    let address = serve(|mut stream| async move {
        while stream.read(&mut [0; 4096]).await.is_ok_and(|n| n > 0) {}
    });
    format!("http://{}/", address.await)
}

#[tokio::test]
async fn a_callers_body_is_classified_by_its_own_error() {
    let client = builder().build().unwrap();
    let url = silent().await;
    for (kind, expected) in KINDS {
        let body = stream::iter([Ok("part"), Err(io::Error::from(kind))]);
        let sent = client.post(&url).body(Body::wrap_stream(body)).send();
        assert_class(&sent.await.unwrap_err(), expected);
    }
    let body = stream::iter([Ok("part"), Err("an error of the caller's")]);
    let sent = client.post(&url).body(Body::wrap_stream(body)).send();
    assert_class(&sent.await.unwrap_err(), Permanent);
}

#[tokio::test]
async fn a_callers_body_that_could_not_connect_is_not_unprocessed() {
    let client = builder().build().unwrap();
    let refused = format!("http://{}/", retries_servers::free_address());
    let error = failure(&client, &refused).await;
    assert!(error.is_connect());
    let body = stream::iter([Ok("part"), Err(error)]);
    let sent = client.post(silent().await).body(Body::wrap_stream(body));
    assert_class(&sent.send().await.unwrap_err(), Unknown);
}

struct Failing(ErrorKind);

impl Read for Failing {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        Err(self.0.into())
    }
}

#[test]
fn a_body_that_the_blocking_client_reads_is_classified_by_its_own_error() {
    let runtime = super::runtime();
    let url = runtime.block_on(silent());
    let client = reqwest::blocking::Client::builder().no_proxy();
    let client = client.build().unwrap();
    for (kind, expected) in KINDS {
        let body = reqwest::blocking::Body::new(Failing(kind));
        let error = client.post(&url).body(body).send().unwrap_err();
        assert_class(&error, expected);
    }
}

#[test]
fn a_connection_lost_while_the_blocking_client_sends_may_have_been_processed() {
    let runtime = super::runtime();
    let address = runtime.block_on(serve(|mut stream| async move {
        let _ = stream.read(&mut [0; 4096]).await;
    }));
    let client = reqwest::blocking::Client::builder().no_proxy();
    let endless = reqwest::blocking::Body::new(io::repeat(7));
    let sent = client.build().unwrap().post(format!("http://{address}/"));
    assert_class(&sent.body(endless).send().unwrap_err(), Unknown);
}

async fn assert_answered(answer: impl Into<Vec<u8>>, expected: Class) {
    let client = builder().build().unwrap();
    let url = format!("http://{}/", answering(answer).await);
    assert_class(&failure(&client, &url).await, expected);
}

#[tokio::test]
async fn an_incomplete_response_may_have_been_processed() {
    for cut_off in [
        "",
        "HTTP/1.1 200",
        "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\npart",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n9\r\npart",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n4\r\npart\r\n",
    ] {
        assert_answered(cut_off, Unknown).await;
    }
}

#[tokio::test]
async fn a_response_that_is_not_http_is_permanent() {
    for garbage in [
        "SSH-2.0-OpenSSH_9.2\r\n",
        "220 mail.example ESMTP\r\n",
        "HTTP/9.9 200 OK\r\n\r\n",
        "HTTP/1.1 2000 OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\ncontent-length: some\r\n\r\n",
        "HTTP/1.1 200 OK\r\na header without a colon\r\n\r\n",
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nno size\r\n",
    ] {
        assert_answered(garbage, Permanent).await;
    }
}

#[tokio::test]
async fn a_request_whose_response_was_reset_may_have_been_processed() {
    let address = serve(|mut stream| async move {
        let _ = stream.read(&mut [0; 10]).await;
        let begun = "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\npart";
        let _ = stream.write_all(begun.as_bytes()).await;
        // The rest of the request is unread, so closing the connection resets it.
    });
    let url = format!("http://{}/", address.await);
    assert_class(&failure(&builder().build().unwrap(), &url).await, Unknown);
}

/// "here", compressed.
const GZIP: [u8; 24] = [
    0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0xcb, 0x48, 0x2d, 0x4a, 0x05, 0x00,
    0x83, 0xfa, 0x15, 0x0e, 0x04, 0x00, 0x00, 0x00,
];

fn compressed(length: usize, bytes: &[u8]) -> Vec<u8> {
    let head =
        format!("HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: {length}\r\n\r\n");
    [head.as_bytes(), bytes].concat()
}

#[tokio::test]
async fn a_body_that_cannot_be_decompressed_is_permanent_unless_it_was_cut_off() {
    let mut corrupt = GZIP;
    corrupt[0] = 0;
    assert_answered(compressed(24, &corrupt), Permanent).await;
    let mut wrong_sum = GZIP;
    wrong_sum[16] = 0;
    assert_answered(compressed(24, &wrong_sum), Permanent).await;
    assert_answered(compressed(24, &GZIP[..14]), Unknown).await;
    // The body is complete for HTTP, but the compressed data has no end.
    assert_answered(compressed(14, &GZIP[..14]), Unknown).await;
}

#[tokio::test]
async fn a_body_that_cannot_be_decoded_is_permanent() {
    let answer = "HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nhere";
    let url = format!("http://{}/", answering(answer).await);
    let response = builder().build().unwrap().get(url).send().await.unwrap();
    let error = response.json::<u32>().await.unwrap_err();
    assert_class(&error, Permanent);
}

#[tokio::test]
async fn no_response_in_time_is_a_timeout() {
    let short = Duration::from_millis(50);
    let url = silent().await;
    for client in [builder().timeout(short), builder().read_timeout(short)] {
        let error = failure(&client.build().unwrap(), &url).await;
        assert_class(&error, TimedOut);
    }
    // The head of the response came in time.
    let address = serve(|mut stream| async move {
        let _ = stream.read(&mut [0; 4096]).await;
        let begun = "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\npart";
        let _ = stream.write_all(begun.as_bytes()).await;
        let _ = stream.read(&mut [0; 4096]).await;
    });
    let url = format!("http://{}/", address.await);
    for client in [builder().timeout(short), builder().read_timeout(short)] {
        let error = failure(&client.build().unwrap(), &url).await;
        assert_class(&error, TimedOut);
    }
}
