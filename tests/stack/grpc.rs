//! The layer under a client of tonic, against a real server.

use bytes::Bytes;
use http::{HeaderMap, Request, Response};
use http_body_util::{BodyExt, Full, StreamBody};
use retries::stack::clone_unary;
use retries::{Backoff, Decision, Policy, transient};
use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;
use tokio_stream::Stream;
use tokio_stream::wrappers::TcpListenerStream;
use tonic::body::Body;
use tonic::transport::{Channel, Endpoint, Server};
use tonic::{Code, Status};
use tonic_health::pb::health_client::HealthClient;
use tonic_health::pb::health_server::{Health, HealthServer};
use tonic_health::pb::{HealthCheckRequest, HealthCheckResponse};
use tower::ServiceBuilder;

const QUICK: Policy = Policy::new().backoff(Backoff::fixed(Duration::from_millis(1)));

/// Fails the first two requests with the code that the request names.
#[derive(Clone, Default)]
struct FailsTwice(Arc<AtomicU32>);

#[tonic::async_trait]
impl Health for FailsTwice {
    async fn check(
        &self,
        request: tonic::Request<HealthCheckRequest>,
    ) -> Result<tonic::Response<HealthCheckResponse>, Status> {
        if self.0.fetch_add(1, Ordering::Relaxed) >= 2 {
            return Ok(tonic::Response::new(HealthCheckResponse { status: 1 }));
        }
        let code = request
            .into_inner()
            .service
            .parse()
            .map_or(Code::Unknown, Code::from_i32);
        Err(Status::new(code, "no"))
    }

    type WatchStream = Pin<Box<dyn Stream<Item = Result<HealthCheckResponse, Status>> + Send>>;

    async fn watch(
        &self,
        _: tonic::Request<HealthCheckRequest>,
    ) -> Result<tonic::Response<Self::WatchStream>, Status> {
        Err(Status::unimplemented("no"))
    }
}

async fn serve(service: FailsTwice) -> Channel {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let server = Server::builder().add_service(HealthServer::new(service));
    tokio::spawn(server.serve_with_incoming(TcpListenerStream::new(listener)));
    let endpoint = Endpoint::from_shared(format!("http://{address}")).unwrap();
    endpoint.connect().await.unwrap()
}

/// Makes a call whose first two attempts fail with the code. Returns its result and the number of attempts.
async fn call(code: Code) -> (Result<i32, Code>, u32) {
    let service = FailsTwice::default();
    let channel = serve(service.clone()).await;
    let layer = QUICK
        .on(transient::<tonic::transport::Error>)
        .on_ok(transient::<Response<Body>>)
        .layer()
        .clone_by(clone_unary);
    let mut client = HealthClient::new(ServiceBuilder::new().layer(layer).service(channel));
    let service_name = (code as i32).to_string();
    let request = HealthCheckRequest {
        service: service_name,
    };
    let result = client.check(request).await;
    let result = result.map(|response| response.into_inner().status);
    (
        result.map_err(|status| status.code()),
        service.0.load(Ordering::Relaxed),
    )
}

#[tokio::test]
async fn a_unary_call_is_retried_after_a_status_that_is_transient() {
    assert_eq!(call(Code::Unavailable).await, (Ok(1), 3));
}

#[tokio::test]
async fn a_unary_call_returns_a_permanent_status_at_once() {
    assert_eq!(
        call(Code::InvalidArgument).await,
        (Err(Code::InvalidArgument), 1)
    );
}

#[test]
fn a_response_with_a_grpc_status_is_classified_by_it() {
    let decision = |headers: &[(&'static str, &str)]| {
        let mut response = Response::new(());
        let map: &mut HeaderMap = response.headers_mut();
        for (name, value) in headers {
            map.insert(*name, value.parse().unwrap());
        }
        transient(&response)
    };
    assert_eq!(decision(&[("grpc-status", "0")]), Decision::Stop);
    assert_eq!(decision(&[("grpc-status", "14")]), Decision::Retry);
    assert_eq!(decision(&[("grpc-status", "3")]), Decision::Stop);
    assert_eq!(
        decision(&[("grpc-status", "3"), ("grpc-retry-pushback-ms", "1500")]),
        Decision::RetryAfter(Duration::from_millis(1_500))
    );
    assert_eq!(
        decision(&[("grpc-status", "14"), ("grpc-retry-pushback-ms", "-1")]),
        Decision::Stop
    );
    // Not gRPC's.
    assert_eq!(decision(&[("retry-after", "7")]), Decision::Stop);
}

async fn text(body: Body) -> Bytes {
    body.collect().await.unwrap().to_bytes()
}

#[tokio::test]
async fn a_complete_message_is_cloned_with_the_parts_of_the_request() {
    let mut request = Request::post("http://host/package.Service/Method")
        .header("authorization", "token")
        .extension(7_u32)
        .body(Body::new(Full::new(Bytes::from_static(b"message"))))
        .unwrap();
    let clone = clone_unary(&mut request).unwrap();
    for request in [request, clone] {
        assert_eq!(request.method(), http::Method::POST);
        assert_eq!(request.uri().path(), "/package.Service/Method");
        assert_eq!(request.headers()["authorization"], "token");
        assert_eq!(request.extensions().get(), Some(&7_u32));
        assert_eq!(text(request.into_body()).await, "message");
    }
}

#[tokio::test]
async fn an_open_stream_is_not_cloned_and_is_sent_whole() {
    let (sender, receiver) = tokio::sync::mpsc::unbounded_channel();
    let frame = |text: &'static str| Ok::<_, Infallible>(http_body::Frame::data(Bytes::from(text)));
    sender.send(frame("first")).unwrap();
    let stream = tokio_stream::wrappers::UnboundedReceiverStream::new(receiver);
    let body = StreamBody::new(stream).map_err(|error| match error {});
    let mut request = Request::new(Body::new(body));
    assert!(clone_unary(&mut request).is_none());
    let sent = tokio::spawn(text(request.into_body()));
    sender.send(frame(", second")).unwrap();
    drop(sender);
    assert_eq!(sent.await.unwrap(), "first, second");
}

#[tokio::test]
async fn a_body_that_fails_is_not_cloned_and_keeps_its_failure() {
    let failure = Err::<http_body::Frame<Bytes>, _>(Status::aborted("no"));
    let body = StreamBody::new(tokio_stream::once(failure));
    let mut request = Request::new(Body::new(body));
    assert!(clone_unary(&mut request).is_none());
    let failure = request.into_body().collect().await.unwrap_err();
    assert_eq!(failure.code(), Code::Aborted);
}
