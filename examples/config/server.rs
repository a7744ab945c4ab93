//! A service that is down until it recovers, and counts its requests.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;

#[derive(Clone, Default)]
pub(crate) struct Service(Arc<Health>);

#[derive(Default)]
struct Health {
    is_up: AtomicBool,
    requests: AtomicUsize,
}

impl Service {
    pub(crate) async fn start(self) -> std::io::Result<SocketAddr> {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let router = Router::new().route("/report", get(report)).with_state(self);
        tokio::spawn(async move { axum::serve(listener, router).await });
        Ok(address)
    }

    /// Returns the number of requests since the last call of this method.
    pub(crate) fn requests(&self) -> usize {
        self.0.requests.swap(0, Ordering::Relaxed)
    }

    pub(crate) fn recover(&self) {
        self.0.is_up.store(true, Ordering::Relaxed);
    }
}

async fn report(State(Service(health)): State<Service>) -> Result<&'static str, StatusCode> {
    health.requests.fetch_add(1, Ordering::Relaxed);
    if health.is_up.load(Ordering::Relaxed) {
        Ok("all is well")
    } else {
        Err(StatusCode::SERVICE_UNAVAILABLE)
    }
}
