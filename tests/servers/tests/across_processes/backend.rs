//! A service by gRPC, which queries the database. It prints the time at which a query starts.

use std::error::Error;
use std::pin::Pin;
use std::sync::Arc;

use retries::scope::ScopeLayer;
use retries::{retry, transient};
use retries_servers::postgres::{PASSWORD, USER};
use tokio_postgres::{Client, Config, NoTls};
use tokio_stream::wrappers::TcpListenerStream;
use tonic::transport::Server;
use tonic::{Request, Response, Status};
use tonic_health::pb::health_server::{Health, HealthServer};
use tonic_health::pb::{HealthCheckRequest, HealthCheckResponse};

use crate::OWN_DEADLINE;
use crate::link::Link;
use crate::process::{listen, now, upstream};
use crate::work::to_its_end;

pub(crate) const TEST: &str = "backend::process";
/// What the process prints before the time of a query, in milliseconds.
pub(crate) const QUERY: &str = "query at ";

#[tokio::test]
#[ignore = "a process that another test starts"]
async fn process() {
    let service = HealthServer::new(Backend(Arc::new(connect().await)));
    let clients = TcpListenerStream::new(listen().await);
    let served = if Link::GrpcLayer.is_here() {
        Server::builder()
            .layer(ScopeLayer::grpc())
            .add_service(service)
            .serve_with_incoming(clients)
            .await
    } else {
        Server::builder()
            .add_service(service)
            .serve_with_incoming(clients)
            .await
    };
    served.unwrap();
}

async fn connect() -> Client {
    let database = upstream();
    let (client, connection) = Config::new()
        .host(database.ip().to_string())
        .port(database.port())
        .user(USER)
        .password(PASSWORD)
        .connect(NoTls)
        .await
        .unwrap();
    // The client also receives the errors of the connection.
    tokio::spawn(connection);
    client
}

struct Backend(Arc<Client>);

#[tonic::async_trait]
impl Health for Backend {
    async fn check(
        &self,
        _: Request<HealthCheckRequest>,
    ) -> Result<Response<HealthCheckResponse>, Status> {
        let database = Arc::clone(&self.0);
        let queried = to_its_end(async move { query(&database).await }).await;
        match queried {
            Ok(()) => Ok(Response::new(HealthCheckResponse::default())),
            Err(error) => Err(Status::unavailable(error.to_string())),
        }
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

#[retry(fixed("50ms"), deadline = OWN_DEADLINE, attempt_timeout = "150ms", on = transient)]
async fn query(database: &Client) -> Result<(), Box<dyn Error + Send + Sync>> {
    println!("{QUERY}{}", now().as_millis());
    database.batch_execute("SELECT 1").await?;
    Ok(())
}
