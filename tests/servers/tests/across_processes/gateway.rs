//! A service by HTTP, which calls the backend.

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;
use retries::scope::{ScopeLayer, grpc_timeout};
use retries::{TimedOut, retry, transient};
use tonic::service::interceptor::InterceptedService;
use tonic::transport::{Channel, Endpoint};
use tonic::{Request, Status};
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_client::HealthClient;

use crate::OWN_DEADLINE;
use crate::link::Link;
use crate::process::{listen, upstream};
use crate::work::to_its_end;

pub(crate) const TEST: &str = "gateway::process";

type Interceptor = fn(Request<()>) -> Result<Request<()>, Status>;
type Backend = HealthClient<InterceptedService<Channel, Interceptor>>;

#[tokio::test]
#[ignore = "a process that another test starts"]
async fn process() {
    let backend = Endpoint::from_shared(format!("http://{}", upstream()));
    let backend = backend.unwrap().connect().await.unwrap();
    let interceptor: Interceptor = if Link::Interceptor.is_here() {
        grpc_timeout
    } else {
        Ok
    };
    let mut service = Router::new()
        .route("/", get(handle))
        .with_state(HealthClient::with_interceptor(backend, interceptor));
    if Link::HttpLayer.is_here() {
        service = service.layer(ScopeLayer::http());
    }
    axum::serve(listen().await, service).await.unwrap();
}

async fn handle(State(backend): State<Backend>) -> Result<(), StatusCode> {
    let called = to_its_end(async move { call(&backend).await }).await;
    called.map_err(|_| StatusCode::BAD_GATEWAY)
}

#[retry(
    fixed("50ms"), deadline = OWN_DEADLINE, attempt_timeout = "1s",
    on_timeout = |it: TimedOut| Status::deadline_exceeded(it.to_string()), on = transient,
)]
async fn call(backend: &Backend) -> Result<(), Status> {
    let request = HealthCheckRequest::default();
    backend.clone().check(request).await?;
    Ok(())
}
