//! Connections that fail under a call.
#![cfg(feature = "channel")]

use std::time::Duration;

use bytes::Bytes;
use h2::Reason;
use hyper_util::rt::{TokioExecutor, TokioIo};
use retries::Transient;
use retries_servers::free_address;
use retries_servers::http2::{self, Answer};
use tonic::client::Grpc;
use tonic::transport::Endpoint;
use tonic::{Code, Status};
use tonic_features::client::{call, endpoint, failure, failure_by};
use tonic_features::{Class, class};

const OK: (&str, &str) = (":status", "200");
const GRPC: (&str, &str) = ("content-type", "application/grpc");

#[track_caller]
fn assert_class(failure: &Status, expected: Class) {
    assert_eq!(class(failure), expected, "{failure:?}");
}

async fn assert_connect(endpoint: &Endpoint, expected: Class) {
    let error = endpoint.connect().await.unwrap_err();
    assert_eq!(class(&error), expected, "{error:?}");
    let boxed: Box<dyn std::error::Error> = error.into();
    assert_eq!(class(&*boxed), expected, "{boxed:?}");
}

#[tokio::test]
async fn a_connection_that_the_server_closes_may_have_been_processed() {
    assert_class(&failure_by(Answer::nothing().close()).await, Class::Unknown);
}

#[tokio::test]
async fn a_connection_that_ends_within_a_message_may_have_been_processed() {
    let begun = Answer::nothing()
        .headers(&[OK, GRPC])
        .data(&[0, 0, 0, 0, 9, 1]);
    assert_class(&failure_by(begun.close()).await, Class::Unknown);
}

#[tokio::test]
async fn a_stream_that_ends_within_a_message_may_have_been_processed() {
    let begun = Answer::nothing()
        .headers(&[OK, GRPC])
        .data(&[0, 0, 0, 0, 9, 1]);
    assert_class(&failure_by(begun.clone().end()).await, Class::Unknown);
    for reason in [Reason::NO_ERROR, Reason::CANCEL, Reason::INTERNAL_ERROR] {
        let reset = begun.clone().reset(reason.into());
        assert_class(&failure_by(reset).await, Class::Unknown);
    }
}

#[tokio::test]
async fn a_stream_that_ends_without_a_status_may_have_been_processed() {
    let begun = Answer::nothing().headers(&[OK, GRPC]);
    assert_class(&failure_by(begun.clone().end()).await, Class::Unknown);
    let reset = begun.reset(Reason::NO_ERROR.into());
    assert_class(&failure_by(reset).await, Class::Unknown);
}

#[tokio::test]
async fn a_stream_that_the_server_resets_goes_by_its_reason() {
    for reason in (0..15).map(Reason::from) {
        let expected = match reason {
            Reason::REFUSED_STREAM => Class::Unprocessed,
            Reason::PROTOCOL_ERROR
            | Reason::FLOW_CONTROL_ERROR
            | Reason::FRAME_SIZE_ERROR
            | Reason::COMPRESSION_ERROR
            | Reason::INADEQUATE_SECURITY
            | Reason::HTTP_1_1_REQUIRED => Class::Permanent,
            _ => Class::Unknown,
        };
        let failure = failure_by(Answer::nothing().reset(reason.into())).await;
        assert_class(&failure, expected);
    }
}

#[tokio::test]
async fn a_stream_that_a_go_away_does_not_cover_was_not_processed() {
    for (reason, expected) in [
        (Reason::NO_ERROR, Class::Unprocessed),
        (Reason::INTERNAL_ERROR, Class::Unprocessed),
        (Reason::ENHANCE_YOUR_CALM, Class::RateLimited),
        (Reason::HTTP_1_1_REQUIRED, Class::Permanent),
    ] {
        let failure = failure_by(Answer::nothing().go_away(0, reason.into())).await;
        assert_class(&failure, expected);
    }
}

#[tokio::test]
async fn a_stream_that_a_go_away_covers_may_have_been_processed() {
    for reason in [
        Reason::NO_ERROR,
        Reason::INTERNAL_ERROR,
        Reason::ENHANCE_YOUR_CALM,
    ] {
        let covered = Answer::nothing().go_away(1, reason.into()).close();
        assert_class(&failure_by(covered).await, Class::Unknown);
    }
}

#[tokio::test]
async fn a_request_that_waits_for_its_connection_was_not_processed() {
    let (ours, _theirs) = tokio::io::duplex(1024);
    let handshake = hyper::client::conn::http2::handshake::<_, _, tonic::body::Body>;
    let (mut sender, connection) = handshake(TokioExecutor::new(), TokioIo::new(ours))
        .await
        .unwrap();
    let waiting = sender.send_request(hyper::Request::new(tonic::body::Body::empty()));
    drop(connection);
    let closed = Status::from_error(Box::new(waiting.await.unwrap_err()));
    assert_class(&closed, Class::Unprocessed);
}

