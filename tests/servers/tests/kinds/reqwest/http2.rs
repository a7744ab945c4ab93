//! HTTP/2 frames that end a request.

use std::io::{Error, ErrorKind};
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use futures_util::stream;
use reqwest::{Body, Client};
use retries_servers::nginx;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::{assert_class, builder, failure, serve};
use crate::Class::{self, Permanent, RateLimited, Unknown, Unprocessed};

const DATA: u8 = 0;
const HEADERS: u8 = 1;
const RST_STREAM: u8 = 3;
const SETTINGS: u8 = 4;
const GOAWAY: u8 = 7;

const END_STREAM: u8 = 1;
const END_HEADERS: u8 = 4;

/// The codes of RFC 9113, section 7, and one unknown code, each with the class of a reset stream and the
/// class of a request that a GOAWAY excludes.
const CODES: [(u32, Class, Class); 15] = [
    (0x0, Unknown, Unprocessed),     // NO_ERROR
    (0x1, Unknown, Unprocessed),     // PROTOCOL_ERROR
    (0x2, Unknown, Unprocessed),     // INTERNAL_ERROR
    (0x3, Unknown, Unprocessed),     // FLOW_CONTROL_ERROR
    (0x4, Unknown, Unprocessed),     // SETTINGS_TIMEOUT
    (0x5, Unknown, Unprocessed),     // STREAM_CLOSED
    (0x6, Unknown, Unprocessed),     // FRAME_SIZE_ERROR
    (0x7, Unprocessed, Unprocessed), // REFUSED_STREAM
    (0x8, Unknown, Unprocessed),     // CANCEL
    (0x9, Unknown, Unprocessed),     // COMPRESSION_ERROR
    (0xa, Unknown, Unprocessed),     // CONNECT_ERROR
    (0xb, Unknown, RateLimited),     // ENHANCE_YOUR_CALM
    (0xc, Permanent, Permanent),     // INADEQUATE_SECURITY
    (0xd, Permanent, Permanent),     // HTTP_1_1_REQUIRED
    (0x99, Unknown, Unprocessed),
];

fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let length = u32::try_from(payload.len()).unwrap().to_be_bytes();
    let head = [&length[1..], &[kind, flags], &stream.to_be_bytes()].concat();
    [&head, payload].concat()
}

fn reset(stream: u32, code: u32) -> Vec<u8> {
    frame(RST_STREAM, 0, stream, &code.to_be_bytes())
}

fn go_away(last: u32, code: u32, text: &str) -> Vec<u8> {
    let payload = [&last.to_be_bytes(), &code.to_be_bytes(), text.as_bytes()].concat();
    frame(GOAWAY, 0, 0, &payload)
}

/// The head of a response: `0x88` is `:status: 200`.
fn head(stream: u32) -> Vec<u8> {
    frame(HEADERS, END_HEADERS, stream, &[0x88])
}

/// Reads frames until the headers of a request, and returns its stream.
async fn request(stream: &mut TcpStream) -> std::io::Result<u32> {
    loop {
        let mut head = [0; 9];
        stream.read_exact(&mut head).await?;
        let length = u32::from_be_bytes([0, head[0], head[1], head[2]]);
        stream.read_exact(&mut vec![0; length as usize]).await?;
        if head[3] == HEADERS {
            return Ok(u32::from_be_bytes([head[5], head[6], head[7], head[8]]));
        }
    }
}

/// Sends these frames for each request, and closes the connection after the client does.
async fn framing(answer: impl Fn(u32) -> Vec<u8> + Clone + Send + Sync + 'static) -> SocketAddr {
    serve(move |stream| answer_requests(stream, answer.clone())).await
}

async fn answer_requests(mut stream: TcpStream, answer: impl Fn(u32) -> Vec<u8>) {
    let preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
    let _ = stream.read_exact(&mut vec![0; preface.len()]).await;
    let _ = stream.write_all(&frame(SETTINGS, 0, 0, &[])).await;
    while let Ok(id) = request(&mut stream).await {
        let _ = stream.write_all(&answer(id)).await;
    }
}

fn client() -> Client {
    builder().http2_prior_knowledge().build().unwrap()
}

async fn assert_answered(
    client: &Client,
    answer: impl Fn(u32) -> Vec<u8> + Clone + Send + Sync + 'static,
    expected: Class,
) {
    let url = format!("http://{}/", framing(answer).await);
    assert_class(&failure(client, &url).await, expected);
}

