//! `tonic` against a server in the same process.

use std::error::Error;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use retries::{Transient, retry, transient};
use retries_servers::http2::{self, Answer};
use retries_servers::{Attempts, free_address, nginx};
use tokio::net::TcpListener;
use tokio_stream::wrappers::TcpListenerStream;
use tonic::transport::{Channel, Endpoint, Server};
use tonic::{Code, Request, Response, Status};
use tonic_health::pb::health_client::HealthClient;
use tonic_health::pb::health_server::{Health, HealthServer};
use tonic_health::pb::{HealthCheckRequest, HealthCheckResponse};
use tonic_types::{ErrorDetails, StatusExt};

/// A service that fails once, in the way that the request names, and then succeeds.
#[derive(Debug, Default)]
struct FailsOnce(AtomicBool);

#[tonic::async_trait]
impl Health for FailsOnce {
    async fn check(
        &self,
        request: Request<HealthCheckRequest>,
    ) -> Result<Response<HealthCheckResponse>, Status> {
        if self.0.swap(true, Ordering::Relaxed) {
            return Ok(Response::new(HealthCheckResponse::default()));
        }
        Err(match &*request.into_inner().service {
            "invalid" => Status::invalid_argument("no"),
            "exhausted" => Status::resource_exhausted("no"),
            "exhausted for now" => {
                let details = ErrorDetails::with_retry_info(Some(Duration::from_millis(100)));
                Status::with_error_details(Code::ResourceExhausted, "later", details)
            }
            "aborted" => Status::aborted("no"),
            "aborted for now" => {
                let details = ErrorDetails::with_retry_info(Some(Duration::from_millis(100)));
                Status::with_error_details(Code::Aborted, "later", details)
            }
            "out of time" => Status::deadline_exceeded("later"),
            "unavailable" => Status::unavailable("later"),
            "slow" => std::future::pending().await,
            pushback => {
                let mut status = Status::failed_precondition("later");
                let value = pushback.parse().expect("a value");
                status
                    .metadata_mut()
                    .insert("grpc-retry-pushback-ms", value);
                status
            }
        })
    }

    type WatchStream =
        Pin<Box<dyn tokio_stream::Stream<Item = Result<HealthCheckResponse, Status>> + Send>>;

    async fn watch(
        &self,
        _: Request<HealthCheckRequest>,
    ) -> Result<Response<Self::WatchStream>, Status> {
        Err(Status::unimplemented("no"))
    }
}

async fn serve(address: SocketAddr) -> SocketAddr {
    serve_by(Server::builder(), address).await
}

async fn serve_by(mut server: Server, address: SocketAddr) -> SocketAddr {
    let listener = TcpListener::bind(address).await.unwrap();
    let address = listener.local_addr().unwrap();
    let server = server.add_service(HealthServer::new(FailsOnce::default()));
    tokio::spawn(server.serve_with_incoming(TcpListenerStream::new(listener)));
    address
}

async fn start() -> SocketAddr {
    serve(([127, 0, 0, 1], 0).into()).await
}

fn channel(host: &str) -> Channel {
    let endpoint = Endpoint::from_shared(format!("http://{host}"));
    endpoint.unwrap().connect_lazy()
}

fn request(service: &str) -> Request<HealthCheckRequest> {
    let service = service.to_owned();
    Request::new(HealthCheckRequest { service })
}

#[retry(exp(base = "50ms", cap = "500ms"), jitter = full, max_attempts = 30, on = transient)]
async fn check(attempts: &Attempts, channel: &Channel, service: &str) -> Result<(), Status> {
    attempts.count();
    HealthClient::new(channel.clone())
        .check(request(service))
        .await?;
    Ok(())
}

#[tokio::test]
async fn a_transient_status_is_retried() {
    for service in [
        "unavailable",
        "exhausted for now",
        "aborted for now",
        "out of time",
        "50",
    ] {
        let address = start().await;
        let attempts = Attempts::default();
        let outcome = check(&attempts, &channel(&address.to_string()), service).await;
        outcome.unwrap();
        assert_eq!(attempts.made(), 2, "{service}");
    }
}

#[tokio::test]
async fn a_permanent_failure_is_returned_at_once() {
    for service in ["invalid", "exhausted", "aborted", "-1", "soon", "1.5"] {
        let address = start().await;
        let attempts = Attempts::default();
        let outcome = check(&attempts, &channel(&address.to_string()), service).await;
        outcome.unwrap_err();
        assert_eq!(attempts.made(), 1, "{service}");
    }
}

#[tokio::test]
async fn a_server_that_is_not_there_yet_is_waited_for() {
    let address = free_address();
    let attempts = Attempts::default();
    let channel = channel(&address.to_string());
    let (outcome, _) = tokio::join!(check(&attempts, &channel, "unavailable"), async {
        tokio::time::sleep(Duration::from_millis(300)).await;
        serve(address).await
    });
    outcome.unwrap();
    assert!(attempts.made() > 1);
}

