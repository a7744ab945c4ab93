//! The routes of the service.

use std::fmt::Write;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use metrics_exporter_prometheus::PrometheusHandle;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::client::Client;
use crate::error::Error;
use crate::last_known::Price;

/// Starts the service, which ends at `stop`.
pub(crate) async fn start(
    client: Arc<Client>,
    prometheus: PrometheusHandle,
    stop: impl Future<Output = ()> + Send + 'static,
) -> io::Result<(SocketAddr, JoinHandle<io::Result<()>>)> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let router = Router::new()
        .route("/price/{product}", get(price))
        .route("/order/{product}", post(order))
        .with_state(client)
        .route("/metrics", get(async move || prometheus.render()))
        .route("/retries", get(functions));
    let service = axum::serve(listener, router).with_graceful_shutdown(shutdown(stop));
    Ok((address, tokio::spawn(service.into_future())))
}

/// After this, axum waits for the handlers. They would wait for retries, so these end too.
async fn shutdown(stop: impl Future<Output = ()>) {
    stop.await;
    retries::shutdown();
}

async fn price(
    State(client): State<Arc<Client>>,
    Path(product): Path<String>,
) -> Result<Response, Error> {
    Ok(match client.price(&product).await? {
        Price::Fresh(price) => price.into_response(),
        Price::Stale(price) => ([("x-stale", "true")], price).into_response(),
    })
}

async fn order(
    State(client): State<Arc<Client>>,
    Path(product): Path<String>,
) -> Result<String, Error> {
    client.order(&product).await
}

impl IntoResponse for Error {
    fn into_response(self) -> Response {
        let status = match self {
            Self::Status(StatusCode::NOT_FOUND) => StatusCode::NOT_FOUND,
            Self::TimedOut(_) => StatusCode::GATEWAY_TIMEOUT,
            _ => StatusCode::SERVICE_UNAVAILABLE,
        };
        (status, self.to_string()).into_response()
    }
}

/// All functions of the program that retry, with their policies and counters.
async fn functions() -> String {
    let mut page = format!(
        "{:<32}{:>6}{:>9}{:>11}{:>9}{:>11}  policy\n",
        "function", "calls", "retries", "recovered", "gave up", "cancelled"
    );
    for function in retries::functions() {
        let it = function.counters();
        let policy = function.new_policy().or(function.policy());
        let policy = policy.map_or_else(|| "of each call".to_owned(), |it| it.to_string());
        // Writing to a string cannot fail.
        let _ = writeln!(
            page,
            "{:<32}{:>6}{:>9}{:>11}{:>9}{:>11}  {policy}",
            function.path(),
            it.calls,
            it.retries,
            it.recovered,
            it.gave_up,
            it.cancelled
        );
    }
    page
}