#[tokio::test]
async fn a_refused_stream_was_not_processed_but_any_other_reset_stream_may_have_been() {
    let client = client();
    for (code, expected, _) in CODES {
        assert_answered(&client, move |stream| reset(stream, code), expected).await;
    }
}

#[tokio::test]
async fn a_request_that_a_goaway_excludes_was_not_processed() {
    let client = client();
    for (code, _, expected) in CODES {
        assert_answered(&client, move |_| go_away(0, code, ""), expected).await;
        assert_answered(&client, move |_| go_away(0, code, "why"), expected).await;
    }
}

#[tokio::test]
async fn a_request_that_a_goaway_includes_may_have_been_processed() {
    for code in [0x0, 0x2, 0xb] {
        let address = serve(move |mut stream| async move {
            let _ = stream.write_all(&frame(SETTINGS, 0, 0, &[])).await;
            let preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
            let _ = stream.read_exact(&mut vec![0; preface.len()]).await;
            let id = request(&mut stream).await.unwrap();
            let _ = stream.write_all(&go_away(id, code, "")).await;
        })
        .await;
        let url = format!("http://{address}/");
        assert_class(&failure(&client(), &url).await, Unknown);
    }
}

#[tokio::test]
async fn a_stream_that_ends_in_the_body_may_have_been_processed_whatever_the_code() {
    let client = client();
    for (code, reset_class, _) in CODES {
        let expected = if reset_class == Permanent {
            Permanent
        } else {
            Unknown
        };
        let answer = move |stream| [head(stream), reset(stream, code)].concat();
        // After NO_ERROR the client treats the body as complete.
        if code != 0 {
            assert_answered(&client, answer, expected).await;
        }
    }
}

#[tokio::test]
async fn a_response_that_breaks_the_protocol_is_permanent() {
    // `content-length: 5`, and no body.
    let fields = [0x88, 0x0f, 0x0d, 1, b'5'];
    let answer = move |stream| frame(HEADERS, END_HEADERS | END_STREAM, stream, &fields);
    assert_answered(&client(), answer, Permanent).await;
}

#[tokio::test]
async fn a_body_that_ends_too_early_may_have_been_processed() {
    // `content-length: 9`, and three bytes.
    let fields = [0x88, 0x0f, 0x0d, 1, b'9'];
    let answer = move |stream| {
        let head = frame(HEADERS, END_HEADERS, stream, &fields);
        [head, frame(DATA, END_STREAM, stream, b"too")].concat()
    };
    assert_answered(&client(), answer, Unknown).await;
}

#[tokio::test]
async fn a_connection_that_breaks_the_protocol_may_have_processed_the_request() {
    // `0xbf` refers to a header outside the table.
    let answer = |stream| frame(HEADERS, END_HEADERS, stream, &[0xbf]);
    assert_answered(&client(), answer, Unknown).await;
}

#[tokio::test]
async fn a_server_with_only_http_1_is_permanent_for_http_2() {
    let server = nginx::start("");
    let url = format!("http://{}/", server.address());
    assert_class(&failure(&client(), &url).await, Permanent);
}

#[tokio::test]
async fn a_request_whose_connection_ended_may_have_been_processed() {
    let address = serve(|mut stream| async move {
        let _ = stream.write_all(&frame(SETTINGS, 0, 0, &[])).await;
        let preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
        let _ = stream.read_exact(&mut vec![0; preface.len()]).await;
        let _ = request(&mut stream).await;
    })
    .await;
    let url = format!("http://{address}/");
    assert_class(&failure(&client(), &url).await, Unknown);
}

#[tokio::test]
async fn a_callers_body_that_fails_is_permanent() {
    let url = format!("http://{}/", framing(|_| Vec::new()).await);
    let body = stream::iter([Ok("part"), Err(Error::from(ErrorKind::PermissionDenied))]);
    let sent = client().post(url).body(Body::wrap_stream(body)).send();
    assert_class(&sent.await.unwrap_err(), Permanent);
}

#[tokio::test]
async fn reqwest_itself_retries_a_refused_stream_twice() {
    let requests = Arc::new(AtomicU32::new(0));
    let count = Arc::clone(&requests);
    let address = framing(move |stream| {
        count.fetch_add(1, Ordering::Relaxed);
        reset(stream, 7)
    })
    .await;
    let client = Client::builder().no_proxy().http2_prior_knowledge();
    let error = failure(&client.build().unwrap(), &format!("http://{address}/")).await;
    assert_class(&error, Unprocessed);
    assert_eq!(requests.load(Ordering::Relaxed), 3);
}