#[tokio::test]
async fn a_name_that_cannot_exist_is_transient() {
    let request = HealthCheckRequest::default();
    let mut client = HealthClient::new(channel("no.such.host.invalid:80"));
    let error = client.check(request).await.unwrap_err();
    assert!(error.is_transient(), "{error:?}");
}

#[tokio::test]
async fn a_slow_call_times_out_by_the_clients_or_the_servers_timer() {
    let limited = Server::builder().timeout(Duration::from_millis(50));
    let limited = serve_by(limited, ([127, 0, 0, 1], 0).into()).await;
    let by_server = HealthClient::new(channel(&limited.to_string()))
        .check(request("slow"))
        .await
        .unwrap_err();
    let mut short = request("slow");
    short.set_timeout(Duration::from_millis(50));
    let by_client = HealthClient::new(channel(&start().await.to_string()))
        .check(short)
        .await
        .unwrap_err();
    for status in [by_server, by_client] {
        assert!(status.is_transient() && status.is_timeout(), "{status:?}");
        assert!(!status.is_unprocessed(), "{status:?}");
    }
}

#[tokio::test]
async fn a_server_that_sheds_load_may_have_passed_the_call_on() {
    let narrow = Server::builder()
        .concurrency_limit_per_connection(1)
        .load_shed(true);
    let address = serve_by(narrow, ([127, 0, 0, 1], 0).into()).await;
    let channel = channel(&address.to_string());
    let call = || HealthClient::new(channel.clone());
    let (mut first, mut second) = (call(), call());
    let status = tokio::select! {
        outcome = first.check(request("slow")) => outcome.unwrap_err(),
        outcome = second.check(request("slow")) => outcome.unwrap_err(),
    };
    assert!(status.is_transient(), "{status:?}");
    assert!(!status.is_unprocessed(), "{status:?}");
}

#[tokio::test]
async fn a_unix_socket_without_its_file_is_transient() {
    let endpoint = Endpoint::from_static("unix:///no/such/file");
    let mut client = HealthClient::new(endpoint.connect_lazy());
    let status = client.check(request("")).await.unwrap_err();
    assert!(status.is_unprocessed(), "{status:?}");
    let error: Box<dyn Error> = endpoint.connect().await.unwrap_err().into();
    assert!(error.is_unprocessed(), "{error:?}");
}

#[tokio::test]
async fn a_call_that_an_interceptor_refuses_is_permanent() {
    let refuse = |_: Request<()>| Err(Status::unauthenticated("no token"));
    let channel = channel(&start().await.to_string());
    let mut client = HealthClient::with_interceptor(channel, refuse);
    let status = client.check(request("unavailable")).await.unwrap_err();
    assert!(!status.is_transient(), "{status:?}");
}

#[tokio::test]
async fn a_proxys_http_status_is_classified() {
    let proxy = free_address();
    let begun = Answer::nothing()
        .headers(&[(":status", "200"), ("content-type", "application/grpc")])
        .data(&[0, 0, 0, 0, 9, 1]);
    let broken = http2::start(begun.close());
    let silent = http2::start(Answer::nothing());
    let dead = free_address();
    let _nginx = nginx::start_with(
        &format!(
            "server {{
                listen {proxy} http2;
                location /dead/ {{ grpc_pass grpc://{dead}; }}
                location /broken/ {{ grpc_pass grpc://{broken}; }}
                location /silent/ {{ grpc_read_timeout 100ms; grpc_pass grpc://{silent}; }}
                location /limited/ {{ add_header Retry-After 7 always; return 429; }}
                location /missing/ {{ return 404; }}
            }}"
        ),
        "",
    );
    let fails = async |path: &str| {
        let origin = format!("http://{proxy}/{path}").parse().unwrap();
        let mut client = HealthClient::with_origin(channel(&proxy.to_string()), origin);
        client.check(request("")).await.unwrap_err()
    };
    for path in ["dead", "broken"] {
        let status = fails(path).await;
        assert!(status.is_transient(), "{status:?}");
        assert!(!status.is_unprocessed(), "{status:?}");
    }
    let silent = fails("silent").await;
    assert!(silent.is_timeout(), "{silent:?}");
    let limited = fails("limited").await;
    assert!(limited.is_rate_limited(), "{limited:?}");
    assert_eq!(limited.retry_after(), Some(Duration::from_secs(7)));
    let missing = fails("missing").await;
    assert!(!missing.is_transient(), "{missing:?}");

    // tonic keeps no headers of the response to a stream: a server may have passed this text on.
    let origin = format!("http://{proxy}/limited").parse().unwrap();
    let mut client = HealthClient::with_origin(channel(&proxy.to_string()), origin);
    let mut stream = client.watch(request("")).await.unwrap().into_inner();
    let limited = stream.message().await.unwrap_err();
    assert!(limited.is_transient(), "{limited:?}");
    assert!(!limited.is_unprocessed(), "{limited:?}");
}
