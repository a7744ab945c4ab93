//! A service that often fails, and the page with the client's metrics.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};

use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::get;
use metrics_exporter_prometheus::PrometheusHandle;

#[derive(Clone, Default)]
pub(crate) struct Service(Arc<Seen>);

#[derive(Default)]
struct Seen {
    requests: AtomicU64,
    orders: AtomicU32,
    stuck: AtomicU32,
}

impl Service {
    pub(crate) async fn start(self, prometheus: PrometheusHandle) -> std::io::Result<SocketAddr> {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let router = Router::new()
            .route("/data/{key}", get(data))
            .with_state(self)
            .route("/ping", get(|| async {}))
            .route("/metrics", get(|| async move { prometheus.render() }));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Ok(address)
    }

    /// The number of requests for data.
    pub(crate) fn requests(&self) -> u64 {
        self.0.requests.load(Ordering::Relaxed)
    }
}

async fn data(
    State(Service(seen)): State<Service>,
    Path(key): Path<String>,
) -> Result<&'static str, StatusCode> {
    seen.requests.fetch_add(1, Ordering::Relaxed);
    match key.as_str() {
        "users" => Ok("all users"),
        "orders" => match seen.orders.fetch_add(1, Ordering::Relaxed) {
            0 => Err(StatusCode::SERVICE_UNAVAILABLE),
            1 => Err(StatusCode::TOO_MANY_REQUESTS),
            _ => Ok("all orders"),
        },
        "reports" => Err(StatusCode::SERVICE_UNAVAILABLE),
        "stuck" => match seen.stuck.fetch_add(1, Ordering::Relaxed) {
            0 => Err(StatusCode::SERVICE_UNAVAILABLE),
            _ => std::future::pending().await,
        },
        _ => Err(StatusCode::NOT_FOUND),
    }
}
