//! The servers behind the gateway. Every second request fails.

use std::future::IntoFuture;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::Router;
use axum::http::StatusCode;
use axum::routing::get;
use tokio::net::TcpListener;
use tokio_stream::Stream;
use tokio_stream::wrappers::TcpListenerStream;
use tonic::transport::Server;
use tonic::{Request, Response, Status};
use tonic_health::pb::health_server::{Health, HealthServer};
use tonic_health::pb::{HealthCheckRequest, HealthCheckResponse};

use crate::Error;

/// The addresses of the servers.
pub(crate) struct Backends {
    pub(crate) grpc: String,
    pub(crate) http: String,
}

pub(crate) async fn start() -> Result<Backends, Error> {
    let grpc = TcpListener::bind("127.0.0.1:0").await?;
    let http = TcpListener::bind("127.0.0.1:0").await?;
    let backends = Backends {
        grpc: format!("http://{}", grpc.local_addr()?),
        http: format!("http://{}/", http.local_addr()?),
    };
    let server = Server::builder().add_service(HealthServer::new(Stock::default()));
    tokio::spawn(server.serve_with_incoming(TcpListenerStream::new(grpc)));
    let routes = Router::new().route("/", get(price));
    tokio::spawn(axum::serve(http, routes).into_future());
    Ok(backends)
}

async fn price() -> Result<&'static str, StatusCode> {
    static FAILED: AtomicBool = AtomicBool::new(false);
    if FAILED.fetch_not(Ordering::Relaxed) {
        Ok("7 EUR")
    } else {
        Err(StatusCode::BAD_GATEWAY)
    }
}

/// Tells how much is in stock. The example takes the service of gRPC's health checks, which needs no file of its own.
#[derive(Default)]
struct Stock(AtomicBool);

#[tonic::async_trait]
impl Health for Stock {
    async fn check(
        &self,
        _: Request<HealthCheckRequest>,
    ) -> Result<Response<HealthCheckResponse>, Status> {
        if self.0.fetch_not(Ordering::Relaxed) {
            Ok(Response::new(HealthCheckResponse { status: 2 }))
        } else {
            Err(Status::unavailable("down"))
        }
    }

    type WatchStream = Pin<Box<dyn Stream<Item = Result<HealthCheckResponse, Status>> + Send>>;

    async fn watch(
        &self,
        _: Request<HealthCheckRequest>,
    ) -> Result<Response<Self::WatchStream>, Status> {
        Err(Status::unimplemented("no"))
    }
}
