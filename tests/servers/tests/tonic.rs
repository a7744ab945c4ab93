//! `tonic` against a server in process.

use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use retries::{Transient, retry, transient};
use retries_servers::{Attempts, free_address};
use tokio::net::TcpListener;
use tokio_stream::wrappers::TcpListenerStream;
use tonic::transport::{Channel, Endpoint, Server};
use tonic::{Code, Request, Response, Status};
use tonic_health::pb::health_client::HealthClient;
use tonic_health::pb::health_server::{Health, HealthServer};
use tonic_health::pb::{HealthCheckRequest, HealthCheckResponse};
use tonic_types::{ErrorDetails, StatusExt};

/// Fails the first time as the request's text says, and then answers.
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
            "unavailable" => Status::unavailable("later"),
            pushback => {
                let mut status = Status::unavailable("later");
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
    let listener = TcpListener::bind(address).await.unwrap();
    let address = listener.local_addr().unwrap();
    let service = HealthServer::new(FailsOnce::default());
    let server = Server::builder().add_service(service);
    tokio::spawn(server.serve_with_incoming(TcpListenerStream::new(listener)));
    address
}

fn channel(host: &str) -> Channel {
    let endpoint = Endpoint::from_shared(format!("http://{host}"));
    endpoint.unwrap().connect_lazy()
}

#[retry(exp(base = "50ms", cap = "500ms"), jitter = full, max_attempts = 30, on = transient)]
async fn check(attempts: &Attempts, channel: &Channel, service: &str) -> Result<(), Status> {
    attempts.count();
    let service = service.to_owned();
    let request = HealthCheckRequest { service };
    HealthClient::new(channel.clone()).check(request).await?;
    Ok(())
}

#[tokio::test]
async fn what_passes_is_tried_again() {
    for service in ["unavailable", "exhausted for now", "50"] {
        let address = serve(([127, 0, 0, 1], 0).into()).await;
        let attempts = Attempts::default();
        let outcome = check(&attempts, &channel(&address.to_string()), service).await;
        outcome.unwrap();
        assert_eq!(attempts.made(), 2, "{service}");
    }
}

#[tokio::test]
async fn what_stays_wrong_is_returned_at_once() {
    for service in ["invalid", "exhausted", "-1", "soon"] {
        let address = serve(([127, 0, 0, 1], 0).into()).await;
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
