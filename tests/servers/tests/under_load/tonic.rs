use std::pin::Pin;
use std::sync::Arc;

use retries_servers::{free_address, nginx as server};
use tokio::net::TcpListener;
use tokio_stream::wrappers::TcpListenerStream;
use tonic::transport::{Channel, Endpoint, Server};
use tonic::{Request, Response, Status};
use tonic_health::pb::health_client::HealthClient;
use tonic_health::pb::health_server::{Health, HealthServer};
use tonic_health::pb::{HealthCheckRequest, HealthCheckResponse};

use crate::proxied::Done;
use crate::{AnyError, Duration, Retried, Store, Write, by_tasks};

struct Backend(Arc<Done>);

#[tonic::async_trait]
impl Health for Backend {
    async fn check(
        &self,
        request: Request<HealthCheckRequest>,
    ) -> Result<Response<HealthCheckResponse>, Status> {
        let text = request.into_inner().service;
        let (caller, n) = text.split_once(' ').unwrap();
        self.0.write(Write {
            caller: caller.parse().unwrap(),
            n: n.parse().unwrap(),
        });
        Ok(Response::new(HealthCheckResponse::default()))
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

struct Service {
    channel: Channel,
}

impl Store for Service {
    async fn write(&self, Write { caller, n }: Write) -> Result<(), AnyError> {
        let service = format!("{caller} {n}");
        let request = HealthCheckRequest { service };
        HealthClient::new(self.channel.clone())
            .check(request)
            .await?;
        Ok(())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn tonic_loses_nothing_and_writes_nothing_twice() {
    let done = Arc::new(Done::default());
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let backend = listener.local_addr().unwrap();
    let service = HealthServer::new(Backend(Arc::clone(&done)));
    let service = Server::builder().add_service(service);
    tokio::spawn(service.serve_with_incoming(TcpListenerStream::new(listener)));
    let proxy = free_address();
    let mut server = server::start_with(
        &format!(
            "server {{ listen {proxy} http2; location / {{ grpc_pass grpc://{backend}; grpc_next_upstream off; }} }}"
        ),
        "",
    );
    let endpoint = Endpoint::from_shared(format!("http://{proxy}")).unwrap();
    let service = Retried::new(Service {
        channel: endpoint.connect_lazy(),
    });
    let load = by_tasks(&mut server, &service).await;
    load.check(
        "tonic",
        service.attempts.made(),
        &done.all(),
        Duration::ZERO,
    );
}