#[tokio::test]
async fn a_server_that_falls_silent_has_timed_out() {
    let silent = || endpoint(http2::start(Answer::nothing()));
    let timeout = silent().timeout(Duration::from_millis(50));
    assert_class(&failure(timeout).await, Class::TimedOut);
    let keep_alive = silent()
        .http2_keep_alive_interval(Duration::from_millis(50))
        .keep_alive_timeout(Duration::from_millis(50));
    let failure = failure(keep_alive).await;
    assert_eq!(failure.code(), Code::Unavailable);
    assert_class(&failure, Class::TimedOut);
}

#[tokio::test]
async fn a_refused_connection_was_not_processed() {
    let endpoint = endpoint(free_address());
    assert_class(&failure(endpoint.clone()).await, Class::Unprocessed);
    assert_connect(&endpoint, Class::Unprocessed).await;
}

#[tokio::test]
async fn a_wrong_address_is_permanent() {
    for uri in ["/path", "no.scheme:80"] {
        let endpoint = Endpoint::from_static(uri);
        assert_class(&failure(endpoint.clone()).await, Class::Permanent);
        assert_connect(&endpoint, Class::Permanent).await;
    }
}

#[tokio::test]
async fn a_server_that_breaks_the_protocol_is_permanent() {
    let other = Answer::nothing().bytes(b"HTTP/1.1 400 Bad Request\r\n\r\n");
    assert_class(&failure_by(other).await, Class::Permanent);
}

#[tokio::test]
async fn a_request_that_is_too_long_is_permanent() {
    let address = http2::start(Answer::nothing());
    let client = Grpc::new(endpoint(address).connect_lazy());
    let failure = call(client.max_encoding_message_size(3)).await.unwrap_err();
    assert_class(&failure, Class::Permanent);
}

#[tokio::test]
async fn a_response_that_is_too_long_or_garbled_is_permanent() {
    let begun = Answer::nothing().headers(&[OK, GRPC]);
    let long = http2::start(begun.clone().data(&[0, 0, 0, 0, 9, 1]));
    let client = Grpc::new(endpoint(long).connect_lazy());
    let failure = call(client.max_decoding_message_size(3)).await.unwrap_err();
    assert_class(&failure, Class::Permanent);
    for flag in [1, 7] {
        let garbled = begun.clone().data(&[flag, 0, 0, 0, 0]);
        assert_class(&failure_by(garbled).await, Class::Permanent);
    }
    let unknown = Answer::nothing().headers(&[OK, GRPC, ("grpc-encoding", "br")]);
    assert_class(&failure_by(unknown).await, Class::Permanent);
}

#[tokio::test]
async fn a_response_without_a_message_is_permanent() {
    let empty = Answer::nothing().headers(&[OK, GRPC]);
    let failure = failure_by(empty.trailers(&[("grpc-status", "0")])).await;
    assert_class(&failure, Class::Permanent);
}

#[tokio::test]
async fn a_status_in_trailers_and_one_without_a_response_go_by_their_code() {
    let fields = [("grpc-status", "14"), ("grpc-retry-pushback-ms", "1500")];
    let trailers = Answer::nothing().headers(&[OK, GRPC]).trailers(&fields);
    let only = Answer::nothing().trailers(&[&[OK, GRPC], &fields[..]].concat());
    for answer in [trailers, only] {
        let failure = failure_by(answer).await;
        assert_class(&failure, Class::Unknown);
        assert_eq!(failure.retry_after(), Some(Duration::from_millis(1500)));
    }
}

#[tokio::test]
async fn an_answer_without_a_status_of_grpc_goes_by_its_http_status() {
    for (status, expected) in [
        ("404", Class::Permanent),
        ("429", Class::RateLimited),
        ("502", Class::Unknown),
        ("504", Class::TimedOut),
    ] {
        let fields = [
            (":status", status),
            ("content-type", "text/html"),
            ("retry-after", "3"),
        ];
        let head = Answer::nothing().trailers(&fields);
        let page = Answer::nothing().headers(&fields).data(b"<html>").end();
        for answer in [head, page] {
            let failure = failure_by(answer).await;
            assert_class(&failure, expected);
            assert_eq!(
                failure.retry_after(),
                Some(Duration::from_secs(3)),
                "{failure:?}"
            );
        }
    }
}

#[tokio::test]
async fn a_page_for_people_is_permanent() {
    let page = Answer::nothing().headers(&[OK, ("content-type", "text/html")]);
    assert_class(
        &failure_by(page.data(b"<html>").end()).await,
        Class::Permanent,
    );
}

#[tokio::test]
async fn a_call_that_succeeds_is_no_failure() {
    let answer = Answer::nothing()
        .headers(&[OK, GRPC])
        .data(&[0, 0, 0, 0, 1, 7]);
    let address = http2::start(answer.trailers(&[("grpc-status", "0")]));
    let outcome = call(Grpc::new(endpoint(address).connect_lazy())).await;
    assert_eq!(outcome.unwrap(), Bytes::from_static(&[7]));
}
